using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>
/// A cluster's bad days: two silo processes on one PostgreSQL under load through the HTTP API; silos killed, frozen and
/// added, PostgreSQL stopped. After each kind of fault the load ends and everything is audited. Ctrl-C ends it after
/// the round under way; the table then counts what was done.
/// </summary>
internal static class FaultsBenchmark
{
    /// <summary>A killed silo's ledgers answer again.</summary>
    private static readonly TimeSpan ToAnswerAgain = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan DatabaseAway = TimeSpan.FromSeconds(2);

    public static async Task<bool> Run(FaultSettings settings)
    {
        using var stop = new Interruption();
        BusinessId business;
        IReadOnlyList<Caller> callers;
        await using var database = await BenchmarkDatabase.Start("max_connections=300");
        var migrations = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await migrations.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        await using (var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance))
            (business, callers) = await Caller.Make(host.Grains, database.Databases, settings.Ledgers);
        await using var cluster = new ClusterUnderFaults(database);
        await cluster.Start();
        await cluster.Start();

        var (givenUp, evictions) = (0, 0);
        List<Fault> faults =
        [
            new("kill -9 of a silo", settings.Kills, async _ =>
            {
                await cluster.Kill(cluster.Oldest);
                await cluster.Start();
            }, ToAnswerAgain),
            new("PostgreSQL stopped and started", settings.DatabaseStops, round =>
                StopPostgres(database, round % 2 == 0 ? "QUIT" : "INT")),
            new("a silo joins, another leaves", settings.Joins, async _ =>
            {
                await cluster.Start();
                await Task.Delay(TimeSpan.FromSeconds(2));
                await cluster.Stop(cluster.Oldest);
            }),
            new($"SIGSTOP of a silo for {settings.FrozenFor.TotalSeconds:N0} s", settings.Freezes, async _ =>
            {
                if (!await cluster.Freeze(cluster.Oldest, settings.FrozenFor))
                    return;
                givenUp++;
                await cluster.Start();
            }, ToAnswerAgain),
            new("all cores busy, for a minute", settings.BusyMinutes, async _ =>
            {
                var ended = cluster.EndedByThemselves;
                BusyCores.For(TimeSpan.FromMinutes(1));
                await cluster.ReplaceEnded();
                evictions += cluster.EndedByThemselves - ended;
            }),
            new("kill -9 of both silos", settings.KillsOfBoth, async _ =>
            {
                await cluster.KillAll();
                await cluster.Start();
                await cluster.Start();
            }),
        ];

        var trials = new FaultTrials(database.Databases, business, callers, () => cluster.Addresses, stop.Token);
        foreach (var fault in faults)
            await trials.Try(fault, cluster.ReplaceEnded);
        var canFail = await trials.CanFail();
        trials.Print(canFail);
        Console.WriteLine($"Frozen silos that were given up and ended when they went on: {givenUp}.");
        Console.WriteLine($"Silos that were given up though they were only busy: {evictions}.");
        Console.WriteLine($"Silos that ended without being told to: {cluster.EndedByThemselves}; starts in vain: {cluster.StartsInVain}.");
        var right = canFail && evictions == 0 && trials.IsRight;
        var audit = right ? $"AUDIT OK n={trials.Acknowledged}" : "AUDIT FAILED";
        Console.WriteLine(right ? audit : $"{audit}: see above.");
        await Rounds.Write(settings.Output, "faults", new
        {
            machine = Rounds.Machine(await database.Scalar<string>("select version()")),
            settings = new { settings.Ledgers, frozenSeconds = settings.FrozenFor.TotalSeconds, silos = 2 },
            figures = trials.Figures,
            faults = trials.Table,
            frozenSilosThatEnded = givenUp,
            silosGivenUpThatWereOnlyBusy = evictions,
            silosEndedByThemselves = cluster.EndedByThemselves,
            startsInVain = cluster.StartsInVain,
            auditFoundWhatWasPlanted = canFail,
            audit,
        });
        return right && trials.IsInTime;
    }

    /// <summary>By signal: <c>INT</c> is a fast shutdown, <c>QUIT</c> an immediate one, recovered at the start.</summary>
    private static async Task StopPostgres(BenchmarkDatabase database, string signal)
    {
        var server = database.ServerProcess ?? throw new InvalidOperationException("No server runs.");
        await ProgramUnderTest.SignalAsync(signal, server);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (database.ServerProcess is not null)
            await Task.Delay(50, limit.Token);
        await Task.Delay(DatabaseAway, limit.Token);
        await database.StartAgain();
    }
}
