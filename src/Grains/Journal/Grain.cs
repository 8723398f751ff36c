using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Hosting;
using LedgerPortal.Live;

namespace LedgerPortal.Journal;

/// <summary>What every grain needs from its host.</summary>
public sealed record GrainServices(IJournal Journal, IOutbox Outbox, IGrains Grains, TimeProvider Time)
{
    /// <summary>A stream's next snapshot is stored no sooner than after so many rows.</summary>
    public int SnapshotRows { get; init; } = 200;
}

/// <summary>
/// The one way of a command: known id → first answer; decide; evolve; append; await the commit; answer. Deciding is
/// synchronous and grains are re-entrant, so the next command is decided while the commit of the last one is under way.
/// Every answer waits for the appends before it; when one is refused the activation is discarded, and the host makes
/// the call once more on a fresh one. Nothing uncommitted is ever answered.
/// </summary>
public abstract class Grain<TState, TCommand, TEvent, TAnswer>(
    StreamId stream,
    EventStream<TState, TEvent> definition,
    GrainServices services) : IDiscardable
    where TState : class
    where TCommand : Command
    where TAnswer : class
{
    private const int RecentCommands = 64;

    private readonly Dictionary<CommandId, CommandUnderWay> _underWay = [];

    /// <summary>The newest committed ones: a repetition of these is looked up before anything is decided.</summary>
    private readonly Queue<CommandId> _recent = new();
    private TState _state = definition.Initial(stream);
    private byte[] _headHash = RowHash.Start;
    private DateTimeOffset _recordedAt;
    private Task? _loading;
    private Task _lastAppend = Task.CompletedTask;
    private Task _facts = Task.CompletedTask;
    private int _rowsSinceSnapshot;
    private long _bytesSinceSnapshot;
    private long _snapshotBytes;
    private bool _isDiscarded;

    public Action? OnDiscard { get; set; }

    public bool IsIdle => _lastAppend.IsCompleted && _facts.IsCompleted;

    public long ApproximateBytes => 1024 + _snapshotBytes + _bytesSinceSnapshot;

    protected StreamId Stream => stream;

    protected GrainServices Services => services;

    /// <summary>The decided state; appends may be under way. Queries use <see cref="Committed"/>.</summary>
    protected TState State => _state;

    protected long Version { get; private set; }

    protected abstract JsonTypeInfo<TCommand> CommandJson { get; }

    /// <summary>All rules. Synchronous and pure; <paramref name="facts"/> is what <see cref="LoadFacts"/> gave.</summary>
    protected abstract Decision<TEvent> Decide(TState state, TCommand command, object? facts, DateTimeOffset now);

    /// <summary>
    /// What makes two commands of one id the same. Id and actor do not: the same wish of another session is the same wish.
    /// </summary>
    protected virtual TCommand ContentOf(TCommand command) => command with { Id = default, By = default };

    /// <summary>The answer to a command, from what stands in its journal row and nothing else: it is the first answer for ever.</summary>
    protected abstract TAnswer Answer(JournalRow row, IReadOnlyList<TEvent> events);

    /// <summary>The answer when there was nothing to do.</summary>
    protected abstract TAnswer AlreadyDone();

    /// <summary>What to announce; the writer fills in the position.</summary>
    protected abstract IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<TEvent> events, TState after);

    /// <summary>What webhooks can be told of it: <see cref="Journal.EventKinds"/>.</summary>
    protected virtual IReadOnlyList<string> EventKinds(IReadOnlyList<TEvent> events) => [];

    /// <summary>Promises to other grains that the events make, in order.</summary>
    protected virtual IEnumerable<Due> Obligations(IReadOnlyList<TEvent> events, TState after) => [];

    /// <summary>The party whose documents the row concerns; null for ledgers, which have topics of their own, and businesses.</summary>
    protected virtual PartyId? PartyOf(TState after) => null;

    /// <summary>The earliest document date that the events touch, for the period lock.</summary>
    protected virtual DateOnly? OpenSince(IReadOnlyList<TEvent> events) => null;

    protected virtual PeriodLockChange? PeriodLock(IReadOnlyList<TEvent> events) => null;

    /// <summary>Whether deciding needs more than the bounded state holds.</summary>
    protected virtual bool NeedsFacts(TState state, TCommand command) => false;

    /// <summary>Reads what <see cref="NeedsFacts"/> asked for; nothing is decided meanwhile, so it is of the present version.</summary>
    protected virtual Task<object?> LoadFacts(TState state, TCommand command) => Task.FromResult<object?>(null);

    /// <summary>Called when a snapshot was read, so that state which is not in it can be filled in.</summary>
    protected virtual Task<TState> Loaded(TState state) => Task.FromResult(state);

    protected virtual Refusal RefusalOfConstraint(string constraint) => new(RefusalCode.AlreadyExists, constraint);

    public async Task<Answer<TAnswer>> Execute(TCommand command)
    {
        using var activity = Instruments.StartCommand(stream, command.GetType());
        var answer = await Executed(command);
        if (answer.Refusal is { } refusal)
            Instruments.Refused(refusal.Code);
        return answer;
    }

    private async Task<Answer<TAnswer>> Executed(TCommand command)
    {
        // Looked at here and not in a method of its own: between that method's end and the next line others would have a turn.
        await (_loading ??= Load());
        while (!_facts.IsCompleted)
            await _facts;
        ThrowIfDiscarded();

        var commandHash = HashOf(command);

        if (_underWay.TryGetValue(command.Id, out var underWay))
        {
            if (underWay.Hash.AsSpan().SequenceEqual(commandHash))
                return await underWay.Answer;
            await Settled();
            return new Refusal(RefusalCode.CommandIdReused);
        }

        if (_recent.Contains(command.Id))
            return await FirstAnswer(command.Id, commandHash);

        TaskCompletionSource? turn = null;
        try
        {
            object? facts = null;
            if (NeedsFacts(_state, command))
            {
                // Nobody else decides until this command is decided, so that the facts are of the present version.
                turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _facts = turn.Task;
                await Settled();
                facts = await LoadFacts(_state, command);
            }

            return await Decided(command, commandHash, facts, turn);
        }
        finally
        {
            turn?.TrySetResult();
        }
    }

    private async Task<Answer<TAnswer>> Decided(
        TCommand command, byte[] commandHash, object? facts, TaskCompletionSource? turn)
    {
        var now = Now();
        var decision = Decide(_state, command, facts, now);
        if (decision.Refusal is not null || decision.Events.Count == 0)
        {
            // Of the state that it was decided on: before the next line has its turn, others may be decided.
            Answer<TAnswer> answered = decision.Refusal is not null ? decision.Refusal : AlreadyDone();
            // An id from before this activation's memory is looked up before anything is refused. And "no" and "already done"
            // are fenced like an append: where another activation has written, they were decided on what is no more.
            await Settled();
            var found = await services.Journal.Find(stream, command.Id);
            if (found.Row is { } first)
                return FirstAnswer(first, commandHash);
            var version = Version;
            await Settled();
            if (found.HeadVersion > version)
            {
                Discard();
                throw new ActivationDiscardedException();
            }

            return answered;
        }

        var committing = Commit(command, commandHash, decision.Events, now);
        _underWay.Add(command.Id, new CommandUnderWay(commandHash, committing));
        turn?.TrySetResult();
        try
        {
            var answer = await committing;
            Remember(command.Id);
            return answer;
        }
        finally
        {
            _underWay.Remove(command.Id);
        }
    }

    /// <summary>The state with everything before this call committed.</summary>
    protected async Task<TState> Committed() => (await CommittedHead()).State;

    /// <summary>The state with everything before this call committed, its version and the hash of its row.</summary>
    protected async Task<(TState State, long Version, byte[] HeadHash)> CommittedHead()
    {
        await (_loading ??= Load());
        // Taken together and at once: before the caller has its next turn, other commands may be decided.
        var head = (_state, Version, _headHash);
        await Settled();
        return head;
    }

    private async Task<Answer<TAnswer>> Commit(
        TCommand command, byte[] commandHash, IReadOnlyList<TEvent> events, DateTimeOffset now)
    {
        var array = events as TEvent[] ?? [.. events];
        var version = Version + 1;
        var data = definition.WriteEvents(array);

        // Evolve needs the row's version and moment, never its hash, which needs the party that the state names.
        var row = new JournalRow(
            stream, version, command.Id, commandHash, null, Cut(command.By.Who), now, data, _headHash, []);
        var after = definition.Fold(_state, row, array);
        var party = PartyOf(after);
        row = row with
        {
            Party = party,
            Hash = RowHash.Compute(
                stream, version, command.Id, commandHash, party, row.Actor, now, data, _headHash),
        };

        var outbox = Outbox(row, array, after);
        var append = new Append
        {
            Row = row,
            Project = batch => definition.Project(batch, row, array, after),
            Outbox = outbox,
            Snapshot = SnapshotDue(row, after),
            OpenSince = OpenSince(array),
            PeriodLock = PeriodLock(array),
            EventKinds = EventKinds(array),
            Changes = [.. Changes(row, array, after)],
        };

        (_state, Version, _headHash, _recordedAt) = (after, version, row.Hash, now);
        var appending = Append(append);
        _lastAppend = appending;

        var refusal = await appending;
        switch (refusal?.Refusal)
        {
            case null:
                break;
            case AppendRefusal.CommandKnown:
                return await FirstAnswer(command.Id, commandHash);
            case AppendRefusal.PeriodLocked:
                return new Refusal(RefusalCode.PeriodLocked);
            case AppendRefusal.PostingsPending:
                return new Refusal(RefusalCode.PostingsPending);
            case AppendRefusal.NotUnique:
                return RefusalOfConstraint(refusal?.Constraint ?? "");
            default:
                throw new ActivationDiscardedException();
        }

        if (outbox.Count > 0)
            await services.Outbox.TryNow(outbox);
        return Answer(row, array);
    }

    /// <summary>The refusal, or null when committed. Whatever is not committed discards the activation before anyone goes on.</summary>
    private async Task<AppendResult?> Append(Append append)
    {
        try
        {
            var result = await services.Journal.Append(append);
            if (result.Refusal is null)
                return null;
            Discard();
            return result;
        }
        catch
        {
            Discard();
            throw;
        }
    }

    private void Discard()
    {
        if (_isDiscarded)
            return;
        _isDiscarded = true;
        OnDiscard?.Invoke();
    }

    private void ThrowIfDiscarded()
    {
        if (_isDiscarded)
            throw new ActivationDiscardedException();
    }

    private async Task Load()
    {
        try
        {
            var tail = await services.Journal.Load(stream);
            if (tail.Snapshot is not null && tail.Snapshot.Format != definition.SnapshotFormat)
                tail = await services.Journal.Load(stream, withSnapshot: false);
            if (tail.Snapshot is { } snapshot)
            {
                _state = definition.ReadState(snapshot.Data);
                (Version, _headHash, _recordedAt) = (snapshot.Version, snapshot.Hash, snapshot.RecordedAt);
                _snapshotBytes = snapshot.Data.Length;
            }

            foreach (var row in tail.Rows)
            {
                _state = definition.Fold(_state, row, definition.ReadEvents(row.Data));
                (Version, _headHash, _recordedAt) = (row.Version, row.Hash, row.RecordedAt);
                _rowsSinceSnapshot++;
                _bytesSinceSnapshot += row.Data.Length;
            }

            _state = await Loaded(_state);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Waits for the appends before; when one was refused, what was decided on it is not true.</summary>
    private async Task Settled()
    {
        // Appends are committed in their order, so the last one has the others behind it. Those that come meanwhile are not
        // waited for: on a busy ledger there is always one.
        var last = _lastAppend;
        try
        {
            await last;
        }
        catch (Exception)
        {
            // Its caller has the exception; here it means that the state is not the journal's.
            throw new ActivationDiscardedException();
        }

        ThrowIfDiscarded();
    }

    private async Task<Answer<TAnswer>> FirstAnswer(CommandId known, byte[] commandHash)
    {
        var found = await services.Journal.Find(stream, known);
        return FirstAnswer(found.Row ?? throw new InvalidOperationException("A known command has no row."), commandHash);
    }

    private Answer<TAnswer> FirstAnswer(JournalRow first, byte[] commandHash) =>
        first.CommandHash.AsSpan().SequenceEqual(commandHash)
            ? Answer(first, definition.ReadEvents(first.Data))
            : new Refusal(RefusalCode.CommandIdReused);

    private List<OutboxRow> Outbox(JournalRow row, IReadOnlyList<TEvent> events, TState after)
    {
        var rows = new List<OutboxRow>();
        foreach (var due in Obligations(events, after))
        {
            rows.Add(new OutboxRow(
                stream, row.Version, rows.Count, due.NotBefore ?? due.DueAt ?? row.RecordedAt,
                row.Command.Derive("obligation " + rows.Count), ObligationJson.Write(due.Obligation), due.PostingDate,
                due.NotBefore));
        }

        return rows;
    }

    private Snapshot? SnapshotDue(JournalRow row, TState after)
    {
        _rowsSinceSnapshot++;
        _bytesSinceSnapshot += row.Data.Length;
        if (_rowsSinceSnapshot < services.SnapshotRows || _bytesSinceSnapshot < _snapshotBytes)
            return null;
        var data = definition.WriteState(after);
        (_rowsSinceSnapshot, _bytesSinceSnapshot, _snapshotBytes) = (0, 0, data.Length);
        return new Snapshot(row.Version, definition.SnapshotFormat, row.Hash, row.RecordedAt, data);
    }

    private byte[] HashOf(TCommand command) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(ContentOf(command), CommandJson));

    private DateTimeOffset Now()
    {
        var now = services.Time.GetUtcNow();
        now = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        return now > _recordedAt ? now : _recordedAt;
    }

    /// <summary>Its id alone: the answer stands in its row, and thousands of ledgers are in memory at once.</summary>
    private void Remember(CommandId committed)
    {
        if (_recent.Count == RecentCommands)
            _recent.Dequeue();
        _recent.Enqueue(committed);
    }

    private static string Cut(string actor) => actor.Length <= Actor.MaxLength ? actor : actor[..Actor.MaxLength];

    private readonly record struct CommandUnderWay(byte[] Hash, Task<Answer<TAnswer>> Answer);
}

/// <summary>What a host may ask of any grain.</summary>
public interface IDiscardable
{
    /// <summary>Set by the host: the activation is of no more use.</summary>
    Action? OnDiscard { get; set; }

    bool IsIdle { get; }

    long ApproximateBytes { get; }
}

/// <summary>The activation's state was not the journal's; the call is to be made again on a fresh one.</summary>
public sealed class ActivationDiscardedException() : Exception("The activation was discarded; call again.");
