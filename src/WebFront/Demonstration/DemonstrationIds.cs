namespace LedgerPortal.Demonstration;

/// <summary>
/// Counts ids, so that a demonstration whose making was interrupted is made to its end by making it again: what is there is
/// found by the same id. Some time passes between one act and the next.
/// </summary>
internal sealed class DemonstrationIds(DemonstrationClock clock)
{
    private static readonly TimeSpan BetweenActs = TimeSpan.FromSeconds(97);

    private readonly Dictionary<string, int> _counted = [];

    public long Given { get; private set; }

    public CommandId Next(string kind)
    {
        Given++;
        clock.Pass(BetweenActs);
        var number = _counted[kind] = _counted.GetValueOrDefault(kind) + 1;
        return new CommandId(Id.Derive(DemonstrationBusiness.Id.Value, $"{kind} {number}"));
    }
}
