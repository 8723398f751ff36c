using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Benchmarks.Postings;

/// <summary>
/// The embedded edition with every row's hash computed once more: what it loses by that is what the hash chain costs.
/// </summary>
internal sealed class HashedTwice : IAsyncDisposable
{
    private readonly InProcessLiveFeed _feed = new();
    private readonly PostgresJournal _journal;
    private readonly Outbox _outbox;

    public HashedTwice(BenchmarkDatabase database)
    {
        var writer = database.Databases.Writer;
        _journal = new PostgresJournal(writer, _feed);
        _outbox = new Outbox(writer, () => Grains!, TimeProvider.System, NullLogger<Outbox>.Instance);
        Grains = new InProcessGrains(
            grains => GrainTypes.Makers(
                new GrainServices(new Journal(_journal), _outbox, grains, TimeProvider.System), new SqlLedgerFacts(writer)),
            TimeProvider.System);
    }

    public InProcessGrains Grains { get; }

    public async ValueTask DisposeAsync()
    {
        await _outbox.DisposeAsync();
        await _journal.DisposeAsync();
        await _feed.DisposeAsync();
    }

    private sealed class Journal(IJournal journal) : IJournal
    {
        public Task<AppendResult> Append(Append append) => RowHash.Holds(append.Row)
            ? journal.Append(append)
            : throw new InvalidOperationException("A row's hash is not what its columns give.");

        public Task<StreamTail> Load(StreamId stream, bool withSnapshot = true) => journal.Load(stream, withSnapshot);

        public Task<FoundRow> Find(StreamId stream, CommandId command) => journal.Find(stream, command);
    }
}
