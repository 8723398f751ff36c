namespace LedgerPortal.Benchmarks.Live;

/// <summary>How many pages are open and how much is posted. The defaults are those of the figures that are published.</summary>
public sealed record LiveSettings
{
    public int Connections { get; init; } = 5_000;

    /// <summary>Open while what one takes of memory is measured; then as many are closed as are too many for the load.</summary>
    public int IdleConnections { get; init; } = 15_000;

    public int PostingsPerSecond { get; init; } = 2_000;

    public int Rounds { get; init; } = 5;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the memory is read: nothing happens but the protocol's pings.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>While all connections are broken.</summary>
    public int PaidWhileCut { get; init; } = 500;

    /// <summary>Links that are revoked, one after the other.</summary>
    public int Revocations { get; init; } = 200;

    /// <summary>Expected while connections are cut at random.</summary>
    public int Deliveries { get; init; } = 1_000_000;

    public string Output { get; init; } = "artifacts/bench";

    public static LiveSettings Parse(string[] options) => BenchmarkOptions.Read(
        options, new LiveSettings(), (settings, name, number, text) => name switch
        {
            "--connections" => settings with { Connections = (int)number },
            "--idle-connections" => settings with { IdleConnections = (int)number },
            "--rate" => settings with { PostingsPerSecond = (int)number },
            "--rounds" => settings with { Rounds = (int)number },
            "--seconds" => settings with { Duration = TimeSpan.FromSeconds(number) },
            "--warm-up" => settings with { WarmUp = TimeSpan.FromSeconds(number) },
            "--deliveries" => settings with { Deliveries = (int)number },
            "--output" => settings with { Output = text },
            _ => null,
        });
}
