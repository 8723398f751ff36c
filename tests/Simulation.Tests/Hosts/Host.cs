using LedgerPortal.Access;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Simulations;

/// <summary>One running program: the grains, the journal's writers and the outbox's workers of production.</summary>
internal sealed class Host
{
    private static readonly TimeSpan ComparisonPeriod = TimeSpan.FromSeconds(10);

    public Host(World world, Connections connections, Database database, Process process, ILiveFeed feed, PlantedBug bug)
    {
        Process = process;
        var journal = new BuggyJournal(
            new SimulatedJournal(
                connections, database, process, feed,
                () => new BuggyCommits(world, connections, database, process, feed, bug)),
            bug);
        var facts = new SimulatedFacts(connections, database, process);
        var outbox = new Outbox(
            new BuggyOutboxRows(new SimulatedOutboxRows(connections, database, process), bug),
            () => new BuggyGrains(Grains!, world, bug), process.Time, NullLogger<Outbox>.Instance, process);
        Grains = new InProcessGrains(
            grains =>
            {
                // So few that most streams have snapshots, and are loaded from them.
                var services = new GrainServices(journal, outbox, grains, process.Time) { SnapshotRows = 16 };
                return BuggyPartyLedger.Among(GrainTypes.Makers(services, facts), services, facts, bug);
            },
            process.Time,
            new InProcessGrainsOptions
            {
                // So few that grains leave and come back.
                MaxActivations = world.Random.Between(3, 12),
                Queue = (turns, _) => process.Queue(turns),
            });
        outbox.StartSweeping();

        var positions = new SimulatedPositions(connections, database, process, bug);
        Hub = new SimulatedHub(world, process, bug);
        Relay = new LiveRelay(
            feed, Hub, positions, new RevocationSignal(), process.Time, NullLogger<LiveRelay>.Instance, process);
        var comparison = new PageComparison(Relay, positions, process.Time, NullLogger<PageComparison>.Instance);
        if (bug is not PlantedBug.PagesNotCompared)
            world.After(TimeSpan.Zero, process, () => Compare(comparison));
    }

    public Process Process { get; }

    public InProcessGrains Grains { get; }

    public SimulatedHub Hub { get; }

    public LiveRelay Relay { get; }

    private async Task Compare(PageComparison comparison)
    {
        while (true)
        {
            await Task.Delay(ComparisonPeriod, Process.Time);
            await comparison.Compare(CancellationToken.None);
        }
    }
}
