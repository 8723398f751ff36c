using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>
/// Holds one stream against the simplest machine that there is: one command at a time, on the state that the journal gives.
/// Each row must be what the rules give on the row before it; each answer what they give on a state that the stream had
/// between the sending and the answer.
/// </summary>
internal abstract class StreamAudit<TState, TCommand, TEvent, TAnswer>(
    Audit audit, StreamId stream, EventStream<TState, TEvent> definition) : IStreamAudit
    where TState : class
    where TCommand : Command
    where TAnswer : class
{
    private readonly Dictionary<CommandId, Wish> _wishes = [];
    private readonly Dictionary<CommandId, JournalRow> _rows = [];
    private readonly List<TAnswer> _answers = [];
    private readonly List<Delivery> _underWay = [];
    private byte[] _hash = RowHash.Start;
    private DateTimeOffset _recordedAt;

    public StreamId Stream => stream;

    public long Version => _answers.Count;

    /// <summary>Of everything committed.</summary>
    public TState State { get; private set; } = definition.Initial(stream);

    public string HeadHash => Convert.ToHexStringLower(_hash);

    protected Audit Audit => audit;

    protected abstract JsonTypeInfo<TCommand> CommandJson { get; }

    protected abstract Decision<TEvent> Decide(TState state, TCommand command, DateTimeOffset now);

    /// <summary>Keeps books of its own, from what happened and nothing that was derived; says what does not add up.</summary>
    protected abstract void Account(JournalRow row, IReadOnlyList<TEvent> events);

    /// <summary>After <see cref="Account"/>.</summary>
    protected abstract TAnswer AnswerOf(JournalRow row);

    /// <summary>What a command of the outbox may have written.</summary>
    protected abstract void CheckPromised(JournalRow row, IReadOnlyList<TEvent> events);

    /// <summary>Refusals that other streams are the reason of.</summary>
    protected virtual bool MayBeRefused(TCommand command, Refusal refusal) => false;

    public virtual void Announced(Change change)
    {
    }

    public virtual void CheckAtRest(StoredStream stored)
    {
        if (stored.Rows.Count != Version || stored.Rows.Exists(row => _rows.GetValueOrDefault(row.Command) != row))
            audit.Violate($"{stream.Stream} has not the rows that were committed");
    }

    /// <summary>A command leaves for the stream's grain.</summary>
    public Delivery Sent(TCommand command)
    {
        if (!_wishes.TryGetValue(command.Id, out var wish))
            _wishes.Add(command.Id, wish = new Wish());
        var delivery = new Delivery(wish, command, HashOf(command), Version);
        wish.Contents.Add(delivery);
        wish.UnderWay++;
        Consider(delivery);
        _underWay.Add(delivery);
        return delivery;
    }

    /// <summary>Nobody knows what became of it: it may be recorded once, at any time.</summary>
    public void Lost(Delivery delivery)
    {
        delivery.Wish.MayStillCome = true;
        End(delivery);
    }

    public void Answered(Delivery delivery, Answer<TAnswer> answer)
    {
        End(delivery);
        audit.Answers++;
        if (answer.Refusal is { } refusal)
            Refused(delivery, refusal);
        else
            Accepted(delivery, answer.Value!);
    }

    public void Committed(JournalRow row)
    {
        if (row.Version != Version + 1)
            Violate(row, $"is not version {Version + 1}");
        else if (!row.PrevHash.AsSpan().SequenceEqual(_hash) || !RowHash.Holds(row))
            Violate(row, "breaks the chain of hashes");
        else if (row.RecordedAt < _recordedAt)
            Violate(row, "was recorded before the one before");
        else if (!_rows.TryAdd(row.Command, row))
            Violate(row, "records a command a second time");
        else
            Append(row);
    }

    protected void Violate(JournalRow row, string what) => audit.Violate($"{stream.Stream} version {row.Version} {what}");

    private void Append(JournalRow row)
    {
        var events = definition.ReadEvents(row.Data);
        if (_wishes.GetValueOrDefault(row.Command) is { } wish)
            CheckWished(row, wish);
        else if (audit.IsOfPromise(row.Command))
            CheckPromised(row, events);
        else
            Violate(row, "is of a command that nobody sent");
        (_hash, _recordedAt) = (row.Hash, row.RecordedAt);
        Account(row, events);
        State = definition.Fold(State, row, events);
        _answers.Add(AnswerOf(row));
        foreach (var delivery in _underWay)
            Consider(delivery);
    }

    private void CheckWished(JournalRow row, Wish wish)
    {
        if (wish.UnderWay == 0 && !wish.MayStillCome)
        {
            Violate(row, "is of a command that was answered before");
        }
        else if (wish.Contents.Find(content => content.Hash.AsSpan().SequenceEqual(row.CommandHash)) is not { } sent)
        {
            Violate(row, "has the hash of another command");
        }
        else
        {
            var decision = Decide(State, sent.Command, row.RecordedAt);
            if (decision.Events.Count == 0)
                Violate(row, $"is of a command that the rules do not take: {decision.Refusal}");
            else if (!definition.WriteEvents([.. decision.Events]).AsSpan().SequenceEqual(row.Data))
                Violate(row, "is not what the rules make of the command");
        }
    }

    private void Accepted(Delivery delivery, TAnswer answer)
    {
        if (_rows.GetValueOrDefault(delivery.Command.Id) is { } row && row.CommandHash.AsSpan().SequenceEqual(delivery.Hash)
            && _answers[(int)row.Version - 1].Equals(answer))
            return;
        if (!delivery.MayBeDone)
            audit.Violate($"{stream.Stream} acknowledged a {Name(delivery)} with {answer}, which is not its row");
        else if (!_answers.Skip(Math.Max(0, (int)delivery.SentAt - 1)).Contains(answer))
            audit.Violate($"{stream.Stream} answered a {Name(delivery)} that was done already with {answer}, which it never was");
    }

    private void Refused(Delivery delivery, Refusal refusal)
    {
        var isReused = refusal.Code is RefusalCode.CommandIdReused
            && _rows.GetValueOrDefault(delivery.Command.Id) is { } row && !row.CommandHash.AsSpan().SequenceEqual(delivery.Hash);
        if (!isReused && !delivery.Refusals.Contains(refusal.ToString()) && !MayBeRefused(delivery.Command, refusal))
            audit.Violate($"{stream.Stream} refused a {Name(delivery)} with {refusal}, which no rule says");
    }

    /// <summary>What the answer may be while the stream is as it is now.</summary>
    private void Consider(Delivery delivery)
    {
        // A known id gives its first answer, whatever the rules say now.
        if (_rows.ContainsKey(delivery.Command.Id))
            return;
        var decision = Decide(State, delivery.Command, audit.Database.Now);
        if (decision.Refusal is { } refusal)
            delivery.Refusals.Add(refusal.ToString());
        else if (decision.Events.Count == 0)
            delivery.MayBeDone = true;
    }

    private void End(Delivery delivery)
    {
        delivery.Wish.UnderWay--;
        _underWay.Remove(delivery);
    }

    private byte[] HashOf(TCommand command) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command with { Id = default, By = default }, CommandJson));

    private static string Name(Delivery delivery) => delivery.Command.GetType().Name;

    /// <summary>Everything that was sent under one id.</summary>
    internal sealed class Wish
    {
        public List<Delivery> Contents { get; } = [];

        public int UnderWay { get; set; }

        public bool MayStillCome { get; set; }
    }

    /// <summary>A command on its way, and what may come of it.</summary>
    internal sealed class Delivery(Wish wish, TCommand command, byte[] hash, long sentAt)
    {
        public Wish Wish => wish;

        public TCommand Command => command;

        public byte[] Hash => hash;

        /// <summary>The stream's version then.</summary>
        public long SentAt => sentAt;

        public HashSet<string> Refusals { get; } = [];

        public bool MayBeDone { get; set; }
    }
}
