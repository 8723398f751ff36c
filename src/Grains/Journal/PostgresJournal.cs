using System.Data;
using System.Diagnostics;
using System.Threading.Channels;
using LedgerPortal.Live;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Journal;

/// <summary>
/// The journal in PostgreSQL. Appends of all grains of the process go into a channel; a writer takes whatever is waiting,
/// never waiting on a timer, and commits it set-based in one SQL transaction: journal, heads, read models, outbox, snapshots.
/// A stream always goes to the same writer, so that its appends are committed in the order they were decided.
/// </summary>
public sealed class PostgresJournal : IJournal, IAsyncDisposable
{
    /// <summary>Advisory lock: taken shared by each batch, exclusively by the swap of a rebuild.</summary>
    internal const long RebuildLock = 0x4c65_6467_6572_0001;

    private readonly NpgsqlDataSource _writerRole;
    private readonly StreamLoader _loader;
    private readonly Writer[] _writers;

    /// <param name="writerRole">Connections that act as <c>ledgerportal_writer</c>.</param>
    public PostgresJournal(NpgsqlDataSource writerRole, ILiveFeed feed, int writers = 2)
    {
        _writerRole = writerRole;
        _loader = new StreamLoader(writerRole);
        _writers = [.. Enumerable.Range(0, writers).Select(_ => new Writer(writerRole, feed))];
    }

    public Task<AppendResult> Append(Append append) =>
        _writers[(uint)append.Row.Stream.GetHashCode() % (uint)_writers.Length].Add(append);

    public Task<StreamTail> Load(StreamId stream, bool withSnapshot = true) => _loader.Load(stream, withSnapshot);

    public async Task<FoundRow> Find(StreamId stream, CommandId command)
    {
        await using var find = _writerRole.CreateCommand(
            $"""
            select coalesce((select version from journal.head where business = $1 and stream = $2), 0), j.*
            from (select) one left join (
              select {JournalColumns.Names} from journal.journal
              where business = $1 and stream = $2 and command_id = $3) j on true
            """);
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream.Business.Value });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Stream });
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.Value });
        await using var reader = await find.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new FoundRow(reader.IsDBNull(1) ? null : JournalColumns.Read(reader, 1), reader.GetInt64(0));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _loader.DisposeAsync();
    }

    private sealed class Waiting(Append append)
    {
        private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Append Append => append;

        /// <summary>The trace that it belongs to.</summary>
        public ActivityContext? Trace { get; } = Activity.Current?.Context;

        public Task<AppendResult> Task => _done.Task;

        public AppendResult Result { get; set; }

        public void Complete() => _done.TrySetResult(Result);

        public void Fail(Exception exception) => _done.TrySetException(exception);
    }

    private sealed class Writer : IAsyncDisposable
    {
        private const int MaxBatch = 1_000;

        private readonly Channel<Waiting> _waiting =
            Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

        private readonly NpgsqlDataSource _dataSource;
        private readonly ILiveFeed _feed;
        private readonly Task _running;
        private NpgsqlConnection? _connection;

        public Writer(NpgsqlDataSource dataSource, ILiveFeed feed)
        {
            _dataSource = dataSource;
            _feed = feed;
            _running = Task.Run(Run);
        }

        public Task<AppendResult> Add(Append append)
        {
            var waiting = new Waiting(append);
            if (!_waiting.Writer.TryWrite(waiting))
                throw new InvalidOperationException("The journal is closed.");
            return waiting.Task;
        }

        public async ValueTask DisposeAsync()
        {
            _waiting.Writer.TryComplete();
            await _running;
            if (_connection is not null)
                await _connection.DisposeAsync();
        }

        private async Task Run()
        {
            var batch = new List<Waiting>();
            while (await _waiting.Reader.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                    batch.Add(next);
                await Write(batch);
            }
        }

        /// <summary>Commits what it can; halves a batch that fails as a whole until only the bad append is refused.</summary>
        private async Task Write(List<Waiting> batch)
        {
            List<Waiting> later = [];
            try
            {
                var groups = StreamGroup.Of(batch, later);
                using var activity = Instruments.StartCommit(batch.Select(waiting => waiting.Trace).OfType<ActivityContext>());
                var started = Stopwatch.GetTimestamp();
                await Commit(groups);
                Count(groups, Stopwatch.GetElapsedTime(started));
                Announce(groups);
                foreach (var waiting in groups.SelectMany(group => group.Appends))
                    waiting.Complete();
            }
            catch (Exception exception)
            {
                later.Clear();
                await Abandon();
                if (batch.Count > 1 && exception is PostgresException { IsTransient: false })
                {
                    var half = batch.Count / 2;
                    await Write(batch.GetRange(0, half));
                    await Write(batch.GetRange(half, batch.Count - half));
                    return;
                }

                foreach (var waiting in batch)
                    Refuse(waiting, exception);
            }

            if (later.Count > 0)
                await Write(later);
        }

        private static void Count(List<StreamGroup> groups, TimeSpan duration)
        {
            if (!Instruments.AreRead)
                return;
            var accepted = groups.Where(group => group.Refusal is null).ToList();
            foreach (var kind in accepted.GroupBy(group => group.Stream.Kind))
                Instruments.Posted(kind.Key, kind.Sum(group => group.Appends.Count));
            Instruments.Committed(accepted.Sum(group => group.Appends.Count), duration);
        }

        private static void Refuse(Waiting waiting, Exception exception)
        {
            if (exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique)
            {
                waiting.Result = unique.ConstraintName == "journal_command"
                    ? new AppendResult(AppendRefusal.CommandKnown, 0)
                    : new AppendResult(AppendRefusal.NotUnique, 0, unique.ConstraintName);
                waiting.Complete();
                return;
            }

            // Unknown outcome or a broken database: the caller loads again and looks for its command id.
            waiting.Fail(exception);
        }

        private async Task Commit(List<StreamGroup> groups)
        {
            _connection ??= await _dataSource.OpenConnectionAsync();
            HashSet<Guid> told;
            await using (var accept = AppendStatements.Accept(_connection, groups))
            await using (var reader = await accept.ExecuteReaderAsync())
                told = await AppendStatements.ReadAccepted(reader, groups);

            var readModels = new ReadModelBatch();
            foreach (var group in groups.Where(group => group.Refusal is null))
            {
                foreach (var waiting in group.Appends)
                    waiting.Append.Project(readModels);
            }

            await using var write = AppendStatements.WriteBeside(_connection, groups, readModels, told);
            await write.ExecuteNonQueryAsync();
        }

        private void Announce(List<StreamGroup> groups)
        {
            foreach (var business in groups.Where(group => group.Refusal is null).GroupBy(group => group.Stream.Business))
            {
                var changes = business
                    .SelectMany(group => group.Appends)
                    .SelectMany(waiting => waiting.Append.Changes
                        .Select(change => change with
                        {
                            Position = waiting.Result.Position,
                            RecordedAt = waiting.Append.Row.RecordedAt,
                        }))
                    .ToList();
                if (changes.Count > 0)
                    _feed.Publish(business.Key, changes);
            }
        }

        private async Task Abandon()
        {
            if (_connection is not { } connection)
                return;
            try
            {
                // The server may still be inside the failed SQL transaction, or not be there at all.
                if (connection.FullState == ConnectionState.Open)
                {
                    await using var rollback = new NpgsqlCommand("rollback", connection);
                    await rollback.ExecuteNonQueryAsync();
                    return;
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
            {
                // Not to be had any more; a new connection is opened for the next batch.
            }

            _connection = null;
            await connection.DisposeAsync();
        }
    }

    /// <summary>The appends of one stream in a batch: a chain that is accepted or refused as a whole.</summary>
    private sealed class StreamGroup(int ordinal, Waiting first)
    {
        public int Ordinal => ordinal;

        public StreamId Stream => first.Append.Row.Stream;

        public List<Waiting> Appends { get; } = [first];

        public JournalRow First => first.Append.Row;

        public JournalRow Last => Appends[^1].Append.Row;

        public AppendRefusal? Refusal { get; set; }

        /// <summary>
        /// Groups by stream and sorts by key, so that two processes lock heads in the same order. An append that does not
        /// follow its group's last (another activation's) and one that moves the period lock wait for a later batch.
        /// </summary>
        public static List<StreamGroup> Of(List<Waiting> batch, List<Waiting> later)
        {
            var byStream = new Dictionary<StreamId, List<Waiting>>();
            foreach (var waiting in batch)
            {
                if (!byStream.TryGetValue(waiting.Append.Row.Stream, out var chain))
                {
                    byStream.Add(waiting.Append.Row.Stream, [waiting]);
                    continue;
                }

                var last = chain[^1].Append;
                var follows = waiting.Append.Row.Version == last.Row.Version + 1
                    && waiting.Append.Row.PrevHash.AsSpan().SequenceEqual(last.Row.Hash)
                    && last.PeriodLock is null && waiting.Append.PeriodLock is null
                    && !later.Exists(other => other.Append.Row.Stream == waiting.Append.Row.Stream);
                (follows ? chain : later).Add(waiting);
            }

            var groups = new List<StreamGroup>(byStream.Count);
            foreach (var (_, chain) in byStream
                .OrderBy(pair => pair.Key.Business.Value)
                .ThenBy(pair => pair.Key.Stream, StringComparer.Ordinal))
            {
                var group = new StreamGroup(groups.Count, chain[0]);
                group.Appends.AddRange(chain.Skip(1));
                groups.Add(group);
            }

            return groups;
        }
    }

    private static class AppendStatements
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

        public static NpgsqlBatch Accept(NpgsqlConnection connection, List<StreamGroup> groups)
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
        public static async Task<HashSet<Guid>> ReadAccepted(NpgsqlDataReader reader, List<StreamGroup> groups)
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
            NpgsqlConnection connection, List<StreamGroup> groups, ReadModelBatch readModels, HashSet<Guid> told)
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
        private static NpgsqlBatchCommand Locks(List<StreamGroup> groups)
        {
            var exclusive = groups.Where(group => group.Appends[0].Append.PeriodLock is not null)
                .Select(group => PeriodKey(group.Stream.Business)).Distinct().Order().ToArray();
            var shared = groups
                .Where(group => group.Appends.Exists(waiting => waiting.Append.OpenSince is not null))
                .Select(group => PeriodKey(group.Stream.Business)).Distinct().Except(exclusive)
                .Append(RebuildLock).Order().ToArray();
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
                  (business, stream, version, ordinal, due_at, command_id, obligation, posting_date)
                select business, stream, version, ordinal, greatest(due_at, now() + interval '{Outbox.GraceSeconds} s'),
                  command_id, obligation, posting_date
                from unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[], $5::timestamptz[], $6::uuid[], $7::bytea[],
                  $8::date[]) as r(business, stream, version, ordinal, due_at, command_id, obligation, posting_date)
                """);
            Add(command, rows, NpgsqlDbType.Uuid, row => row.Stream.Business.Value);
            Add(command, rows, NpgsqlDbType.Text, row => row.Stream.Stream);
            Add(command, rows, NpgsqlDbType.Bigint, row => row.Version);
            Add(command, rows, NpgsqlDbType.Integer, row => row.Ordinal);
            Add(command, rows, NpgsqlDbType.TimestampTz, row => row.DueAt.UtcDateTime);
            Add(command, rows, NpgsqlDbType.Uuid, row => row.Command.Value);
            Add(command, rows, NpgsqlDbType.Bytea, row => row.Obligation);
            Add(command, rows, NpgsqlDbType.Date, row => row.PostingDate);
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
            NpgsqlBatchCommand command, List<TItem> items, NpgsqlDbType type, Func<TItem, TValue> value)
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
}
