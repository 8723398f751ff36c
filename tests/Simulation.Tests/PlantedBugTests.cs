using System.Globalization;
using Xunit.Abstractions;

namespace LedgerPortal.Simulations;

/// <summary>What a simulation is worth is what it finds.</summary>
[Collection(SimulationRuns.Name)]
public sealed class PlantedBugTests(ITestOutputHelper output, SimulationReport report)
{
    private const int MostSeeds = 200;

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Keys.Select(bug => bug.ToString())];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Each_planted_bug_is_found(string name)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        var seeds = 0UL;
        for (var hunt = 0; hunt < SimulationSettings.Hunts; hunt++)
            seeds += Hunt(bug, SimulationSettings.FirstSeed + (ulong)(hunt * MostSeeds));
        var mean = (double)seeds / SimulationSettings.Hunts;
        report.Found(name, PlantedBugs.All[bug], mean);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-30} {mean,5:N1} seeds  {PlantedBugs.All[bug]}"));
    }

    /// <summary>How many seeds it takes.</summary>
    private ulong Hunt(PlantedBug bug, ulong first)
    {
        for (var seed = first; seed < first + MostSeeds; seed++)
        {
            if (Simulation.Run(seed, bug).Violation is not { } violation)
                continue;
            output.WriteLine($"seed {seed}: {violation}");
            return seed - first + 1;
        }

        Assert.Fail($"{bug} was not found by {MostSeeds} seeds.");
        return 0;
    }
}
