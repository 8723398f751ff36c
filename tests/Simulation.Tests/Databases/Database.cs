using LedgerPortal.Journal;
using Npgsql;

namespace LedgerPortal.Simulations;

/// <summary>
/// PostgreSQL as the journal knows it: SQL transactions that hold locks from their first statement to their end, positions
/// given before the commit, unique indexes, rows that are seen by nobody before the commit and by everybody after it. What it
/// has committed stays, whoever crashes.
/// </summary>
internal sealed class Database(World world, PlantedBug bug)
{
    private readonly SortedDictionary<string, StoredStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<BusinessId, DateOnly?> _locked = [];
    private readonly Locks _locks = new();
    private readonly List<SqlTransaction> _open = [];
    private readonly HashSet<Process> _gone = [];
    private long _position;

    /// <summary>Where it works.</summary>
    public Process Server { get; } = new(world, 0, TimeSpan.Zero);

    public Tables Tables { get; } = new();

    public List<OutboxEntry> Outbox { get; } = [];

    public IEnumerable<StoredStream> Streams => _streams.Values;

    /// <summary>Told of each commit, in order, at the moment it becomes true.</summary>
    public Action<IReadOnlyList<(Append Append, long Position)>>? OnCommit { get; set; }

    public DateTimeOffset Now => World.Epoch.AddTicks(world.Now);

    public StoredStream Stream(StreamId stream)
    {
        var name = $"{stream.Business}/{stream.Stream}";
        if (!_streams.TryGetValue(name, out var stored))
            _streams.Add(name, stored = new StoredStream(stream));
        return stored;
    }

    /// <summary>The first statement of a batch: takes the locks and says what of it is accepted.</summary>
    /// <exception cref="BatchRejectedException">A command id is known.</exception>
    public async Task<AppendResult[]> Accept(SqlTransaction transaction, IReadOnlyList<StreamGroup> groups)
    {
        _open.Add(transaction);
        foreach (var (business, isMove) in groups
            .Where(group => group.Appends.Exists(waiting => waiting.Append.OpenSince is not null || waiting.Append.PeriodLock is not null))
            .GroupBy(group => group.Stream.Business)
            .Select(group => (group.Key, group.Any(one => one.Appends[0].Append.PeriodLock is not null))))
            await _locks.Take(transaction, ("period", business), isShared: !isMove);

        var verdicts = new List<AppendResult>();
        var accepted = new List<StreamGroup>();
        foreach (var group in groups)
        {
            var refusal = await Verdict(transaction, group);
            if (refusal is null)
                accepted.Add(group);
            verdicts.AddRange(group.Appends.Select(_ => new AppendResult(refusal, 0)));
        }

        ThrowIfOver(transaction);
        var at = 0;
        foreach (var group in groups)
        {
            foreach (var waiting in group.Appends)
            {
                if (accepted.Contains(group))
                {
                    if (bug is not PlantedBug.CommandIdNotUnique && Stream(group.Stream).ByCommand.ContainsKey(waiting.Append.Row.Command))
                        throw Rejected(transaction, "journal_command");
                    transaction.Accepted.Add((waiting.Append, ++_position));
                    verdicts[at] = new AppendResult(null, _position);
                }

                at++;
            }
        }

        return [.. verdicts];
    }

    /// <summary>The second statement and the commit: all that is written beside the rows, and then everybody sees it.</summary>
    /// <exception cref="BatchRejectedException">Something is not unique.</exception>
    public void Commit(SqlTransaction transaction, ReadModelBatch readModels)
    {
        ThrowIfOver(transaction);
        if (Tables.Apply(readModels) is { } constraint)
            throw Rejected(transaction, constraint);
        foreach (var (append, _) in transaction.Accepted)
        {
            Stream(append.Row.Stream).Add(append.Row);
            if (append.Snapshot is { } snapshot)
            {
                Stream(append.Row.Stream).Snapshot = bug is PlantedBug.SnapshotOffByOne
                    ? snapshot with { Version = snapshot.Version - 1 }
                    : snapshot;
            }

            foreach (var row in append.Outbox)
                Outbox.Add(new OutboxEntry(row, Later(row.DueAt, Now.AddSeconds(Journal.Outbox.GraceSeconds))));
            if (append.PeriodLock is { } change)
                _locked[append.Row.Stream.Business] = change.LockedThrough;
        }

        OnCommit?.Invoke(transaction.Accepted);
        End(transaction);
    }

    /// <summary>Undoes what is not committed.</summary>
    public void End(SqlTransaction transaction)
    {
        if (transaction.IsOver)
            return;
        transaction.IsOver = true;
        _open.Remove(transaction);
        _locks.Release(transaction);
    }

    /// <summary>Whether its connections are broken: nothing that is still on its way from there is heard.</summary>
    public bool IsGone(Process process) => _gone.Contains(process);

    /// <summary>The connections of a dead process break; what they had begun is undone.</summary>
    public void EndAllOf(Process process)
    {
        _gone.Add(process);
        foreach (var transaction in _open.Where(transaction => transaction.Of == process).ToList())
            End(transaction);
    }

    public DateOnly? LockedThrough(BusinessId business) => _locked.GetValueOrDefault(business);

    private async Task<AppendRefusal?> Verdict(SqlTransaction transaction, StreamGroup group)
    {
        var earliest = group.Appends.Min(waiting => waiting.Append.OpenSince);
        if (earliest is not null && earliest <= LockedThrough(group.Stream.Business))
            return AppendRefusal.PeriodLocked;
        if (group.Appends[0].Append.PeriodLock?.LockedThrough is { } through
            && Outbox.Exists(entry => entry.Row.Stream.Business == group.Stream.Business && entry.Row.PostingDate <= through))
            return AppendRefusal.PostingsPending;
        // A head that is elsewhere is not waited for; one that is where it should be may move while it is waited for.
        if (!Follows(group))
            return AppendRefusal.HeadMoved;
        if (bug is not PlantedBug.HeadNotLocked)
            await _locks.Take(transaction, ("head", group.Stream), isShared: false);
        return Follows(group) ? null : AppendRefusal.HeadMoved;
    }

    private bool Follows(StreamGroup group)
    {
        if (bug is PlantedBug.HeadNotCompared)
            return true;
        var head = Stream(group.Stream).Head;
        return head.Version == group.First.Version - 1
            && (head.Version == 0 || bug is PlantedBug.HeadHashNotCompared || head.Hash.AsSpan().SequenceEqual(group.First.PrevHash));
    }

    private BatchRejectedException Rejected(SqlTransaction transaction, string constraint)
    {
        End(transaction);
        return new BatchRejectedException(constraint, new NpgsqlException($"{constraint} does not hold"));
    }

    private static void ThrowIfOver(SqlTransaction transaction)
    {
        if (transaction.IsOver)
            throw Connections.Broken();
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>A stream as it is on disk.</summary>
internal sealed class StoredStream(StreamId id)
{
    public StreamId Id => id;

    public List<JournalRow> Rows { get; } = [];

    public Dictionary<CommandId, JournalRow> ByCommand { get; } = [];

    public Snapshot? Snapshot { get; set; }

    public (long Version, byte[] Hash) Head { get; private set; } = (0, RowHash.Start);

    public void Add(JournalRow row)
    {
        Rows.Add(row);
        ByCommand.TryAdd(row.Command, row);
        Head = (row.Version, row.Hash);
    }
}

/// <summary>A row of the outbox with what its workers write to it.</summary>
internal sealed class OutboxEntry(OutboxRow row, DateTimeOffset dueAt)
{
    public OutboxRow Row => row;

    public DateTimeOffset DueAt { get; set; } = dueAt;

    public int Attempts { get; set; }

    public string? LastError { get; set; }

    public bool IsSetAside { get; set; }
}
