namespace LedgerPortal.Benchmarks.Whole;

/// <summary>What is imported and how often. The defaults are those of the figures that are published.</summary>
public sealed record WholeSettings
{
    public int Rounds { get; init; } = 5;

    /// <summary>Of the Online Retail data set. It is repeated under other numbers and dates until there are <see cref="Rows"/>.</summary>
    public string File { get; init; } = "samples/online-retail-2010-12-01-to-02.csv.gz";

    public int Rows { get; init; } = 540_000;

    /// <summary>Of the ledger that is verified.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>After the last page, before memory is looked at.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(20);

    public string Output { get; init; } = "artifacts/bench";

    public static WholeSettings Parse(string[] options) => BenchmarkOptions.Read(
        options, new WholeSettings(), (settings, name, number, text) => name switch
        {
            "--rounds" => settings with { Rounds = (int)number },
            "--file" => settings with { File = text },
            "--rows" => settings with { Rows = (int)number },
            "--entries" => settings with { Entries = (int)number },
            "--output" => settings with { Output = text },
            _ => null,
        });
}
