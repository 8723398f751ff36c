using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>Where ledgers stand, read from the tables.</summary>
internal sealed class SimulatedPositions(Connections connections, Database database, Process process, PlantedBug bug)
    : ITopicPositions
{
    private readonly Dictionary<TopicKey, TopicPosition> _earlier = [];

    public Task<TopicPosition> Of(TopicKey key) => connections.Ask(process, "position", () => Position(key));

    public Task<TopicPosition[]> Of(IReadOnlyList<TopicKey> keys, CancellationToken cancellation) =>
        connections.Ask(process, "positions", () => keys.Select(Position).ToArray());

    private TopicPosition Position(TopicKey key)
    {
        var (version, balance) = BalanceIn(database.Tables, key);
        var position = new TopicPosition(bug is PlantedBug.PositionOffByOne ? Math.Max(0, version - 1) : version, balance);
        if (bug is not PlantedBug.PositionOfAnEarlierLook)
            return position;
        var earlier = _earlier.GetValueOrDefault(key, position);
        _earlier[key] = position;
        return earlier;
    }

    public static (long Version, Money Balance) BalanceIn(Tables tables, TopicKey key)
    {
        foreach (var row in tables.Rows("ledger"))
        {
            if ((Guid)row["party"]! == key.Party.Value)
                return ((long)row["version"]!, new Money((long)row["balance_minor"]!, key.Currency));
        }

        return (0, Money.Zero(key.Currency));
    }
}
