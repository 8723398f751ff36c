namespace LedgerPortal.Journal;

/// <summary>What a rule makes of a command: events, nothing because it is already done, or a refusal.</summary>
public sealed class Decision<TEvent>
{
    private Decision(IReadOnlyList<TEvent> events, Refusal? refusal)
    {
        Events = events;
        Refusal = refusal;
    }

    public IReadOnlyList<TEvent> Events { get; }

    public Refusal? Refusal { get; }

    public static Decision<TEvent> AlreadyDone { get; } = new([], null);

    public static Decision<TEvent> Of(params TEvent[] events) => new(events, null);

    public static Decision<TEvent> Of(IReadOnlyList<TEvent> events) => new(events, null);

    public static Decision<TEvent> Refuse(RefusalCode code, string? field = null, params string[] facts) =>
        new([], new Refusal(code, field, facts.Length == 0 ? null : facts));

    public static implicit operator Decision<TEvent>(Refusal refusal) => new([], refusal);
}
