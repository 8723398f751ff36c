using System.Globalization;
using System.Runtime.InteropServices;
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

    private sealed record Fault(
        string Name, int Count, Func<int, Task> Make, TimeSpan? Goal = null);

    private sealed record Figures(
        string Fault, int Asked, int Made, long Acknowledged, long Repeated, long LateSame, long LateFailed,
        double MedianSeconds, double P99Seconds, double LongestSeconds, double? GoalSeconds,
        IReadOnlyList<double> LongestOfRounds, IReadOnlyList<string> Problems);

    public static async Task<bool> Run(FaultSettings settings)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        await using var database = await BenchmarkDatabase.Start("max_connections=300");
        var migrations = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await migrations.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        var (business, callers) = await MakeBusiness(database, settings.Ledgers);
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

        var acknowledged = new List<Acknowledged>();
        var table = new List<Figures>();
        foreach (var fault in faults)
        {
            if (fault.Count > 0 && !stop.IsCancellationRequested)
                table.Add(await Try(fault, cluster, database, business, callers, acknowledged, stop.Token));
        }

        var canFail = await FaultAudit.FindsWhatIsPlanted(database.Databases, business, acknowledged);
        Print(table, givenUp, evictions, cluster, canFail);
        var right = canFail && evictions == 0 && table.TrueForAll(row => row.Problems.Count == 0);
        Console.WriteLine(right ? $"AUDIT OK n={acknowledged.Count}" : "AUDIT FAILED: see above.");
        await Rounds.Write(settings.Output, "faults", new
        {
            machine = Rounds.Machine(await database.Scalar<string>("select version()")),
            settings = new { settings.Ledgers, frozenSeconds = settings.FrozenFor.TotalSeconds, silos = 2 },
            figures = table.SelectMany(Published).ToList(),
            faults = table,
            frozenSilosThatEnded = givenUp,
            silosGivenUpThatWereOnlyBusy = evictions,
            silosEndedByThemselves = cluster.EndedByThemselves,
            startsInVain = cluster.StartsInVain,
            auditFoundWhatWasPlanted = canFail,
            audit = right ? $"AUDIT OK n={acknowledged.Count}" : "AUDIT FAILED",
        });
        return right && table.TrueForAll(row => row.GoalSeconds is null || row.P99Seconds <= row.GoalSeconds);
    }

    private static IEnumerable<Figure> Published(Figures of) =>
    [
        new Figure($"{of.Fault}: times", "", of.Made),
        new Figure($"{of.Fault}: lost, doubled or wrong", "", of.Problems.Count, 0),
        new Figure($"{of.Fault}: a ledger answers again, p99", "s", of.P99Seconds, of.GoalSeconds),
    ];

    private static async Task<Figures> Try(
        Fault fault, ClusterUnderFaults cluster, BenchmarkDatabase database, BusinessId business,
        IReadOnlyList<Caller> callers, List<Acknowledged> acknowledged, CancellationToken stop)
    {
        await using var load = new PaymentLoad(business, callers, () => cluster.Addresses);
        await load.UntilEveryLedgerAnswers();
        var waits = new List<TimeSpan>();
        var longestOfRounds = new List<double>();
        for (var round = 0; round < fault.Count && !stop.IsCancellationRequested; round++)
        {
            load.BeginRound();
            await fault.Make(round);
            await load.UntilEveryLedgerAnswers();
            var longest = load.LongestWaits();
            waits.AddRange(longest);
            longestOfRounds.Add(Math.Round(longest.Max().TotalSeconds, 2));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{fault.Name} {round + 1}/{fault.Count}: longest wait {longest.Max().TotalSeconds:N2} s"));
            await cluster.ReplaceEnded();
            await load.UntilEveryLedgerAnswers();
        }

        await load.End();
        acknowledged.AddRange(load.Acknowledged);
        var found = await FaultAudit.Run(database.Databases, business, acknowledged);
        await Console.Error.WriteLineAsync($"{fault.Name}: {found.Count} problems, {acknowledged.Count} acknowledged so far");
        List<string> problems = [.. load.Wrong.Distinct().Take(20), .. found];
        waits.Sort();
        return new Figures(
            fault.Name, fault.Count, longestOfRounds.Count,
            load.Acknowledged.Count, load.Repeated, load.LateSame, load.LateFailed,
            At(waits, 0.5), At(waits, 0.99), At(waits, 1), fault.Goal?.TotalSeconds, longestOfRounds, problems);
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

    /// <summary>A business with customers, made by commands before there is a cluster.</summary>
    private static async Task<(BusinessId Business, IReadOnlyList<Caller> Callers)> MakeBusiness(
        BenchmarkDatabase database, int parties)
    {
        await using var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        var business = await new BenchmarkBusiness(host.Grains).Create();
        var callers = new List<Caller>();
        for (var number = 1; number <= parties; number++)
        {
            callers.Add(new Caller(
                await business.AddParty($"Customer {number}"),
                await business.MakeKey(database.Databases, $"Billing {number}")));
        }

        return (business.Id, callers);
    }

    /// <summary>In whole ranks: the wait that this share of all waits does not exceed.</summary>
    private static double At(List<TimeSpan> sorted, double share) =>
        Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)].TotalSeconds, 2);

    private static void Print(IReadOnlyList<Figures> table, int givenUp, int evictions, ClusterUnderFaults cluster, bool canFail)
    {
        Console.WriteLine();
        Console.WriteLine($"{"fault",-34}{"times",6}{"acknowledged",14}{"repeated",10}{"late, same",12}" +
            $"{"late, failed",14}{"wait p50",10}{"p99",8}{"longest",9}");
        foreach (var row in table)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Fault,-34}{row.Made,6}{row.Acknowledged,14:N0}{row.Repeated,10:N0}{row.LateSame,12:N0}") +
                string.Create(CultureInfo.InvariantCulture,
                $"{row.LateFailed,14:N0}{row.MedianSeconds,9:N2}s{row.P99Seconds,7:N2}s{row.LongestSeconds,8:N2}s"));
            if (row.Made < row.Asked)
                Console.WriteLine($"  ended early: {row.Asked} were asked for.");
            if (row.P99Seconds > row.GoalSeconds)
                Console.WriteLine($"  MISSED: the goal is a p99 of {row.GoalSeconds:N0} s.");
            foreach (var problem in row.Problems)
                Console.WriteLine("  WRONG: " + problem);
        }

        Console.WriteLine("Waits: each ledger's longest of each round, from the first try to the acknowledgement.");
        Console.WriteLine($"Frozen silos that were given up and ended when they went on: {givenUp}.");
        Console.WriteLine($"Silos that were given up though they were only busy: {evictions}.");
        Console.WriteLine($"Silos that ended without being told to: {cluster.EndedByThemselves}; starts in vain: {cluster.StartsInVain}.");
        Console.WriteLine(canFail
            ? "The audit found a command that was never sent, an entry told wrongly, and an entry told to nobody."
            : "WRONG: the audit did not find what was planted.");
    }
}
