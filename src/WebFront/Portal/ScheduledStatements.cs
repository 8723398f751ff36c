using System.Text.Json;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Database;
using LedgerPortal.Ledgers;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using LedgerPortal.Pipeline;
using Npgsql;

namespace LedgerPortal.Portal;

/// <summary>What became of a statement that was due. The names are those of the database.</summary>
public enum StatementOutcome
{
    /// <summary>On its way by e-mail.</summary>
    Sent,

    /// <summary>The portal or its statement is switched off, or the business is suspended.</summary>
    PortalOff,

    /// <summary>Sharing with the party is off.</summary>
    SharingOff,

    /// <summary>The contact was removed, or has no e-mail address.</summary>
    NoAddress,

    /// <summary>Nothing was entered in the period, and nothing was owed at its end.</summary>
    NothingToSay,
}

/// <summary>
/// Sends statements that are due, in every process that serves pages: a row is taken under a lock, what to do is decided
/// from the state of then, and the row moves on to the next period in the same SQL transaction. A process that ends between
/// queuing a message and that commit leaves the row due; whoever takes it next makes the same message, whose id follows from
/// party, currency and period, so that there is one. Of several periods that passed while nothing ran only the last is sent.
/// </summary>
internal sealed class ScheduledStatements(
    Databases databases, ContactVault vault, Messages messages, TimeProvider time, ILogger<ScheduledStatements> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    static ScheduledStatements() => SqlTypes.Register();

    private sealed record Unplanned(Guid Business, Guid Party, long Version, string? Rhythm, string TimeZone);

    private sealed record Due(BusinessId Business, PartyId Party, long Version);

    private sealed record Facts(
        long Version, string? Rhythm, ContactId? Contact, byte[]? Sealed, bool IsShared, string Business, string Portal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await Sweep(stoppingToken);
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("Scheduled statements wait: {Reason}", failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Sends what is due now; gives how many rows it took.</summary>
    internal async Task<int> Sweep(CancellationToken cancellation)
    {
        await Plan(cancellation);
        var taken = 0;
        while (await SendOne(cancellation))
            taken++;
        return taken;
    }

    /// <summary>Makes the rows of schedules that were set or changed.</summary>
    private async Task Plan(CancellationToken cancellation)
    {
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        var now = time.GetUtcNow();
        foreach (var row in await connection.QueryAsync<Unplanned>("select * from access.unplanned_statements()"))
        {
            await connection.ExecuteAsync(
                """
                insert into access.statement_due as d (business, party, version, due_at) values (@Business, @Party, @Version, @dueAt)
                on conflict (business, party) do update set version = excluded.version, due_at = excluded.due_at
                where d.version < excluded.version
                """,
                new
                {
                    row.Business,
                    row.Party,
                    row.Version,
                    dueAt = row.Rhythm is { } rhythm ? NextAfter(now, rhythm, row.TimeZone) : (DateTime?)null,
                });
        }
    }

    private async Task<bool> SendOne(CancellationToken cancellation)
    {
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        var due = await connection.QuerySingleOrDefaultAsync<Due>(
            """
            select business, party, version from access.statement_due
            where due_at <= @now order by due_at limit 1 for update skip locked
            """, new { now = now.UtcDateTime }, transaction);
        if (due is null)
            return false;
        try
        {
            await Settle(connection, transaction, due, now, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !Failures.IsDatabaseAway(failure))
        {
            log.LogError(failure, "A scheduled statement could not be sent");
            await transaction.RollbackAsync(cancellation);
            await connection.ExecuteAsync(
                "update access.statement_due set due_at = @later where business = @business and party = @party",
                new { later = (now + Pause).UtcDateTime, business = due.Business.Value, party = due.Party.Value });
            return true;
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    private async Task Settle(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Due due, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var read = await ScopedRead.Open(
            databases.Reader, new ReadScope("ledgerportal_console", due.Business), cancellation);
        var facts = await read.Row<Facts>(
            """
            select s.version, s.rhythm, s.contact, c.sealed, p.is_shared, b.details::text as business, b.portal::text as portal
            from read.statement_schedule s
            join read.business b on b.business = s.business
            join read.party p on p.business = s.business and p.party = s.party
            left join read.contact c on c.business = s.business and c.party = s.party and c.contact = s.contact and not c.is_removed
            where s.business = @business and s.party = @party
            """, new { business = due.Business, party = due.Party });
        // Changed a moment ago: what is due now is another question, which planning answers.
        if (facts.Version != due.Version || facts is not { Rhythm: { } rhythm, Contact: { } contact })
        {
            await connection.ExecuteAsync(
                "update access.statement_due set due_at = null, version = @Version - 1 where business = @business and party = @party",
                new { facts.Version, business = due.Business.Value, party = due.Party.Value }, transaction);
            return;
        }

        var business = JsonSerializer.Deserialize(facts.Business, BusinessJson.Default.BusinessDetails)!;
        var portal = JsonSerializer.Deserialize(facts.Portal, BusinessJson.Default.PortalSettings)!;
        var (from, to) = StatementTimes.PeriodBefore(Enum.Parse<StatementRhythm>(rhythm), business.DayOf(now));
        var outcome = await Decide(read, connection, due, facts, portal, contact, from, to, cancellation);
        await connection.ExecuteAsync(
            """
            update access.statement_due set due_at = @dueAt, last_at = @now, last_outcome = @outcome, last_from = @from, last_to = @to
            where business = @business and party = @party
            """,
            new
            {
                dueAt = NextAfter(now, rhythm, business.TimeZone),
                now = now.UtcDateTime,
                outcome = outcome.ToString(),
                from,
                to,
                business = due.Business.Value,
                party = due.Party.Value,
            }, transaction);
    }

    private async Task<StatementOutcome> Decide(
        ScopedRead read, NpgsqlConnection connection, Due due, Facts facts, PortalSettings portal, ContactId contact,
        DateOnly from, DateOnly to, CancellationToken cancellation)
    {
        if (portal is not { IsEnabled: true, ShowStatement: true }
            || await connection.QuerySingleAsync<bool>("select access.is_suspended(@business)", new { business = due.Business.Value }))
            return StatementOutcome.PortalOff;
        if (!facts.IsShared)
            return StatementOutcome.SharingOff;
        if (facts.Sealed is null
            || (await vault.Unseal(due.Business, [new SealedContact(contact, facts.Sealed, null)], cancellation))[0] is not { Email.Length: > 0 })
            return StatementOutcome.NoAddress;
        var outcome = StatementOutcome.NothingToSay;
        foreach (var ledger in await read.Rows<LedgerRow>(LedgerQueries.Ledgers, new { business = due.Business, party = due.Party }))
        {
            var totals = await read.Row<StatementTotals>(
                LedgerQueries.StatementTotals, new { business = due.Business, party = due.Party, currency = ledger.Currency, from, to });
            if (totals is { Entries: 0, ClosingMinor: 0 })
                continue;
            await messages.Send(
                due.Business,
                new ToContact(due.Party, contact, Medium.Email),
                new StatementMessage { Party = due.Party, Currency = ledger.Currency, From = from, To = to },
                Id.Derive(due.Party.Value, FormattableString.Invariant($"statement {ledger.Currency} {from:yyyy-MM-dd} {to:yyyy-MM-dd}")),
                cancellation: cancellation);
            outcome = StatementOutcome.Sent;
        }

        return outcome;
    }

    private static DateTime NextAfter(DateTimeOffset now, string rhythm, string timeZone) => StatementTimes.Next(
        Enum.Parse<StatementRhythm>(rhythm), TimeZoneInfo.FindSystemTimeZoneById(timeZone), now).UtcDateTime;
}
