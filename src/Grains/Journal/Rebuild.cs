using LedgerPortal.Hosting;
using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>
/// Makes the read models again from the journal while pages go on answering and postings go on being made: folds the journal
/// into a shadow schema, follows what was appended meanwhile, and puts the shadow in the place of the read models under a
/// short lock. What was there before is dropped with everything that was wrong in it.
/// </summary>
public sealed class Rebuild(NpgsqlDataSource owner, Action<string> progress)
{
    private const string Shadow = "read_next";

    /// <summary>One rebuild at a time on a database.</summary>
    private const long OneRebuild = 0x4c65_6467_6572_0002;

    /// <summary>Rows of read models that are written at a time, more or less.</summary>
    private const int BatchRows = 2_000;

    /// <summary>So few rows are applied while appends wait; more are followed first.</summary>
    private const int FewRows = 500;

    /// <summary>Every append holds this lock shared: those under way end first, those to come wait for the end of ours.</summary>
    private static readonly string TakeLock = $"select pg_advisory_xact_lock({PostgresJournal.RebuildLock})";

    /// <summary>How long a page's SQL transaction from before the filling may hold up the swap.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Pages wait no longer than this for a swap that cannot be had, and are never what a deadlock ends.</summary>
    private static readonly TimeSpan LockPatience = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<StreamId, IStreamFold> _folds = [];
    private string? _filled;

    /// <returns>How many rows of the journal were folded, or null when another rebuild is at work.</returns>
    public async Task<long?> Run(TimeProvider time, CancellationToken cancellation)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        if (!await Ask<bool>(connection, $"select pg_try_advisory_lock({OneRebuild})", cancellation))
            return null;
        try
        {
            await using var schema = new ShadowSchema(connection, "read", Shadow);
            await schema.Create(cancellation);
            // Filling is done once: a crash of the server means doing it again, so nothing is waited for.
            await Execute(connection, "set synchronous_commit = off", cancellation);

            var position = await QuietPosition(connection, cancellation);
            var rows = await Fill(position, cancellation);
            progress($"{rows} rows of the journal folded; making indexes");
            await schema.Complete(cancellation);
            return rows + await Follow(connection, position, schema, time, cancellation);
        }
        finally
        {
            await Execute(connection, "set synchronous_commit = on", CancellationToken.None);
            await Execute(connection, $"select pg_advisory_unlock({OneRebuild})", CancellationToken.None);
        }
    }

    /// <summary>Folds all rows up to a position.</summary>
    private async Task<long> Fill(long position, CancellationToken cancellation)
    {
        await using var reading = await owner.OpenConnectionAsync(cancellation);
        await using var writing = await owner.OpenConnectionAsync(cancellation);
        await Execute(writing, "set synchronous_commit = off", cancellation);
        // The rows are sorted by stream once.
        await Execute(reading, "set work_mem = '256MB'", cancellation);
        var total = await Ask<long>(reading, $"select count(*) from journal.journal where position <= {position}", cancellation);

        await using var command = new NpgsqlCommand(
            $"select {JournalColumns.Names} from journal.journal where position <= $1 order by business, stream, version", reading)
        {
            CommandTimeout = 0,
        };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var batch = new ReadModelBatch();
        IStreamFold? fold = null;
        StreamId? stream = null;
        long rows = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var row = JournalColumns.Read(reader);
            if (stream != row.Stream)
            {
                (stream, fold) = (row.Stream, Begin(row.Stream));
                // Between streams, so that the rows of most streams are written once.
                if (batch.Count >= BatchRows)
                    batch = await Write(writing, batch, cancellation);
            }

            fold!.Apply(row, batch);
            if (batch.Count >= 10 * BatchRows)
                batch = await Write(writing, batch, cancellation);
            if (++rows % 20_000 == 0)
                progress($"{rows} of {total} rows of the journal folded");
        }

        await Write(writing, batch, cancellation);
        return rows;
    }

    /// <summary>Applies what was appended since, again and again until it is little, and then the rest under the lock.</summary>
    private async Task<long> Follow(
        NpgsqlConnection connection, long position, ShadowSchema schema, TimeProvider time, CancellationToken cancellation)
    {
        long rows = 0;
        long? waitingSince = null;
        for (var round = 1; ; round++)
        {
            var next = await QuietPosition(connection, cancellation);
            var followed = await Apply(connection, position, next, cancellation);
            (position, rows) = (next, rows + followed);
            // What is little grows, so that postings without pause do not put the swap off for ever.
            if (followed >= FewRows * round)
            {
                progress($"{followed} rows followed");
                continue;
            }

            if (await OldReaders(connection, cancellation) == 0
                && await Swap(connection, position, schema, cancellation) is { } last)
                return rows + last;
            waitingSince ??= time.GetTimestamp();
            if (time.GetElapsedTime(waitingSince.Value) > Patience)
                throw new TimeoutException("Someone has read the old read models for too long; the rebuild was given up.");
            await Task.Delay(50, cancellation);
        }
    }

    /// <returns>How many rows came last; null when the tables could not be had at once.</returns>
    private async Task<long?> Swap(
        NpgsqlConnection connection, long position, ShadowSchema schema, CancellationToken cancellation)
    {
        await using var swap = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, TakeLock, cancellation);
        if (!await schema.Lock(LockPatience, cancellation))
            return null;
        var rows = await Apply(connection, position, await LastPosition(connection, cancellation), cancellation);
        await schema.Swap(cancellation);
        await swap.CommitAsync(cancellation);
        return rows;
    }

    private async Task<long> Apply(NpgsqlConnection connection, long after, long through, CancellationToken cancellation)
    {
        var batch = new ReadModelBatch();
        var rows = await Between(connection, after, through, cancellation);
        foreach (var row in rows)
        {
            if (!_folds.TryGetValue(row.Stream, out var fold))
                _folds.Add(row.Stream, fold = await FoldBefore(connection, row, cancellation));
            fold.Apply(row, batch);
            if (batch.Count >= 10 * BatchRows)
                batch = await Write(connection, batch, cancellation);
        }

        await Write(connection, batch, cancellation);
        return rows.Count;
    }

    /// <summary>
    /// A position up to which every row is committed and below which none can appear any more. For that the appends under way
    /// are waited for, and those to come wait as long; no longer than one batch takes.
    /// </summary>
    private static async Task<long> QuietPosition(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var quiet = await connection.BeginTransactionAsync(cancellation);
        await Execute(connection, TakeLock, cancellation);
        var position = await LastPosition(connection, cancellation);
        await quiet.CommitAsync(cancellation);
        return position;
    }

    private static Task<long> LastPosition(NpgsqlConnection connection, CancellationToken cancellation) =>
        Ask<long>(connection, "select last_value from journal.journal_position_seq", cancellation);

    /// <summary>Rows of all businesses by position. The index begins with the business, so it is asked business by business.</summary>
    private static async Task<List<JournalRow>> Between(
        NpgsqlConnection connection, long after, long through, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with recursive of_business(id) as (
              (select business from journal.journal order by business limit 1)
              union all
              select (select j.business from journal.journal j where j.business > b.id order by j.business limit 1)
              from of_business b where b.id is not null
            )
            select {JournalColumns.Names}
            from of_business b
            join journal.journal j on j.business = b.id and j.position > $1 and j.position <= $2
            order by j.position
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<JournalRow>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(JournalColumns.Read(reader));
        return rows;
    }

    /// <summary>The state of a stream just before a row, whose earlier rows are in the shadow already.</summary>
    private static async Task<IStreamFold> FoldBefore(NpgsqlConnection connection, JournalRow row, CancellationToken cancellation)
    {
        var fold = Begin(row.Stream);
        await using var command = new NpgsqlCommand(
            $"""
            select {JournalColumns.Names} from journal.journal
            where business = $1 and stream = $2 and version < $3 order by version
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Stream.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Stream.Stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row.Version });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            fold.Apply(JournalColumns.Read(reader), batch: null);
        return fold;
    }

    /// <summary>
    /// A page's SQL transaction that began before the shadow was filled would find it empty, should it look after the swap.
    /// Pages are quick; what reads for longer (a verification, a backup) is waited for, within bounds.
    /// </summary>
    private async Task<long> OldReaders(NpgsqlConnection connection, CancellationToken cancellation)
    {
        _filled ??= await Ask<string>(connection, "select pg_snapshot_xmax(pg_current_snapshot())::text", cancellation);
        return await Ask<long>(
            connection,
            $"""
            select count(*) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
              and backend_xmin is not null and age(backend_xmin) > age('{_filled}'::xid8::xid)
            """, cancellation);
    }

    private static async Task<ReadModelBatch> Write(
        NpgsqlConnection connection, ReadModelBatch batch, CancellationToken cancellation)
    {
        if (batch.Count > 0)
        {
            await using var write = new NpgsqlBatch(connection) { Timeout = 0 };
            foreach (var command in batch.Commands(Shadow))
                write.BatchCommands.Add(command);
            await write.ExecuteNonQueryAsync(cancellation);
        }

        return new ReadModelBatch();
    }

    private static IStreamFold Begin(StreamId stream)
    {
        var kind = stream.Kind;
        return GrainTypes.Streams.TryGetValue(kind, out var definition)
            ? definition.Begin(stream)
            : throw new InvalidOperationException($"No stream of kind '{kind}' is known: this program is older than the journal.");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<T> Ask<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
