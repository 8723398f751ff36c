using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>
/// Knows everything: each command that was sent, each row at the moment it was committed, each answer. Says at once when
/// something is not as docs/invariants.md says, whatever the reason: it knows no bug by name.
/// </summary>
internal sealed class Audit
{
    private readonly World _world;
    private readonly Dictionary<StreamId, IStreamAudit> _streams = [];
    private readonly Dictionary<CommandId, OutboxRow> _promises = [];

    public Audit(World world, Database database)
    {
        (_world, Database) = (world, database);
        database.OnCommit = Committed;
    }

    public Database Database { get; }

    public IEnumerable<IStreamAudit> Streams => _streams.Values;

    /// <summary>Commands whose answer came.</summary>
    public long Answers { get; set; }

    /// <summary>Rows of the journal.</summary>
    public long Rows { get; private set; }

    public IStreamAudit Of(StreamId stream)
    {
        if (!_streams.TryGetValue(stream, out var audit))
            _streams.Add(stream, audit = Begin(stream));
        return audit;
    }

    public void Violate(string what) => _world.Violate(what);

    /// <summary>A push left the writer.</summary>
    public void Published(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            var stream = _streams.Values.FirstOrDefault(audit => audit.Stream.Stream == change.Stream);
            if (stream is null || stream.Version < change.Version)
                Violate($"{change.Stream} was announced at version {change.Version}, which is not committed");
            else
                stream.Announced(change);
        }
    }

    /// <summary>After the faults ended and everything came to rest.</summary>
    public void CheckAtRest()
    {
        if (Database.Outbox.FirstOrDefault() is { } left)
        {
            Violate($"a promise of {left.Row.Stream.Stream} version {left.Row.Version} was never kept: {left.LastError}");
            return;
        }

        var rebuilt = new Tables();
        foreach (var stored in Database.Streams.OrderBy(stored => stored.Id.Stream, StringComparer.Ordinal))
        {
            Of(stored.Id).CheckAtRest(stored);
            var fold = Hosting.GrainTypes.Streams[stored.Id.Kind].Begin(stored.Id);
            foreach (var row in stored.Rows)
            {
                var batch = new ReadModelBatch();
                fold.Apply(row, batch);
                if (rebuilt.Apply(batch) is { } constraint)
                    Violate($"a rebuild fails on {constraint}");
                if (stored.Snapshot is { } snapshot && snapshot.Version == row.Version
                    && (!fold.IsStateOf(snapshot.Data) || !snapshot.Hash.AsSpan().SequenceEqual(row.Hash)))
                    Violate($"the snapshot of {stored.Id.Stream} is not its state at version {row.Version}");
            }

            if (stored.Snapshot?.Version > stored.Head.Version)
                Violate($"the snapshot of {stored.Id.Stream} is ahead of its journal");
        }

        if (Database.Tables.DifferenceTo(rebuilt) is { } difference)
            Violate($"a rebuild gives other rows of {difference}");
    }

    /// <summary>Whether the command follows from a promise, as the obligations derive their ids.</summary>
    public bool IsOfPromise(CommandId command) => _promises.ContainsKey(command);

    private void Committed(IReadOnlyList<(Append Append, long Position)> appends)
    {
        foreach (var (append, _) in appends)
        {
            Rows++;
            _world.Note(append.Row.Stream.Kind, append.Row.Version, append.Row.Hash[0]);
            Of(append.Row.Stream).Committed(append.Row);
            foreach (var promise in append.Outbox)
                Promised(promise);
        }
    }

    private void Promised(OutboxRow promise)
    {
        foreach (var id in Promises.CommandsOf(promise))
            _promises.TryAdd(id, promise);
    }

    private IStreamAudit Begin(StreamId stream) => stream.Kind switch
    {
        "ledger" => new LedgerAudit(this, stream),
        "number-series" => new SeriesAudit(this, stream),
        _ => throw new InvalidOperationException($"Nobody audits {stream.Kind}."),
    };
}

/// <summary>What is known of one stream.</summary>
internal interface IStreamAudit
{
    StreamId Stream { get; }

    long Version { get; }

    void Committed(JournalRow row);

    void Announced(Change change);

    void CheckAtRest(StoredStream stored);
}
