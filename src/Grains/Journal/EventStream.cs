using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LedgerPortal.Journal;

/// <summary>
/// A kind of stream: how its rows are named and written, how they fold to a state, and which rows of the read models follow
/// from them. Pure: grains, rebuild and verify all fold through this one definition.
/// </summary>
public abstract class EventStream<TState, TEvent> : IEventStream where TState : class
{
    /// <summary>First part of the stream's name: <c>ledger</c> in <c>ledger/{party}/INR</c>. A storage name: for ever.</summary>
    public abstract string Kind { get; }

    public abstract int SnapshotFormat { get; }

    protected abstract JsonTypeInfo<TEvent[]> EventsJson { get; }

    protected abstract JsonTypeInfo<TState> StateJson { get; }

    public abstract TState Initial(StreamId stream);

    /// <summary>Total: whatever was accepted once folds for ever.</summary>
    public abstract TState Evolve(TState state, JournalRow row, TEvent @event);

    /// <summary>Writes the rows of the read models that follow from one journal row.</summary>
    public abstract void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<TEvent> events, TState after);

    public TEvent[] ReadEvents(byte[] data) =>
        JsonSerializer.Deserialize(data, EventsJson) ?? throw new JsonException("A journal row without events.");

    public byte[] WriteEvents(TEvent[] events) => JsonSerializer.SerializeToUtf8Bytes(events, EventsJson);

    public TState ReadState(byte[] data) =>
        JsonSerializer.Deserialize(data, StateJson) ?? throw new JsonException("A snapshot without a state.");

    public byte[] WriteState(TState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateJson);

    /// <summary>Whether a state that was folded and one that was stored are the same, as far as both know.</summary>
    protected virtual bool AreSame(TState folded, TState stored) =>
        WriteState(folded).AsSpan().SequenceEqual(WriteState(stored));

    public TState Fold(TState state, JournalRow row, IReadOnlyList<TEvent> events)
    {
        foreach (var @event in events)
            state = Evolve(state, row, @event);
        return state;
    }

    IStreamFold IEventStream.Begin(StreamId stream) => new StreamFold(this, Initial(stream));

    private sealed class StreamFold(EventStream<TState, TEvent> definition, TState initial) : IStreamFold
    {
        private TState _state = initial;

        public object State => _state;

        public void Apply(JournalRow row, ReadModelBatch? batch)
        {
            var events = definition.ReadEvents(row.Data);
            _state = definition.Fold(_state, row, events);
            if (batch is not null)
                definition.Project(batch, row, events, _state);
        }

        public bool IsStateOf(byte[] snapshot) => definition.AreSame(_state, definition.ReadState(snapshot));
    }
}

/// <summary>An <see cref="EventStream{TState,TEvent}"/> for those who fold any stream: rebuild, verify.</summary>
public interface IEventStream
{
    string Kind { get; }

    int SnapshotFormat { get; }

    IStreamFold Begin(StreamId stream);
}

public interface IStreamFold
{
    object State { get; }

    /// <summary>Folds one row; with a batch also writes the rows of the read models.</summary>
    void Apply(JournalRow row, ReadModelBatch? batch);

    /// <summary>Whether a snapshot, of the present format, holds the state.</summary>
    bool IsStateOf(byte[] snapshot);
}
