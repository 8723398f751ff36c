using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Journal;

/// <summary>
/// Reads streams for activations. Like appends, loads are taken together, whatever is waiting at a time: ten thousand
/// ledgers that are asked for at once are some hundred queries on two connections.
/// </summary>
internal sealed class StreamLoader : IAsyncDisposable
{
    private const int Loaders = 2;
    private const int MaxBatch = 256;

    private readonly Channel<Waiting> _waiting = Channel.CreateUnbounded<Waiting>();
    private readonly NpgsqlDataSource _writerRole;
    private readonly Task _running;

    public StreamLoader(NpgsqlDataSource writerRole)
    {
        _writerRole = writerRole;
        _running = Task.WhenAll(Enumerable.Range(0, Loaders).Select(_ => Task.Run(Run)));
    }

    public Task<StreamTail> Load(StreamId stream, bool withSnapshot)
    {
        var waiting = new Waiting(stream, withSnapshot);
        if (!_waiting.Writer.TryWrite(waiting))
            throw new InvalidOperationException("The journal is closed.");
        return waiting.Tail.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
    }

    private async Task Run()
    {
        var batch = new List<Waiting>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);
            if (batch.Count == 0)
                continue;
            try
            {
                await Read(batch);
            }
            catch (Exception exception)
            {
                foreach (var waiting in batch)
                    waiting.Tail.TrySetException(exception);
            }
        }
    }

    private async Task Read(List<Waiting> batch)
    {
        await using var connection = await _writerRole.OpenConnectionAsync();
        await using var read = new NpgsqlBatch(connection);
        // One view of the database for both queries: a snapshot and the rows after it fit together.
        read.BatchCommands.Add(new NpgsqlBatchCommand("begin isolation level repeatable read read only"));
        read.BatchCommands.Add(Query(
            """
            select r.ord, s.version, s.format, s.hash, s.recorded_at, s.data
            from unnest($1::uuid[], $2::text[], $3::boolean[]) with ordinality as r(business, stream, with_snapshot, ord)
            join journal.snapshot s on s.business = r.business and s.stream = r.stream
            where r.with_snapshot
            """, batch));
        read.BatchCommands.Add(Query(
            $"""
            select r.ord, j.*
            from unnest($1::uuid[], $2::text[], $3::boolean[]) with ordinality as r(business, stream, with_snapshot, ord)
            cross join lateral (
              select {JournalColumns.Names} from journal.journal
              where business = r.business and stream = r.stream and version > coalesce((
                select s.version from journal.snapshot s
                where s.business = r.business and s.stream = r.stream and r.with_snapshot), 0)
              order by version
            ) j
            """, batch));
        read.BatchCommands.Add(new NpgsqlBatchCommand("commit"));

        var snapshots = new Snapshot?[batch.Count];
        var rows = new List<JournalRow>?[batch.Count];
        await using (var reader = await read.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                snapshots[reader.GetInt64(0) - 1] = new Snapshot(
                    reader.GetInt64(1), reader.GetInt32(2), reader.GetFieldValue<byte[]>(3),
                    JournalColumns.Moment(reader, 4), reader.GetFieldValue<byte[]>(5));
            }

            await reader.NextResultAsync();
            while (await reader.ReadAsync())
                (rows[reader.GetInt64(0) - 1] ??= []).Add(JournalColumns.Read(reader, 1));
        }

        for (var i = 0; i < batch.Count; i++)
            batch[i].Tail.TrySetResult(new StreamTail(snapshots[i], rows[i] ?? []));
    }

    private static NpgsqlBatchCommand Query(string sql, List<Waiting> batch) => new(sql)
    {
        Parameters =
        {
            Array(batch, waiting => waiting.Stream.Business.Value, NpgsqlDbType.Uuid),
            Array(batch, waiting => waiting.Stream.Stream, NpgsqlDbType.Text),
            Array(batch, waiting => waiting.WithSnapshot, NpgsqlDbType.Boolean),
        },
    };

    private static NpgsqlParameter<TValue[]> Array<TValue>(
        List<Waiting> batch, Func<Waiting, TValue> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. batch.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private sealed record Waiting(StreamId Stream, bool WithSnapshot)
    {
        public TaskCompletionSource<StreamTail> Tail { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
