using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace LedgerPortal.Simulations;

/// <summary>Runs from many seeds, each the same whenever it is run.</summary>
[Collection(SimulationRuns.Name)]
public sealed class SimulationTests(ITestOutputHelper output, SimulationReport report)
{
    private const int SeedsTogether = 8;

    [Fact]
    public void Whatever_fails_and_whenever_every_answer_and_every_book_is_right()
    {
        var clock = Stopwatch.StartNew();
        var (commands, crashes, seeds) = (0L, 0L, 0);
        while (commands < SimulationSettings.Commands)
        {
            // Each on a thread of its own, which knows nothing of the others.
            var outcomes = new Outcome[SeedsTogether];
            Parallel.For(0, SeedsTogether, i => outcomes[i] = Simulation.Run(SimulationSettings.FirstSeed + (ulong)(seeds + i)));
            foreach (var outcome in outcomes)
                FailAt(outcome);
            seeds += SeedsTogether;
            commands += outcomes.Sum(outcome => outcome.Commands);
            crashes += outcomes.Sum(outcome => outcome.Crashes);
        }

        report.Ran(commands, seeds, crashes, clock.Elapsed.TotalSeconds);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{commands:N0} commands of {seeds:N0} seeds, {crashes:N0} crashes, {clock.Elapsed.TotalSeconds:N0} s, 0 violations"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_step_by_step()
    {
        var seed = SimulationSettings.FirstSeed;
        var (first, second) = (Simulation.Run(seed, isTraced: true), Simulation.Run(seed, isTraced: true));
        Assert.Equal(first.Trace, second.Trace);
        Assert.Equal(first.TraceHash, second.TraceHash);
        Assert.NotEqual(first.TraceHash, Simulation.Run(seed + 1).TraceHash);
        output.WriteLine($"{first.Steps} steps, {first.Simulated}, trace {first.TraceHash:x16}");
    }

    private void FailAt(Outcome outcome)
    {
        if (outcome.Violation is null)
            return;
        // Once more, with what led to it.
        foreach (var line in Simulation.Run(outcome.Seed, isTraced: true).Trace.TakeLast(200))
            output.WriteLine(line);
        Assert.Fail($"seed {outcome.Seed}: {outcome.Violation}");
    }
}
