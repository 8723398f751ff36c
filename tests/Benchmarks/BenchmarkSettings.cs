namespace LedgerPortal.Benchmarks;

/// <summary>How long and how often each arm runs. The defaults are those of the figures that are published.</summary>
public sealed record BenchmarkSettings
{
    public int Rounds { get; init; } = 5;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Of each arm, again and again, until it gets no faster.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    public int MostWarmUps { get; init; } = 20;

    public int Ledgers { get; init; } = 10_000;

    /// <summary>How long a ledger is grown, to be set beside a short one.</summary>
    public int GrownEntries { get; init; } = 1_000_000;

    /// <summary>Postings whose bytes are counted.</summary>
    public int BytesOf { get; init; } = 50_000;

    /// <summary>Of pgbench and of the ordinary program, among which the best is looked for.</summary>
    public IReadOnlyList<int> ClientCounts { get; init; } = [1, 2, 4, 8, 16, 32];

    /// <summary>Of the curve.</summary>
    public IReadOnlyList<int> CallerCounts { get; init; } = [1, 4, 16, 64, 256, 1_024, 4_096];

    public string Output { get; init; } = "artifacts/bench";

    public static BenchmarkSettings Parse(string[] options) => BenchmarkOptions.Read(
        options, new BenchmarkSettings(), (settings, name, number, text) => name switch
        {
            "--rounds" => settings with { Rounds = (int)number },
            "--seconds" => settings with { Duration = TimeSpan.FromSeconds(number) },
            "--warm-up" => settings with { WarmUp = TimeSpan.FromSeconds(number) },
            "--ledgers" => settings with { Ledgers = (int)number },
            "--grown" => settings with { GrownEntries = (int)number },
            "--output" => settings with { Output = text },
            _ => null,
        });
}
