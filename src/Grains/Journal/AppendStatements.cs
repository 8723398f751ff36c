using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Journal;

/// <summary>The statements of a batch of appends.</summary>
internal static class AppendStatements
{
    private const string AcceptSql =
        """
        with grp as materialized (
          select * from unnest($1::int[], $2::uuid[], $3::text[], $4::bigint[], $5::bytea[], $6::bigint[], $7::bytea[],
            $8::date[], $9::boolean[], $10::date[])
            as g(ord, business, stream, first_version, prev_hash, last_version, last_hash, open_since, locks, locked_through)
        ), locked as (
          select g.ord from grp g join journal.period_lock p on p.business = g.business
          where g.open_since <= p.locked_through
        ), pending as (
          select g.ord from grp g
          where g.locks and exists (select from journal.outbox o where o.business = g.business
            and o.posting_date <= g.locked_through)
        ), allowed as (
          select * from grp where ord not in (select ord from locked) and ord not in (select ord from pending)
        ), moved as (
          update journal.head h set version = g.last_version, hash = g.last_hash from allowed g
          where g.first_version > 1 and h.business = g.business and h.stream = g.stream
            and h.version = g.first_version - 1 and h.hash = g.prev_hash
          returning g.ord
        ), born as (
          insert into journal.head (business, stream, version, hash)
          select business, stream, last_version, last_hash from allowed where first_version = 1
          on conflict do nothing
          returning business, stream
        ), accepted as (
          select ord from moved union all select g.ord from allowed g join born b using (business, stream)
        ), inserted as (
          insert into journal.journal
            (business, stream, version, command_id, command_hash, party, actor, recorded_at, data, prev_hash, hash)
          select r.business, r.stream, r.version, r.command_id, r.command_hash, r.party, r.actor, r.recorded_at, r.data,
            r.prev_hash, r.hash
          from unnest($11::int[], $12::uuid[], $13::text[], $14::bigint[], $15::uuid[], $16::bytea[], $17::uuid[],
            $18::text[], $19::timestamptz[], $20::bytea[], $21::bytea[], $22::bytea[]) with ordinality
            as r(ord, business, stream, version, command_id, command_hash, party, actor, recorded_at, data, prev_hash,
              hash, row)
          where r.ord in (select ord from accepted)
          order by r.row
          returning position
        )
        select
          (select coalesce(array_agg(ord), '{}') from accepted),
          (select coalesce(array_agg(ord), '{}') from locked),
          (select coalesce(array_agg(ord), '{}') from pending),
          (select coalesce(array_agg(position order by position), '{}') from inserted),
          (select coalesce(array_agg(distinct w.business), '{}') from journal.webhook w
            where w.disabled_at is null and w.business = any($2::uuid[]))
        """;

    public static NpgsqlBatch Accept(NpgsqlConnection connection, IReadOnlyList<StreamGroup> groups)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        batch.BatchCommands.Add(Locks(groups));
        var accept = new NpgsqlBatchCommand(AcceptSql);
        batch.BatchCommands.Add(accept);

        var rows = groups.SelectMany(group => group.Appends.Select(waiting => (group.Ordinal, waiting.Append.Row))).ToList();
        Add(accept, groups, NpgsqlDbType.Integer, group => group.Ordinal);
        Add(accept, groups, NpgsqlDbType.Uuid, group => group.Stream.Business.Value);
        Add(accept, groups, NpgsqlDbType.Text, group => group.Stream.Stream);
        Add(accept, groups, NpgsqlDbType.Bigint, group => group.First.Version);
        Add(accept, groups, NpgsqlDbType.Bytea, group => group.First.PrevHash);
        Add(accept, groups, NpgsqlDbType.Bigint, group => group.Last.Version);
        Add(accept, groups, NpgsqlDbType.Bytea, group => group.Last.Hash);
        Add(accept, groups, NpgsqlDbType.Date, group => group.Appends.Min(waiting => waiting.Append.OpenSince));
        Add(accept, groups, NpgsqlDbType.Boolean, group => group.Appends[0].Append.PeriodLock?.LockedThrough is not null);
        Add(accept, groups, NpgsqlDbType.Date, group => group.Appends[0].Append.PeriodLock?.LockedThrough);
        Add(accept, rows, NpgsqlDbType.Integer, row => row.Ordinal);
        Add(accept, rows, NpgsqlDbType.Uuid, row => row.Row.Stream.Business.Value);
        Add(accept, rows, NpgsqlDbType.Text, row => row.Row.Stream.Stream);
        Add(accept, rows, NpgsqlDbType.Bigint, row => row.Row.Version);
        Add(accept, rows, NpgsqlDbType.Uuid, row => row.Row.Command.Value);
        Add(accept, rows, NpgsqlDbType.Bytea, row => row.Row.CommandHash);
        Add(accept, rows, NpgsqlDbType.Uuid, row => row.Row.Party?.Value);
        Add(accept, rows, NpgsqlDbType.Text, row => row.Row.Actor);
        Add(accept, rows, NpgsqlDbType.TimestampTz, row => row.Row.RecordedAt.UtcDateTime);
        Add(accept, rows, NpgsqlDbType.Bytea, row => row.Row.Data);
        Add(accept, rows, NpgsqlDbType.Bytea, row => row.Row.PrevHash);
        Add(accept, rows, NpgsqlDbType.Bytea, row => row.Row.Hash);
        return batch;
    }

    /// <summary>Fills in what was accepted; gives the businesses that have a webhook.</summary>
    public static async Task<HashSet<Guid>> ReadAccepted(NpgsqlDataReader reader, IReadOnlyList<StreamGroup> groups)
    {
        // The locks come first and have as many rows as there are locks.
        await reader.NextResultAsync();
        await reader.ReadAsync();
        var accepted = reader.GetFieldValue<int[]>(0).ToHashSet();
        var locked = reader.GetFieldValue<int[]>(1);
        var pending = reader.GetFieldValue<int[]>(2);
        var positions = reader.GetFieldValue<long[]>(3);
        var next = 0;
        foreach (var group in groups)
        {
            if (!accepted.Contains(group.Ordinal))
            {
                group.Refusal = locked.Contains(group.Ordinal) ? AppendRefusal.PeriodLocked
                    : pending.Contains(group.Ordinal) ? AppendRefusal.PostingsPending
                    : AppendRefusal.HeadMoved;
            }

            foreach (var waiting in group.Appends)
            {
                waiting.Result = group.Refusal is null
                    ? new AppendResult(null, positions[next++])
                    : new AppendResult(group.Refusal, 0);
            }
        }

        if (next != positions.Length)
            throw new InvalidOperationException($"{positions.Length} rows were inserted where {next} were accepted.");
        return [.. reader.GetFieldValue<Guid[]>(4)];
    }

    /// <summary>Everything beside the journal, and the commit.</summary>
    public static NpgsqlBatch WriteBeside(
        NpgsqlConnection connection, IReadOnlyList<StreamGroup> groups, ReadModelBatch readModels, HashSet<Guid> told)
    {
        var appends = groups.Where(group => group.Refusal is null)
            .SelectMany(group => group.Appends)
            .Select(waiting => waiting.Append)
            .ToList();
        var batch = new NpgsqlBatch(connection);
        foreach (var command in readModels.Commands("read"))
            batch.BatchCommands.Add(command);
        if (appends.SelectMany(append => append.Outbox).ToList() is { Count: > 0 } outbox)
            batch.BatchCommands.Add(InsertOutbox(outbox));
        var snapshots = appends.Where(append => append.Snapshot is not null)
            .GroupBy(append => append.Row.Stream)
            .Select(stream => (Stream: stream.Key, stream.Last().Snapshot!))
            .ToList();
        if (snapshots.Count > 0)
            batch.BatchCommands.Add(UpsertSnapshots(snapshots));
        foreach (var append in appends.Where(append => append.PeriodLock is not null))
            batch.BatchCommands.Add(UpsertPeriodLock(append.Row.Stream.Business, append.PeriodLock!));
        if (told.Count > 0)
        {
            var happened = appends.Where(append => told.Contains(append.Row.Stream.Business.Value))
                .SelectMany(append => append.EventKinds.Select(kind => (Kind: kind, append.Row)))
                .ToList();
            if (happened.Count > 0)
                batch.BatchCommands.Add(InsertDeliveries(happened));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        return batch;
    }

    /// <summary>
    /// Advisory locks, in the order of their keys. A dated append holds its business's key shared, a move of the period
    /// lock holds it exclusively: neither can slip past the other.
    /// </summary>
    private static NpgsqlBatchCommand Locks(IReadOnlyList<StreamGroup> groups)
    {
        var exclusive = groups.Where(group => group.Appends[0].Append.PeriodLock is not null)
            .Select(group => PeriodKey(group.Stream.Business)).Distinct().Order().ToArray();
        var shared = groups
            .Where(group => group.Appends.Exists(waiting => waiting.Append.OpenSince is not null))
            .Select(group => PeriodKey(group.Stream.Business)).Distinct().Except(exclusive)
            .Append(PostgresJournal.RebuildLock).Order().ToArray();
        return new NpgsqlBatchCommand(
            """
            select pg_advisory_xact_lock(k) from unnest($1::bigint[]) k
            union all
            select pg_advisory_xact_lock_shared(k) from unnest($2::bigint[]) k
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = exclusive },
                new NpgsqlParameter<long[]> { TypedValue = shared },
            },
        };
    }

    private static long PeriodKey(BusinessId business)
    {
        Span<byte> bytes = stackalloc byte[16];
        business.Value.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes) ^ BitConverter.ToInt64(bytes[8..]);
    }

    private static NpgsqlBatchCommand InsertOutbox(List<OutboxRow> rows)
    {
        // The sweep leaves the first seconds to the grain that wrote the row.
        var command = new NpgsqlBatchCommand(
            $"""
            insert into journal.outbox
              (business, stream, version, ordinal, due_at, command_id, obligation, posting_date, not_before)
            select business, stream, version, ordinal, greatest(due_at, now() + interval '{Outbox.GraceSeconds} s'),
              command_id, obligation, posting_date, not_before
            from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::timestamptz[], $6::uuid[], $7::bytea[],
              $8::date[], $9::timestamptz[])
              as r(business, stream, version, ordinal, due_at, command_id, obligation, posting_date, not_before)
            """);
        Add(command, rows, NpgsqlDbType.Uuid, row => row.Stream.Business.Value);
        Add(command, rows, NpgsqlDbType.Text, row => row.Stream.Stream);
        Add(command, rows, NpgsqlDbType.Bigint, row => row.Version);
        Add(command, rows, NpgsqlDbType.Integer, row => row.Ordinal);
        Add(command, rows, NpgsqlDbType.TimestampTz, row => row.DueAt.UtcDateTime);
        Add(command, rows, NpgsqlDbType.Uuid, row => row.Command.Value);
        Add(command, rows, NpgsqlDbType.Bytea, row => row.Obligation);
        Add(command, rows, NpgsqlDbType.Date, row => row.PostingDate);
        Add(command, rows, NpgsqlDbType.TimestampTz, row => row.NotBefore?.UtcDateTime);
        return command;
    }

    /// <summary>One delivery for each webhook that asked to be told; what it says is made when it is sent.</summary>
    private static NpgsqlBatchCommand InsertDeliveries(List<(string Kind, JournalRow Row)> happened)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into journal.webhook_delivery (business, webhook, kind, stream, version, recorded_at, due_at)
            select e.business, w.webhook, e.kind, e.stream, e.version, e.recorded_at, e.recorded_at
            from unnest($1::text[], $2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[]) with ordinality
              as e(kind, business, stream, version, recorded_at, row)
            join journal.webhook w on w.business = e.business and w.disabled_at is null and e.kind = any(w.kinds)
            order by e.row
            """);
        Add(command, happened, NpgsqlDbType.Text, one => one.Kind);
        Add(command, happened, NpgsqlDbType.Uuid, one => one.Row.Stream.Business.Value);
        Add(command, happened, NpgsqlDbType.Text, one => one.Row.Stream.Stream);
        Add(command, happened, NpgsqlDbType.Bigint, one => one.Row.Version);
        Add(command, happened, NpgsqlDbType.TimestampTz, one => one.Row.RecordedAt.UtcDateTime);
        return command;
    }

    private static NpgsqlBatchCommand UpsertSnapshots(List<(StreamId Stream, Snapshot Snapshot)> snapshots)
    {
        var command = new NpgsqlBatchCommand(
            """
            insert into journal.snapshot as s (business, stream, version, format, hash, recorded_at, data)
            select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::bytea[], $6::timestamptz[], $7::bytea[])
            on conflict (business, stream) do update set version = excluded.version, format = excluded.format,
              hash = excluded.hash, recorded_at = excluded.recorded_at, data = excluded.data
            """);
        Add(command, snapshots, NpgsqlDbType.Uuid, row => row.Stream.Business.Value);
        Add(command, snapshots, NpgsqlDbType.Text, row => row.Stream.Stream);
        Add(command, snapshots, NpgsqlDbType.Bigint, row => row.Snapshot.Version);
        Add(command, snapshots, NpgsqlDbType.Integer, row => row.Snapshot.Format);
        Add(command, snapshots, NpgsqlDbType.Bytea, row => row.Snapshot.Hash);
        Add(command, snapshots, NpgsqlDbType.TimestampTz, row => row.Snapshot.RecordedAt.UtcDateTime);
        Add(command, snapshots, NpgsqlDbType.Bytea, row => row.Snapshot.Data);
        return command;
    }

    private static NpgsqlBatchCommand UpsertPeriodLock(BusinessId business, PeriodLockChange change) => new(
        """
        insert into journal.period_lock (business, locked_through) values ($1, $2)
        on conflict (business) do update set locked_through = excluded.locked_through
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = business.Value },
            new NpgsqlParameter<DateOnly?> { TypedValue = change.LockedThrough, NpgsqlDbType = NpgsqlDbType.Date },
        },
    };

    private static void Add<TItem, TValue>(
        NpgsqlBatchCommand command, IReadOnlyList<TItem> items, NpgsqlDbType type, Func<TItem, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        command.Parameters.Add(new NpgsqlParameter<TValue[]>
        {
            TypedValue = values,
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
    }
}
