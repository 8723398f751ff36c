using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Consoles;
using LedgerPortal.Database;
using LedgerPortal.Documents;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Pipeline;

namespace LedgerPortal.Webhooks;

/// <summary>
/// Tells webhooks what happened: each second the deliveries that are due, in every process. Of one stream (a ledger, a
/// document) a webhook is told in order, one delivery at a time; one that hangs keeps neither other webhooks nor more than a
/// few of its own streams waiting. What fails is tried again with growing waits and given up after about three days.
/// </summary>
internal sealed class WebhookDelivering(
    Databases databases, WebhookSecrets secrets, WebhookSender sender, WebhookSettings settings, TimeProvider time,
    ILogger<WebhookDelivering> log) : BackgroundService
{
    /// <summary>Under way at once to one webhook, from one process.</summary>
    private const int AtOnce = 8;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Another process takes a delivery up when the one that had it is gone.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Delivered and given up, a log goes back so far.</summary>
    private static readonly TimeSpan LogDays = TimeSpan.FromDays(30);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<Guid, byte> _busy = new();
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    private sealed record Row(
        long Delivery, Guid Business, Guid Webhook, string Url, int Generation, DateTime? PreviousUntil, string Kind, string Stream,
        long Version, DateTime RecordedAt, byte[]? Body, int Attempts);

    /// <summary>Sends what is due to every webhook that is not being sent to; gives the sendings, which go on.</summary>
    internal async Task<IReadOnlyList<Task>> Sweep(CancellationToken cancellation)
    {
        var rows = await Due(cancellation);
        var sendings = new List<Task>();
        foreach (var webhook in rows.GroupBy(row => row.Webhook))
        {
            _busy.TryAdd(webhook.Key, 0);
            var sending = Task.Run(() => SendAll(webhook.Key, [.. webhook], cancellation), CancellationToken.None);
            _running.TryAdd(sending, 0);
            _ = sending.ContinueWith(
                done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            sendings.Add(sending);
        }

        return sendings;
    }

    /// <summary>Forgets what was told long ago, and what nobody is to be told any more.</summary>
    internal async Task Forget(CancellationToken cancellation)
    {
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from journal.webhook_delivery d
            where (d.delivered_at < @before or d.given_up_at < @before)
              or not exists (select from journal.webhook w where w.business = d.business and w.webhook = d.webhook)
            """, new { before = (time.GetUtcNow() - LogDays).UtcDateTime }, cancellationToken: cancellation));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var forgottenAt = time.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await Sweep(stoppingToken);
                    if (time.GetElapsedTime(forgottenAt) < TimeSpan.FromHours(1))
                        continue;
                    forgottenAt = time.GetTimestamp();
                    await Forget(stoppingToken);
                }
                catch (Exception failure) when (Failures.IsDatabaseAway(failure))
                {
                    log.LogWarning("Webhooks wait: {Reason}", failure.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end of the program; what is under way is cut off and tried again by whoever comes next.
        }

        await Task.WhenAll(_running.Keys);
    }

    /// <summary>
    /// Takes the first waiting delivery of some streams of each webhook. One behind another of its stream waits for it,
    /// until it is delivered or given up.
    /// </summary>
    private async Task<IReadOnlyList<Row>> Due(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            with due as (
              select d.delivery, w.url, w.generation, w.previous_until
              from journal.webhook w
              cross join lateral (
                select x.delivery from journal.webhook_delivery x
                where x.webhook = w.webhook and x.business = w.business and x.due_at <= @now
                  and x.delivered_at is null and x.given_up_at is null
                  and not exists (
                    select from journal.webhook_delivery e
                    where e.webhook = x.webhook and e.stream = x.stream and e.delivery < x.delivery
                      and e.delivered_at is null and e.given_up_at is null)
                order by x.due_at, x.delivery limit {AtOnce} for update skip locked
              ) d
              where w.disabled_at is null and w.webhook <> all(@busy)
            )
            update journal.webhook_delivery d set due_at = @lease, attempts = attempts + 1, last_attempt_at = @now
            from due
            where d.delivery = due.delivery
            returning d.delivery, d.business, d.webhook, due.url, due.generation, due.previous_until as "PreviousUntil", d.kind,
              d.stream, d.version, d.recorded_at as "RecordedAt", d.body, d.attempts
            """,
            new { now = now.UtcDateTime, lease = (now + Lease).UtcDateTime, busy = _busy.Keys.ToArray() },
            cancellationToken: cancellation));
        return rows.AsList();
    }

    private async Task SendAll(Guid webhook, IReadOnlyList<Row> rows, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(rows.Select(row => Send(row, cancellation)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Its lease runs out.
        }
        catch (Exception failure)
        {
            log.LogWarning("A webhook's deliveries wait: {Reason}", failure.Message);
        }
        finally
        {
            _busy.TryRemove(webhook, out _);
        }
    }

    private async Task Send(Row row, CancellationToken cancellation)
    {
        var business = new BusinessId(row.Business);
        var body = row.Body ?? await Compose(row, business, cancellation);
        var now = time.GetUtcNow();
        var good = new List<string> { secrets.Of(row.Webhook, row.Generation) };
        if (row.PreviousUntil is { } until && new DateTimeOffset(until, TimeSpan.Zero) > now)
            good.Add(secrets.Of(row.Webhook, row.Generation - 1));
        var answer = await sender.Send(
            row.Url, body, EventId(business, row.Stream, row.Version, row.Kind), WebhookSecrets.Sign(good, now, body), cancellation);
        await Record(row, answer);
    }

    /// <summary>The same event has the same id, whoever is told of it and however often.</summary>
    internal static string EventId(BusinessId business, string stream, long version, string kind) =>
        Id.Text(Id.Derive(business.Value, $"event {kind} {stream} {version}"));

    /// <summary>Made once and kept: each try sends the same bytes. Read as an operator of the business reads.</summary>
    private async Task<byte[]> Compose(Row row, BusinessId business, CancellationToken cancellation)
    {
        WebhookEvent told;
        await using (var read = await ScopedRead.Open(
            databases.Reader, new ReadScope("ledgerportal_console", business), cancellation))
        {
            told = await Event(row, business, read);
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(told, Json);
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update journal.webhook_delivery set body = @body where delivery = @delivery",
            new { row.Delivery, body }, cancellationToken: cancellation));
        return body;
    }

    private static async Task<WebhookEvent> Event(Row row, BusinessId business, ScopedRead read)
    {
        var told = new WebhookEvent(
            EventId(business, row.Stream, row.Version, row.Kind), row.Kind, new DateTimeOffset(row.RecordedAt, TimeSpan.Zero), null,
            row.Version, null, null, null, null);
        var parts = row.Stream.Split('/');
        switch (parts[0])
        {
            case "ledger":
                var (party, currency) = (Id.Parse<PartyId>(parts[1]), Currency.Parse(parts[2]));
                var entry = await LedgerEndpoints.FindEntry(read, business, party, currency, row.Version);
                return told with
                {
                    Party = parts[1],
                    Currency = parts[2],
                    Entry = entry is null ? null : LedgerEndpoints.Entry(entry, currency, null),
                    Held = await HeldPaymentRow.OfVersion(read, business, party, currency, row.Version) is { } held
                        ? HeldPaymentEndpoints.Shown(held)
                        : null,
                };
            case "invoice" or "credit-note":
                var document = await DocumentReading.Find(read, business, parts[0] == "invoice", Id.Parse<DocumentId>(parts[1]));
                return told with { Party = document?.Party.ToString(), Document = document?.Shown };
            case "party":
                return told with { Party = parts[1], Details = await PartyEndpoints.Find(read, business, Id.Parse<PartyId>(parts[1])) };
            default:
                throw new InvalidOperationException($"Nothing is told of a {parts[0]}.");
        }
    }

    private async Task Record(Row row, WebhookAnswer answer)
    {
        var now = time.GetUtcNow();
        // A tenth either way, so that what failed together does not come back together.
        var wait = row.Attempts <= settings.Waits.Count
            ? settings.Waits[row.Attempts - 1] * (0.9 + (0.2 * Random.Shared.NextDouble()))
            : (TimeSpan?)null;
        await using var connection = await databases.Access.OpenConnectionAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            update journal.webhook_delivery set last_answer = @said,
              delivered_at = case when @isDelivered then @now end,
              given_up_at = case when not @isDelivered and @due::timestamptz is null then @now end,
              due_at = coalesce(@due::timestamptz, due_at)
            where delivery = @delivery
            """,
            new
            {
                row.Delivery,
                said = answer.Said,
                answer.IsDelivered,
                now = now.UtcDateTime,
                due = answer.IsDelivered || wait is null ? (DateTime?)null : (now + wait.Value).UtcDateTime,
            });
        await connection.ExecuteAsync(
            answer.IsDelivered
                ? "update journal.webhook set failing_since = null where business = @business and webhook = @webhook and failing_since is not null"
                : """
                update journal.webhook set failing_since = coalesce(failing_since, @now),
                  disabled_at = case when failing_since < @limit then @now else disabled_at end
                where business = @business and webhook = @webhook
                """,
            new
            {
                business = row.Business,
                webhook = row.Webhook,
                now = now.UtcDateTime,
                limit = (now - settings.DisabledAfter).UtcDateTime,
            });
    }
}
