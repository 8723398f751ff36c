using System.Globalization;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>How often each fault is made. The defaults are those of the table that is published.</summary>
internal sealed record FaultSettings
{
    /// <summary>Of the embedded edition; of the cluster's silos, see <see cref="Kills"/>.</summary>
    public int ProgramKills { get; init; } = 200;

    public int PostgresKills { get; init; } = 50;

    public int Resets { get; init; } = 20;

    public int StandingsStill { get; init; } = 10;

    public int FullDisks { get; init; } = 10;

    public int Kills { get; init; } = 50;

    public int DatabaseStops { get; init; } = 5;

    public int KillsOfBoth { get; init; } = 3;

    public int Joins { get; init; } = 3;

    public int Freezes { get; init; } = 50;

    public int BusyMinutes { get; init; } = 30;

    public TimeSpan FrozenFor { get; init; } = TimeSpan.FromSeconds(30);

    public int Ledgers { get; init; } = 48;

    public string Output { get; init; } = "artifacts/bench";

    public static FaultSettings Parse(string[] options)
    {
        if (options.Length % 2 != 0)
            throw new ArgumentException($"'{options[^1]}' has no value.");
        var settings = new FaultSettings();
        for (var i = 0; i < options.Length; i += 2)
        {
            var number = options[i] == "--output" ? 0 : int.Parse(options[i + 1], CultureInfo.InvariantCulture);
            settings = options[i] switch
            {
                "--program-kills" => settings with { ProgramKills = number },
                "--postgres-kills" => settings with { PostgresKills = number },
                "--resets" => settings with { Resets = number },
                "--standings-still" => settings with { StandingsStill = number },
                "--full-disks" => settings with { FullDisks = number },
                "--kills" => settings with { Kills = number },
                "--database-stops" => settings with { DatabaseStops = number },
                "--kills-of-both" => settings with { KillsOfBoth = number },
                "--joins" => settings with { Joins = number },
                "--freezes" => settings with { Freezes = number },
                "--busy-minutes" => settings with { BusyMinutes = number },
                "--frozen-seconds" => settings with { FrozenFor = TimeSpan.FromSeconds(number) },
                "--ledgers" => settings with { Ledgers = number },
                "--output" => settings with { Output = options[i + 1] },
                _ => throw new ArgumentException($"'{options[i]}' is not an option of the faults."),
            };
        }

        return settings;
    }
}
