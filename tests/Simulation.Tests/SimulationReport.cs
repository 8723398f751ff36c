using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Benchmarks;

namespace LedgerPortal.Simulations;

/// <summary>How long the simulation is run, by the environment: short beside the other tests, long for figures.</summary>
internal static class SimulationSettings
{
    /// <summary>That clients send.</summary>
    public static int Commands { get; } = (int)Number("SIMULATION_COMMANDS", 10_000);

    public static ulong FirstSeed { get; } = (ulong)Number("SIMULATION_SEED", 1);

    /// <summary>How often each planted bug is looked for, from other seeds each time.</summary>
    public static int Hunts { get; } = (int)Number("SIMULATION_HUNTS", 1);

    /// <summary>The folder for figures; none are written without it.</summary>
    public static string? Output { get; } = Environment.GetEnvironmentVariable("SIMULATION_OUTPUT");

    private static long Number(string variable, long otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}

/// <summary>Gathers what the runs gave, and writes it at the end as the benchmarks write theirs.</summary>
public sealed class SimulationReport : IAsyncLifetime
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly SortedDictionary<string, (string Breaks, double MeanSeeds)> _bugs = new(StringComparer.Ordinal);
    private (long Commands, int Seeds, long Crashes, double Seconds)? _runs;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>All runs kept what must always be true.</summary>
    public void Ran(long commands, int seeds, long crashes, double seconds) => _runs = (commands, seeds, crashes, seconds);

    public void Found(string bug, string breaks, double meanSeeds)
    {
        lock (_bugs)
            _bugs.Add(bug, (breaks, meanSeeds));
    }

    public async Task DisposeAsync()
    {
        if (SimulationSettings.Output is not { Length: > 0 } folder || _runs is not { } runs)
            return;
        await Rounds.Write(folder, "simulation", new
        {
            machine = Rounds.Machine("none: simulated"),
            settings = new
            {
                SimulationSettings.Commands,
                SimulationSettings.FirstSeed,
                SimulationSettings.Hunts,
                runs.Seeds,
                runs.Crashes,
            },
            audit = $"AUDIT OK n={runs.Commands.ToString("N0", CultureInfo.InvariantCulture)}",
            figures = new Figure[]
            {
                new("commands simulated, none answered or recorded wrongly", "", runs.Commands, 1_000_000, IsAtLeast: true),
                new("seconds that they took", "s", Math.Round(runs.Seconds)),
                new("planted bugs found", "", _bugs.Count, 30, IsAtLeast: true),
                new(
                    "seeds until a planted bug is found, mean of all", "",
                    Math.Round(_bugs.Values.Select(bug => bug.MeanSeeds).DefaultIfEmpty().Average(), 1)),
            },
            seconds = Math.Round(_clock.Elapsed.TotalSeconds),
            bugs = _bugs.Select(bug => new
            {
                name = bug.Key,
                breaks = bug.Value.Breaks,
                meanSeeds = Math.Round(bug.Value.MeanSeeds, 1),
            }),
        });
    }
}

/// <summary>One report of all runs; and one run at a time, so that each has a core.</summary>
[CollectionDefinition(Name)]
public sealed class SimulationRuns : ICollectionFixture<SimulationReport>
{
    public const string Name = "simulation";
}
