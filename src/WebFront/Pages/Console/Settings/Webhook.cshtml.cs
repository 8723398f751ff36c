using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary>
/// <c>/settings/webhooks/{webhook}</c>: what was sent and what came of it, "send again", a new secret, removing. Owners only.
/// </summary>
public sealed class WebhookPage(Desk desk, WebhookList webhooks, WebhookSecrets secrets, SecurityEvents events) : ConsolePage(desk)
{
    private const int LogRows = 50;

    [FromRoute(Name = "webhook")]
    public string Named { get; set; } = "";

    [BindProperty(Name = "before", SupportsGet = true)]
    public long? Before { get; set; }

    public WebhookRow Webhook { get; private set; } = null!;

    public IReadOnlyList<DeliveryRow> Log { get; private set; } = [];

    public long? Older { get; private set; }

    /// <summary>Just made: shown now and never again.</summary>
    public string? Secret { get; private set; }

    private Guid Key => Id.TryParse<DocumentId>(Named, out var id) ? id.Value : default;

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnGet() => await Load() ? Page() : NotFound();

    /// <summary>The form says which generation was seen, so that a wish that is sent twice changes the secret once.</summary>
    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRotate(int generation)
    {
        if (!await Load() || await webhooks.Rotate(BusinessId, Key, generation) is not { } rotated)
            return NotFound();
        await Record(events, SecurityEventKind.WebhookSecretChanged, new Uri(Webhook.Url).Host);
        await Load();
        Secret = rotated.Generation == generation + 1 ? secrets.Of(Key, rotated.Generation) : null;
        return Page();
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostAgain(long delivery)
    {
        if (!await Load() || !await webhooks.SendAgain(BusinessId, Key, delivery))
            return NotFound();
        TempData.Tell(Text["Webhook.SentAgain"]);
        return Redirect(Address);
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostEnable()
    {
        if (!await Load() || !await webhooks.Enable(BusinessId, Key))
            return NotFound();
        TempData.Tell(Text["Webhook.Enabled"]);
        return Redirect($"/settings/webhooks/{Named}");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRemove()
    {
        if (!await Load() || !await webhooks.Remove(BusinessId, Key))
            return NotFound();
        await Record(events, SecurityEventKind.WebhookRemoved, new Uri(Webhook.Url).Host);
        TempData.Tell(Text["Webhook.Removed"]);
        return Redirect("/settings/webhooks");
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await WebhookList.Find(read, BusinessId, Key) is not { } webhook)
            return false;
        Webhook = webhook;
        var rows = await WebhookList.Log(read, BusinessId, Key, Before, LogRows + 1);
        Log = [.. rows.Take(LogRows)];
        Older = rows.Count > LogRows ? Log[^1].Delivery : null;
        return true;
    }
}
