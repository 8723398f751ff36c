using System.Globalization;
using Xunit.Abstractions;

namespace LedgerPortal.Simulations;

/// <summary>
/// Runs from many seeds, each the same whenever it is run. <c>SIMULATION_COMMANDS</c> says how many commands, and
/// <c>SIMULATION_SEED</c> from which seed on.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int Commands = Number("SIMULATION_COMMANDS", 10_000);

    private static readonly ulong FirstSeed = (ulong)Number("SIMULATION_SEED", 1);

    [Fact]
    public void Whatever_fails_and_whenever_every_answer_and_every_book_is_right()
    {
        long commands = 0;
        long crashes = 0;
        var seed = FirstSeed;
        for (; commands < Commands; seed++)
        {
            var outcome = Simulation.Run(seed);
            Assert.True(outcome.Violation is null, $"seed {seed}: {outcome.Violation}");
            commands += outcome.Commands;
            crashes += outcome.Crashes;
        }

        output.WriteLine($"{commands} commands of {seed - FirstSeed} seeds, {crashes} crashes");
    }

    [Fact]
    public void The_same_seed_gives_the_same_run_step_by_step()
    {
        for (var seed = FirstSeed; seed < FirstSeed + 3; seed++)
        {
            var (first, second) = (Simulation.Run(seed, isTraced: true), Simulation.Run(seed, isTraced: true));
            Assert.Equal(first.Trace, second.Trace);
            Assert.Equal(first.TraceHash, second.TraceHash);
        }

        Assert.NotEqual(Simulation.Run(FirstSeed).TraceHash, Simulation.Run(FirstSeed + 1).TraceHash);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
