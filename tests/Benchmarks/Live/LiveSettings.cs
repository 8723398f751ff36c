using System.Globalization;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>How many pages are open and how much is posted. The defaults are those of the figures that are published.</summary>
public sealed record LiveSettings
{
    public int Connections { get; init; } = 5_000;

    public int PostingsPerSecond { get; init; } = 2_000;

    public int Rounds { get; init; } = 5;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);

    public string Output { get; init; } = "artifacts/bench";

    public static LiveSettings Parse(string[] options)
    {
        var settings = new LiveSettings();
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            var number = options[i] == "--output" ? 0 : double.Parse(options[i + 1], CultureInfo.InvariantCulture);
            settings = options[i] switch
            {
                "--connections" => settings with { Connections = (int)number },
                "--rate" => settings with { PostingsPerSecond = (int)number },
                "--rounds" => settings with { Rounds = (int)number },
                "--seconds" => settings with { Duration = TimeSpan.FromSeconds(number) },
                "--warm-up" => settings with { WarmUp = TimeSpan.FromSeconds(number) },
                "--output" => settings with { Output = options[i + 1] },
                _ => throw new ArgumentException($"'{options[i]}' is not an option of the live figures."),
            };
        }

        return settings;
    }
}
