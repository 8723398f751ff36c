using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>The journal of one process: its own writers, and reads, over the simulated connections.</summary>
internal sealed class SimulatedJournal : IJournal
{
    private readonly Connections _connections;
    private readonly Database _database;
    private readonly Process _process;
    private readonly JournalWriter[] _writers;

    public SimulatedJournal(
        Connections connections, Database database, Process process, ILiveFeed feed, Func<IJournalCommits> commits)
    {
        (_connections, _database, _process) = (connections, database, process);
        _writers = [.. Enumerable.Range(0, 2).Select(_ => new JournalWriter(commits(), feed, process))];
    }

    public Task<AppendResult> Append(Append append) =>
        _writers[JournalWriter.PlaceOf(append.Row.Stream, _writers.Length)].Add(append);

    public Task<StreamTail> Load(StreamId stream, bool withSnapshot = true) => _connections.Ask(_process, "load", () =>
    {
        var stored = _database.Stream(stream);
        var snapshot = withSnapshot ? stored.Snapshot : null;
        return new StreamTail(snapshot, [.. stored.Rows.Where(row => row.Version > (snapshot?.Version ?? 0))]);
    });

    public Task<FoundRow> Find(StreamId stream, CommandId command) => _connections.Ask(_process, "find", () =>
    {
        var stored = _database.Stream(stream);
        return new FoundRow(stored.ByCommand.GetValueOrDefault(command), stored.Head.Version);
    });
}

/// <summary>Commits batches on a connection of its own.</summary>
internal class SimulatedCommits(World world, Connections connections, Database database, Process process) : IJournalCommits
{
    private SqlTransaction? _open;

    protected Connections Connections => connections;

    protected Database Database => database;

    protected Process Process => process;

    public virtual async Task Commit(IReadOnlyList<StreamGroup> groups)
    {
        var transaction = _open = new SqlTransaction(process);
        var verdicts = await connections.Ask(process, "accept", () => database.Accept(transaction, groups));
        var at = 0;
        foreach (var group in groups)
        {
            group.Refusal = verdicts[at].Refusal;
            foreach (var waiting in group.Appends)
                waiting.Result = verdicts[at++];
        }

        await CommitAccepted(transaction, groups);
        _open = null;
    }

    public async Task Abandon()
    {
        if (_open is not { } transaction)
            return;
        _open = null;
        // Told to end it, or left to find out that nobody is there any more.
        world.After(TimeSpan.FromMilliseconds(world.Random.Below(20)), database.Server, () => database.End(transaction));
        await Task.Yield();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>All that is written beside the rows, and the commit.</summary>
    protected virtual Task CommitAccepted(SqlTransaction transaction, IReadOnlyList<StreamGroup> groups)
    {
        var readModels = ReadModelBatch.Of(groups);
        return connections.Ask(process, "commit", () =>
        {
            database.Commit(transaction, readModels);
            return true;
        });
    }
}

/// <summary>The outbox's table.</summary>
internal sealed class SimulatedOutboxRows(Connections connections, Database database, Process process) : IOutboxRows
{
    public Task<IReadOnlyList<OutboxRow>> Lease(int max) => connections.Ask(process, "lease", () =>
    {
        var due = database.Outbox
            .Where(entry => entry.DueAt <= database.Now && !entry.IsSetAside
                && (entry.Row.NotBefore is not null || !database.Outbox.Exists(earlier => earlier.Row.NotBefore is null
                    && IsBefore(earlier.Row, entry.Row)
                    && (earlier.IsSetAside || earlier.DueAt > database.Now))))
            .OrderBy(entry => entry.DueAt).Take(max).ToList();
        foreach (var entry in due)
            entry.DueAt = database.Now.AddSeconds(30);
        return (IReadOnlyList<OutboxRow>)[.. due.Select(entry => entry.Row)
            .OrderBy(row => row.Stream.Stream, StringComparer.Ordinal).ThenBy(row => row.Version).ThenBy(row => row.Ordinal)];
    });

    public Task PutOff(OutboxRow row, string reason) => Change(row, "put off", entry =>
    {
        entry.Attempts++;
        entry.LastError = reason;
        entry.DueAt = database.Now.AddSeconds(Math.Min(3_600, Math.Pow(2, entry.Attempts)));
        entry.IsSetAside = entry.Attempts >= Outbox.MaxAttempts;
    });

    public Task Remove(IReadOnlyList<OutboxRow> rows) => connections.Ask(process, "remove", () =>
        database.Outbox.RemoveAll(entry => rows.Any(row => IsSame(row, entry.Row))));

    public Task<int> TryAgain(BusinessId business) => connections.Ask(process, "try again", () =>
    {
        var aside = database.Outbox.Where(entry => entry.IsSetAside && entry.Row.Stream.Business == business).ToList();
        foreach (var entry in aside)
            (entry.IsSetAside, entry.Attempts, entry.DueAt) = (false, 0, database.Now);
        return aside.Count;
    });

    private Task<bool> Change(OutboxRow row, string what, Action<OutboxEntry> change) => connections.Ask(process, what, () =>
    {
        if (database.Outbox.Find(entry => IsSame(entry.Row, row)) is not { } entry)
            return false;
        change(entry);
        return true;
    });

    private static bool IsSame(OutboxRow one, OutboxRow other) =>
        one.Stream == other.Stream && one.Version == other.Version && one.Ordinal == other.Ordinal;

    private static bool IsBefore(OutboxRow one, OutboxRow other) =>
        one.Stream == other.Stream && (one.Version, one.Ordinal).CompareTo((other.Version, other.Ordinal)) < 0;
}

/// <summary>What ledgers ask of their read models.</summary>
internal sealed class SimulatedFacts(Connections connections, Database database, Process process) : ILedgerFacts
{
    public async Task<ILedgerLook> Look(LedgerKey ledger) => new TablesLook(await connections.Ask(
        process, "look", () => TablesLook.RowsOf(database.Tables, ledger)));
}
