using LedgerPortal.Journal;

namespace LedgerPortal.Grains.Tests;

/// <summary>
/// A stream in memory: commands are decided and folded as a grain does it, through the bytes that the journal would keep.
/// Every command that is accepted is tried against the laws: on the state that it made, the same wish gives nothing new
/// (unless it is one that can be wished again), and a snapshot of the state is the state.
/// </summary>
internal sealed class StreamInMemory<TState, TCommand, TEvent>(
    EventStream<TState, TEvent> definition,
    StreamId stream,
    Func<TState, TCommand, DateTimeOffset, Decision<TEvent>> decide,
    Func<TCommand, bool>? canBeWishedAgain = null)
    where TState : class
    where TCommand : Command
{
    private long _version;

    public TState State { get; private set; } = definition.Initial(stream);

    /// <summary>Noon in Pune on 10 April 2025.</summary>
    public DateTimeOffset Now { get; set; } = new(2025, 4, 10, 6, 30, 0, TimeSpan.Zero);

    public StreamInMemory<TState, TCommand, TEvent> Given(params TCommand[] commands)
    {
        foreach (var command in commands)
            Then(command);
        return this;
    }

    public StreamInMemory<TState, TCommand, TEvent> After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    /// <summary>The events of an accepted command.</summary>
    public IReadOnlyList<TEvent> Then(TCommand command)
    {
        var decision = decide(State, command, Now);
        Assert.Null(decision.Refusal);
        Assert.NotEmpty(decision.Events);
        var data = definition.WriteEvents([.. decision.Events]);
        var row = new JournalRow(stream, ++_version, command.Id, [], null, command.By.Who, Now, data, [], []);
        State = definition.Fold(State, row, definition.ReadEvents(data));

        var snapshot = definition.WriteState(State);
        Assert.Equal(snapshot, definition.WriteState(definition.ReadState(snapshot)));
        if (canBeWishedAgain?.Invoke(command) != true)
            Assert.Empty(decide(State, command, Now).Events);
        return decision.Events;
    }

    /// <summary>Decides and folds it if it is accepted.</summary>
    public void Try(TCommand command)
    {
        if (decide(State, command, Now).Events.Count > 0)
            Then(command);
    }

    public Refusal ThenRefused(TCommand command)
    {
        var decision = decide(State, command, Now);
        Assert.Empty(decision.Events);
        return Assert.IsType<Refusal>(decision.Refusal);
    }

    public void ThenRefused(RefusalCode code, TCommand command) => Assert.Equal(code, ThenRefused(command).Code);

    public void ThenRefused(RefusalCode code, string field, TCommand command) =>
        Assert.Equal((code, field), (ThenRefused(command).Code, ThenRefused(command).Field));

    public void ThenAlreadyDone(TCommand command)
    {
        var decision = decide(State, command, Now);
        Assert.Null(decision.Refusal);
        Assert.Empty(decision.Events);
    }
}
