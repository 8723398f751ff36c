using Xunit.Abstractions;

namespace LedgerPortal.Simulations;

/// <summary>What a simulation is worth is what it finds.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 100;

    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Keys.Select(bug => bug.ToString())];

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Each_planted_bug_is_found(string name)
    {
        var bug = Enum.Parse<PlantedBug>(name);
        for (ulong seed = 1; seed <= MostSeeds; seed++)
        {
            if (Simulation.Run(seed, bug).Violation is not { } violation)
                continue;
            output.WriteLine($"{name} by seed {seed}: {violation}");
            return;
        }

        Assert.Fail($"{name} was not found by {MostSeeds} seeds.");
    }
}
