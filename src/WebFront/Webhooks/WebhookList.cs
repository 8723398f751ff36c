using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Database;

namespace LedgerPortal.Webhooks;

/// <summary>A webhook as its business sees it.</summary>
/// <param name="Kinds">Their names.</param>
/// <param name="Waiting">Deliveries that were neither made nor given up.</param>
public sealed record WebhookRow(
    Guid Webhook, string Url, string Kinds, int Generation, DateTimeOffset? PreviousUntil, DateTimeOffset CreatedAt,
    string? CreatedBy, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt, long Waiting);

/// <param name="LastAnswer">The receiver's status, or why there is none.</param>
public sealed record DeliveryRow(
    long Delivery, string Kind, string Stream, long Version, DateTimeOffset RecordedAt, DateTimeOffset DueAt, int Attempts,
    DateTimeOffset? LastAttemptAt, string? LastAnswer, DateTimeOffset? DeliveredAt, DateTimeOffset? GivenUpAt)
{
    public string State => DeliveredAt is not null ? "delivered" : GivenUpAt is not null ? "given up" : "waiting";
}

/// <summary>
/// Whom a business wants to be told. Each change is durable on return and safe to repeat; none of it touches another
/// business's webhooks, whatever id is named.
/// </summary>
public sealed class WebhookList(Databases databases, TimeProvider time)
{
    /// <summary>Of one business.</summary>
    public const int MaxWebhooks = 20;

    /// <summary>So long the secret before is good beside the new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Columns =
        """
        select w.webhook, w.url, array_to_string(w.kinds, ', ') as kinds, w.generation, w.previous_until, w.created_at,
          access.operator_email(w.created_by) as created_by, w.failing_since, w.disabled_at,
          (select count(*) from journal.webhook_delivery d where d.business = w.business and d.webhook = w.webhook
            and d.delivered_at is null and d.given_up_at is null) as waiting
        from journal.webhook w
        """;

    public static Task<IReadOnlyList<WebhookRow>> All(ScopedRead read, BusinessId business) => read.Rows<WebhookRow>(
        $"{Columns} where w.business = @business order by w.created_at, w.webhook", new { business });

    public static Task<WebhookRow?> Find(ScopedRead read, BusinessId business, Guid webhook) => read.RowOrNone<WebhookRow>(
        $"{Columns} where w.business = @business and w.webhook = @webhook", new { business, webhook });

    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<DeliveryRow>> Log(
        ScopedRead read, BusinessId business, Guid webhook, long? before, int limit) => read.Rows<DeliveryRow>(
        """
        select delivery, kind, stream, version, recorded_at, due_at, attempts, last_attempt_at, last_answer, delivered_at,
          given_up_at
        from journal.webhook_delivery
        where business = @business and webhook = @webhook and (@before::bigint is null or delivery < @before)
        order by delivery desc limit @limit
        """, new { business, webhook, before, limit });

    /// <summary>False when the business has <see cref="MaxWebhooks"/>.</summary>
    public async Task<bool> Add(BusinessId business, Guid webhook, string url, IReadOnlyCollection<string> kinds, Actor by)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            $"""
            with added as (
              insert into journal.webhook (business, webhook, url, kinds, created_at, created_by)
              select @business, @webhook, @url, @kinds, @now, @by
              where (select count(*) from journal.webhook where business = @business) < {MaxWebhooks}
              on conflict (business, webhook) do nothing
              returning webhook
            )
            select exists (select from added)
              or exists (select from journal.webhook where business = @business and webhook = @webhook)
            """,
            new
            {
                business = business.Value,
                webhook,
                url,
                kinds = kinds.ToArray(),
                now = time.GetUtcNow().UtcDateTime,
                by = by.Who,
            });
    }

    /// <summary>
    /// Gives it a new secret; deliveries are signed with both for <see cref="Overlap"/>. From this generation on only, so
    /// that a wish that is sent twice changes it once. The generation it has then; null when it is not there.
    /// </summary>
    public async Task<(int Generation, DateTimeOffset? PreviousUntil)?> Rotate(BusinessId business, Guid webhook, int from)
    {
        var now = time.GetUtcNow();
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update journal.webhook set generation = generation + 1, previous_until = @until
            where business = @business and webhook = @webhook and generation = @from
            """, new { business = business.Value, webhook, from, until = (now + Overlap).UtcDateTime });
        var row = await connection.QuerySingleOrDefaultAsync<(int Generation, DateTime? PreviousUntil)?>(
            "select generation, previous_until from journal.webhook where business = @business and webhook = @webhook",
            new { business = business.Value, webhook });
        return row is { } found
            ? (found.Generation, found.PreviousUntil is { } until ? new DateTimeOffset(until, TimeSpan.Zero) : null)
            : null;
    }

    /// <summary>With its log and all that waits. False when it is not there.</summary>
    public async Task<bool> Remove(BusinessId business, Guid webhook)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        var removed = await connection.ExecuteAsync(
            "delete from journal.webhook where business = @business and webhook = @webhook",
            new { business = business.Value, webhook });
        await connection.ExecuteAsync(
            "delete from journal.webhook_delivery where business = @business and webhook = @webhook",
            new { business = business.Value, webhook });
        return removed == 1;
    }

    /// <summary>After it was disabled; what waited goes on at once. False when it is not there.</summary>
    public async Task<bool> Enable(BusinessId business, Guid webhook)
    {
        var who = new { business = business.Value, webhook, now = time.GetUtcNow().UtcDateTime };
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            update journal.webhook_delivery set due_at = @now
            where business = @business and webhook = @webhook and delivered_at is null and given_up_at is null
            """, who);
        return await connection.ExecuteAsync(
            """
            update journal.webhook set disabled_at = null, failing_since = null
            where business = @business and webhook = @webhook
            """, who) == 1;
    }

    /// <summary>Sends a delivery again, whatever came of it. False when the business has no such delivery.</summary>
    public async Task<bool> SendAgain(BusinessId business, Guid webhook, long delivery)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            """
            update journal.webhook_delivery set delivered_at = null, given_up_at = null, attempts = 0, due_at = @now
            where business = @business and webhook = @webhook and delivery = @delivery
            """, new { business = business.Value, webhook, delivery, now = time.GetUtcNow().UtcDateTime }) == 1;
    }
}
