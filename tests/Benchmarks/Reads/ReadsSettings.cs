using System.Globalization;

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

    public string Output { get; init; } = "artifacts/bench";

    public static ReadsSettings Parse(string[] options)
    {
        var settings = new ReadsSettings();
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            var number = options[i] == "--output" ? 0 : double.Parse(options[i + 1], CultureInfo.InvariantCulture);
            settings = options[i] switch
            {
                "--entries" => settings with { Entries = (int)number },
                "--open-items" => settings with { OpenItems = (int)number },
                "--customers" => settings with { Customers = (int)number },
                "--rate" => settings with { RequestsPerSecond = (int)number },
                "--rounds" => settings with { Rounds = (int)number },
                "--seconds" => settings with { Duration = TimeSpan.FromSeconds(number) },
                "--output" => settings with { Output = options[i + 1] },
                _ => throw new ArgumentException($"'{options[i]}' is not an option of the figures of reads."),
            };
        }

        return settings;
    }
}
