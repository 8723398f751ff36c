using LedgerPortal.Businesses;
using LedgerPortal.Journal;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Verifications;

/// <summary>Locked periods: what was recorded while one was locked is dated after it.</summary>
internal static class PeriodVerification
{
    public static async Task<IReadOnlyList<Check>> Run(
        NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        await Copy(connection, await Read(connection, business, cancellation), cancellation);
        var checks = new List<Check>();
        foreach (var check in Compared)
            checks.Add(await check.Run(connection, business, cancellation));
        return checks;
    }

    private const string Recorded =
        """
        locked l
        join journal.journal j on j.business = l.business and j.position > l.from_position
          and (l.until_position is null or j.position < l.until_position) and j.stream like 'ledger/%'
        """;

    private static IReadOnlyList<BookCheck> Compared { get; } =
    [
        new(11, "nothing dated in a locked period was recorded while it was locked", $"select count(*) from {Recorded}",
            $"""
            select j.stream || ' version ' || j.version || ' of business ' || {BookCheck.IdText("j.business")} || ' concerns '
              || min(d.day) || ', when everything was locked through ' || l.through
            from {Recorded}
            join (
              select business, party, currency, entry as version, document_date as day from read.entry
              union all
              select business, party, currency, version, effective_date from read.allocation
              union all
              select business, party, currency, undone_version, undone_from from read.allocation where undone_version is not null
            ) d
            on d.business = j.business and d.day <= l.through
              and 'ledger/' || {BookCheck.IdText("d.party")} || '/' || d.currency = j.stream and d.version = j.version
            group by j.stream, j.version, j.business, l.through
            """),
        new(11, "the lock that appends look at is the one that the business set last",
            "select count(*) from journal.period_lock where $1::uuid is null or business = $1",
            $"""
            select 'business ' || {BookCheck.IdText("business")} || ' is locked through ' || coalesce(p.locked_through::text, 'nothing')
              || ', its last event says ' || coalesce(l.through::text, 'nothing')
            from (select * from journal.period_lock where $1::uuid is null or business = $1) p
            full join (select business, through from locked where until_position is null) l using (business)
            where p.locked_through is distinct from l.through
            """),
    ];

    private static async Task<List<Lock>> Read(
        NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {JournalColumns.Names}, position from journal.journal
            where (stream = 'business' or stream like 'business/%') and ($1::uuid is null or business = $1)
            order by business, stream, version
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var locks = new List<Lock>();
        while (await reader.ReadAsync(cancellation))
        {
            var row = JournalColumns.Read(reader);
            var position = reader.GetInt64(11);
            foreach (var @event in JournalEvents.Of(BusinessReadModel.Definition, row))
            {
                if (@event is not (PeriodLocked or PeriodReopened))
                    continue;
                if (locks.Count > 0 && locks[^1].Business == row.Stream.Business)
                    locks[^1] = locks[^1] with { Until = position };
                locks.Add(new Lock(
                    row.Stream.Business, position, null,
                    @event is PeriodLocked locked ? locked.Through : ((PeriodReopened)@event).LockedThrough));
            }
        }

        return locks;
    }

    private static async Task Copy(NpgsqlConnection connection, List<Lock> locks, CancellationToken cancellation)
    {
        await using (var create = new NpgsqlCommand(
            """
            create temporary table locked (business uuid, from_position bigint, until_position bigint, through date)
            on commit drop
            """, connection))
            await create.ExecuteNonQueryAsync(cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("copy locked from stdin (format binary)", cancellation))
        {
            foreach (var one in locks)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(one.Business.Value, NpgsqlDbType.Uuid, cancellation);
                await copy.WriteAsync(one.From, NpgsqlDbType.Bigint, cancellation);
                await Nullable(copy, one.Until, NpgsqlDbType.Bigint);
                await Nullable(copy, one.Through, NpgsqlDbType.Date);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using var analyze = new NpgsqlCommand("analyze locked", connection);
        await analyze.ExecuteNonQueryAsync(cancellation);

        async Task Nullable<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type) where T : struct
        {
            if (value is { } there)
                await copy.WriteAsync(there, type, cancellation);
            else
                await copy.WriteNullAsync(cancellation);
        }
    }

    /// <param name="Until">Position of the event that changed it; null for the lock that stands.</param>
    private sealed record Lock(BusinessId Business, long From, long? Until, DateOnly? Through);
}
