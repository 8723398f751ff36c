using System.Threading.Channels;
using LedgerPortal.Journal;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// Reads the journal stream by stream and hands the rows to a few workers. A stream stays with one worker, and a worker
/// has one stream at a time, so that memory holds a few streams however many there are.
/// </summary>
internal sealed class JournalReading(
    JournalChecks checks, IReadOnlyDictionary<string, IEventStream> streams, IReadOnlyDictionary<string, ReadModelShape> shapes)
{
    private const int ChunkRows = 500;

    private const string Rows =
        """
        select j.business, j.stream, j.version, j.command_id, j.command_hash, j.party, j.actor, j.recorded_at, j.data,
          j.prev_hash, j.hash, h.hash, s.format, s.hash, s.recorded_at, s.data
        from journal.journal j
        left join journal.head h on h.business = j.business and h.stream = j.stream and h.version = j.version
        left join journal.snapshot s on s.business = j.business and s.stream = j.stream and s.version = j.version
        where $1::uuid is null or j.business = $1
        order by j.business, j.stream, j.version
        """;

    /// <param name="sinks">One for each worker, which uses it alone.</param>
    public async Task Run(
        NpgsqlConnection connection, BusinessId? business, IReadOnlyList<IExpectedRows> sinks, CancellationToken cancellation)
    {
        var workers = sinks.Select(sink => new Worker(checks, streams, new ExpectedRowsWriter(shapes, sink))).ToList();
        try
        {
            await Read(connection, business, workers, cancellation);
        }
        finally
        {
            foreach (var worker in workers)
                worker.Chunks.Writer.TryComplete();
            await Task.WhenAll(workers.Select(worker => worker.Done));
        }
    }

    private static async Task Read(
        NpgsqlConnection connection, BusinessId? business, List<Worker> workers, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Rows, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var chunk = new List<VerifiedRow>(ChunkRows);
        var turn = 0;
        while (await reader.ReadAsync(cancellation))
        {
            var row = ReadRow(reader);
            if (chunk.Count >= ChunkRows)
            {
                await workers[turn].Chunks.Writer.WriteAsync(chunk, cancellation);
                // A stream that goes on stays where it is.
                if (chunk[^1].Row.Stream != row.Row.Stream)
                    turn = (turn + 1) % workers.Count;
                chunk = new List<VerifiedRow>(ChunkRows);
            }

            chunk.Add(row);
        }

        await workers[turn].Chunks.Writer.WriteAsync(chunk, cancellation);
    }

    private static VerifiedRow ReadRow(NpgsqlDataReader reader)
    {
        var row = JournalColumns.Read(reader);
        var snapshot = reader.IsDBNull(12)
            ? null
            : new Snapshot(
                row.Version, reader.GetInt32(12), reader.GetFieldValue<byte[]>(13), JournalColumns.Moment(reader, 14),
                reader.GetFieldValue<byte[]>(15));
        return new VerifiedRow(row, reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11), snapshot);
    }

    private sealed class Worker
    {
        private readonly JournalChecks _checks;
        private readonly IReadOnlyDictionary<string, IEventStream> _streams;
        private readonly ExpectedRowsWriter _rows;

        public Worker(JournalChecks checks, IReadOnlyDictionary<string, IEventStream> streams, ExpectedRowsWriter rows)
        {
            (_checks, _streams, _rows) = (checks, streams, rows);
            Done = Task.Run(Run);
        }

        public Channel<List<VerifiedRow>> Chunks { get; } = Channel.CreateBounded<List<VerifiedRow>>(4);

        public Task Done { get; }

        private async Task Run()
        {
            try
            {
                StreamVerifier? stream = null;
                await foreach (var chunk in Chunks.Reader.ReadAllAsync())
                {
                    foreach (var row in chunk)
                    {
                        if (stream?.Stream != row.Row.Stream)
                        {
                            End(stream);
                            stream = new StreamVerifier(row.Row.Stream, _checks, _streams);
                        }

                        stream.Add(row);
                    }
                }

                End(stream);
            }
            catch (Exception exception)
            {
                // Whoever writes to the channel learns of it, instead of waiting for room for ever.
                Chunks.Writer.TryComplete(exception);
                throw;
            }
        }

        private void End(StreamVerifier? stream)
        {
            if (stream is not null)
                _rows.Write(stream.End());
        }
    }
}
