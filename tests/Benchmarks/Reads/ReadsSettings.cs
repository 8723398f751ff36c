namespace LedgerPortal.Benchmarks.Reads;

/// <summary>How much there is to read, and how often it is read. The defaults are those of the figures that are published.</summary>
public sealed record ReadsSettings
{
    /// <summary>Of the one long ledger.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>Of the business, over all its customers.</summary>
    public int OpenItems { get; init; } = 10_000;

    public int Customers { get; init; } = 500;

    public int RequestsPerSecond { get; init; } = 300;

    public int Rounds { get; init; } = 5;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Again and again, until it gets no faster.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    public int MostWarmUps { get; init; } = 20;

    /// <summary>At a statement, a balance, an aging in each round.</summary>
    public int Looks { get; init; } = 400;

    public string Output { get; init; } = "artifacts/bench";

    public static ReadsSettings Parse(string[] options) => BenchmarkOptions.Read(
        options, new ReadsSettings(), (settings, name, number, text) => name switch
        {
            "--entries" => settings with { Entries = (int)number },
            "--open-items" => settings with { OpenItems = (int)number },
            "--customers" => settings with { Customers = (int)number },
            "--rate" => settings with { RequestsPerSecond = (int)number },
            "--rounds" => settings with { Rounds = (int)number },
            "--seconds" => settings with { Duration = TimeSpan.FromSeconds(number) },
            "--output" => settings with { Output = text },
            _ => null,
        });
}
