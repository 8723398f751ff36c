using LedgerPortal.Access;
using LedgerPortal.Journal;
using LedgerPortal.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>Webhooks as a program arranges them for itself.</summary>
internal static class WebhookEndpoints
{
    public static async Task<Results<Ok<WebhooksShown>, ProblemHttpResult>> List(ApiRequest request)
    {
        await using var read = await request.Read();
        var rows = await WebhookList.All(read, request.Business);
        return TypedResults.Ok(new WebhooksShown(
        [
            .. rows.Select(row => new WebhookShown(
                Id.Text(row.Webhook), row.Url, row.Kinds.Split(", "), row.CreatedAt, row.FailingSince, row.DisabledAt)),
        ]));
    }

    public static async Task<Results<Created<WebhookMade>, ProblemHttpResult>> Add(
        WebhookBody body, ApiRequest request, WebhookList webhooks, WebhookSecrets secrets, WebhookSettings settings,
        SecurityEvents events)
    {
        if (WebhookSender.WrongUrl(body.Url, settings) is { } wrong)
            return ApiProblems.Invalid("url", wrong);
        var kinds = (body.Kinds ?? []).Distinct().ToList();
        if (kinds.Count == 0 || kinds.Except(EventKinds.All).Any())
            return ApiProblems.Invalid("kinds", "At least one, each of the kinds of the description.");
        var webhook = request.Command.Derive("webhook").Value;
        if (!await webhooks.Add(request.Business, webhook, body.Url!, kinds, request.Actor))
            return ApiProblems.Of(new Refusal(RefusalCode.TooMany, "webhooks", [$"{WebhookList.MaxWebhooks}"]));
        await Record(events, SecurityEventKind.WebhookMade, request);
        return TypedResults.Created(
            $"/api/v1/webhooks/{Id.Text(webhook)}", new WebhookMade(Id.Text(webhook), secrets.Of(webhook, 1), null));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Remove(
        string webhook, ApiRequest request, WebhookList webhooks, SecurityEvents events)
    {
        var isRemoved = Id.TryParse<DocumentId>(webhook, out var id) && await webhooks.Remove(request.Business, id.Value);
        if (isRemoved)
            await Record(events, SecurityEventKind.WebhookRemoved, request);
        return isRemoved || request.IsRepeated ? TypedResults.NoContent() : ApiProblems.NotFound("webhook");
    }

    /// <summary>The request says which generation it means by what it read: sent twice it changes the secret once.</summary>
    public static async Task<Results<Ok<WebhookMade>, ProblemHttpResult>> Rotate(
        string webhook, ApiRequest request, WebhookList webhooks, WebhookSecrets secrets, SecurityEvents events)
    {
        if (!Id.TryParse<DocumentId>(webhook, out var id))
            return ApiProblems.NotFound("webhook");
        int generation;
        await using (var read = await request.Read())
        {
            if (await WebhookList.Find(read, request.Business, id.Value) is not { } known)
                return ApiProblems.NotFound("webhook");
            generation = known.Generation;
        }

        var rotated = await webhooks.Rotate(request.Business, id.Value, request.IsRepeated ? generation - 1 : generation);
        if (rotated is not { } now)
            return ApiProblems.NotFound("webhook");
        await Record(events, SecurityEventKind.WebhookSecretChanged, request);
        return TypedResults.Ok(new WebhookMade(webhook, secrets.Of(id.Value, now.Generation), now.PreviousUntil));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Enable(string webhook, ApiRequest request, WebhookList webhooks) =>
        Id.TryParse<DocumentId>(webhook, out var id) && await webhooks.Enable(request.Business, id.Value)
            ? TypedResults.NoContent()
            : ApiProblems.NotFound("webhook");

    public static async Task<Results<Ok<ApiPage<DeliveryShown>>, ProblemHttpResult>> Log(
        string webhook, ApiRequest request, string? after = null, int? limit = null)
    {
        if (!ApiCursor.IsLimit(limit, out var rows))
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        if (!ApiCursor.TryRead(after, 1, out var last) || (last is not null && !long.TryParse(last[0], out _)))
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");
        await using var read = await request.Read();
        if (!Id.TryParse<DocumentId>(webhook, out var id)
            || await WebhookList.Find(read, request.Business, id.Value) is null)
        {
            return ApiProblems.NotFound("webhook");
        }

        var found = await WebhookList.Log(
            read, request.Business, id.Value, last is null ? null : long.Parse(last[0], System.Globalization.CultureInfo.InvariantCulture),
            rows + 1);
        return TypedResults.Ok(ApiCursor.Page(
            found, rows,
            row => new DeliveryShown(
                row.Delivery, WebhookDelivering.EventId(request.Business, row.Stream, row.Version, row.Kind), row.Kind,
                row.RecordedAt, row.State, row.Attempts, row.LastAttemptAt, row.LastAnswer,
                row.State == "waiting" ? row.DueAt : null),
            row => [row.Delivery.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> SendAgain(
        string webhook, long delivery, ApiRequest request, WebhookList webhooks) =>
        Id.TryParse<DocumentId>(webhook, out var id)
            && (request.IsRepeated || await webhooks.SendAgain(request.Business, id.Value, delivery))
            ? TypedResults.NoContent()
            : ApiProblems.NotFound("delivery");

    /// <summary>Nobody is known who did it: a program's key did.</summary>
    private static Task Record(SecurityEvents events, SecurityEventKind kind, ApiRequest request) =>
        events.Record(new SecurityEvent(kind, null, Business: request.Business, Detail: "ApiKey"), request.From);
}
