using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>The program as it runs while pages are open: where is posted, and where the pages are.</summary>
public interface ILiveArm : IAsyncDisposable
{
    Uri PostedTo { get; }

    ProgramUnderTest Pages { get; }

    /// <summary>Where a page that lost its connection may find another.</summary>
    IReadOnlyList<Uri> PageAddresses { get; }

    /// <summary>Kills the process that serves the pages, and starts another in its place; nothing where it is the only one.</summary>
    Task KillPages();
}

/// <summary>An arm's name, how it is started, and its goal for the slowest hundredth in milliseconds.</summary>
public sealed record LiveArm(string Name, Func<BenchmarkDatabase, Task<ILiveArm>> Start, double GoalP99Milliseconds);

/// <summary>
/// Payments through the HTTP API while thousands of customers have their page open: from each acknowledgement to the
/// new balance in the page's connection. Then all connections break at once, while payments go on; links are revoked; and
/// connections are cut at random (see <see cref="Interruptions"/>).
/// </summary>
public static class LiveBenchmark
{
    private sealed record Round(double PostingsPerSecond, double P50, double P99, double Longest, int Deliveries);

    private sealed record Figures(
        string Arm, int IdleConnections, double ConnectionKilobytes, IReadOnlyList<Round> Rounds, double P50, double P99, double GoalP99,
        double PostingsPerSecond, int WrongAtTheEnd, double StormSeconds, int WrongAfterTheStorm,
        double ClosedP99, InterruptionFigures Interrupted, IReadOnlyList<string> Problems);

    /// <summary>The embedded edition: one process posts and serves.</summary>
    public static LiveArm Embedded { get; } = new("embedded edition", async database => new OneProcess(
        await ProgramUnderTest.ServeAsync(
            Programs.Embedded, Path.Combine(Path.GetTempPath(), $"ledgerportal-live-{Environment.ProcessId}"),
            ["--postgres", database.Connection.ConnectionString])), 25);

    public static async Task<bool> Run(LiveSettings settings, params LiveArm[] arms)
    {
        var table = new List<Figures>();
        object? machine = null;
        foreach (var arm in arms)
        {
            await using var database = await BenchmarkDatabase.Start("max_connections=300");
            machine ??= Rounds.Machine(await database.Scalar<string>("select version()"));
            table.Add(await Measure(arm, settings, database));
        }

        var right = table.TrueForAll(row => row.Problems.Count == 0 && Wrong(row) == 0);
        Print(table, settings, right);
        await Rounds.Write(settings.Output, "live", new
        {
            machine,
            settings,
            figures = table.SelectMany(Published).ToList(),
            arms = table,
            audit = right ? "AUDIT OK" : "AUDIT FAILED",
        });
        return right;
    }

    private static IEnumerable<Figure> Published(Figures of) =>
    [
        Figure.Of($"{of.Arm}: payments over HTTP", "/s", [.. of.Rounds.Select(round => round.PostingsPerSecond)]),
        Figure.Of($"{of.Arm}: p50", "ms", [.. of.Rounds.Select(round => round.P50)], of.GoalP99 <= 25 ? 10 : null),
        Figure.Of($"{of.Arm}: p99", "ms", [.. of.Rounds.Select(round => round.P99)], of.GoalP99),
        new Figure($"{of.Arm}: resident memory an idle connection, of {of.IdleConnections:N0}", "KB", of.ConnectionKilobytes, 25),
        new Figure($"{of.Arm}: all connections cut at once, all right again", "s", of.StormSeconds, 5),
        new Figure($"{of.Arm}: revocation to closed socket, p99", "s", of.ClosedP99, 1),
        new Figure($"{of.Arm}: deliveries expected while sockets were cut at random", "", of.Interrupted.Deliveries, 1_000_000, IsAtLeast: true),
        new Figure($"{of.Arm}: sockets that were lost", "", of.Interrupted.Returns),
        new Figure($"{of.Arm}: first try to connect again until it knows the balance, p99", "s", of.Interrupted.CaughtUpP99, 1),
        new Figure($"{of.Arm}: balances wrong or behind", "", Wrong(of), 0),
        new Figure($"{of.Arm}: of {of.Interrupted.Twins} pages that do not ask what they missed, behind ten seconds later", "", of.Interrupted.TwinsBehind, 1, IsAtLeast: true),
    ];

    private static int Wrong(Figures of) => of.WrongAtTheEnd + of.WrongAfterTheStorm + of.Interrupted.WrongAtTheEnd;

    private static async Task<Figures> Measure(LiveArm arm, LiveSettings settings, BenchmarkDatabase database)
    {
        var (business, everyone) = await Customers.Make(database, Math.Max(settings.Connections, settings.IdleConnections));
        IReadOnlyList<LiveCustomer> customers = [.. everyone.Take(settings.Connections)];
        IReadOnlyList<(PartyId, OpenPage)> watching = [.. customers.Select(customer => (customer.Party, customer.Page))];
        await using var program = await arm.Start(database);
        using var connections = new HttpMessageInvoker(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) });
        using var load = new Payments(program.PostedTo);

        // A first page each way, so that what the program loads once is not counted as a connection's.
        await everyone[0].Page.Open(program.Pages.Address, connections);
        await load.Pay(everyone[0]);
        var before = ResidentBytes(program.Pages.ProcessId);
        var pages = everyone.Select(customer => customer.Page).ToList();
        await using var alive = OpenPages.KeepAlive(pages);
        await OpenPages.OpenAll(pages.Skip(1), program.Pages.Address, connections);
        await Task.Delay(settings.Idle);
        var connectionKilobytes = (ResidentBytes(program.Pages.ProcessId) - before) / 1024.0 / Math.Max(1, everyone.Count - 1);
        await OpenPages.CutAll(pages.Skip(customers.Count));

        await load.PayFor(settings.WarmUp, settings.PostingsPerSecond, customers);
        var rounds = new List<Round>();
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var customer in customers)
                customer.Page.ForgetDelays();
            var rate = await load.PayFor(settings.Duration, settings.PostingsPerSecond, customers);
            await OpenPages.Behind(watching, load);
            var delays = customers.SelectMany(customer => customer.Page.Delays).Select(delay => delay.TotalMilliseconds).ToList();
            double At(double share) => Math.Round(Rounds.At(delays, share), 1);
            rounds.Add(new Round(rate, At(0.5), At(0.99), At(1), delays.Count));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{arm.Name} {round}/{settings.Rounds}: {rate:N0} postings/s, p50 {rounds[^1].P50:N1} ms, p99 {rounds[^1].P99:N1} ms"));
        }

        var wrongAtTheEnd = await OpenPages.Behind(watching, load);
        var (storm, wrongAfterTheStorm) = await Storm(customers, load, program, connections, settings.PaidWhileCut);
        // The others watch on.
        var revocations = Math.Min(settings.Revocations, customers.Count / 2);
        var closed = await Revoke(customers.TakeLast(revocations), load);
        await OpenPages.CutAll(customers.Select(customer => customer.Page));
        var interrupted = await new Interruptions([.. customers.SkipLast(revocations)], load, program, connections, settings).Run();
        var problems = new List<string>(load.Wrong.Distinct().Take(20));
        problems.AddRange(await Check(database, business, load));
        if (interrupted.TwinsBehind == 0)
            problems.Add("Pages that do not ask what they missed were found to know it: these checks find nothing.");
        return new Figures(
            arm.Name, everyone.Count, Math.Round(connectionKilobytes, 1), rounds, Rounds.Median([.. rounds.Select(round => round.P50)]),
            Rounds.Median([.. rounds.Select(round => round.P99)]), arm.GoalP99Milliseconds,
            Rounds.Median([.. rounds.Select(round => round.PostingsPerSecond)]), wrongAtTheEnd, storm, wrongAfterTheStorm, closed, interrupted,
            problems);
    }

    /// <summary>All lose their connection at once, payments go on, all come back at once.</summary>
    private static async Task<(double Seconds, int Wrong)> Storm(
        IReadOnlyList<LiveCustomer> customers, Payments load, ILiveArm program, HttpMessageInvoker connections, int payments)
    {
        await OpenPages.CutAll(customers.Select(customer => customer.Page));
        for (var paid = 0; paid < payments; paid++)
            await load.Pay(customers[paid * 7 % customers.Count]);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(customers.Select(customer => customer.Page.Open(program.Pages.Address, connections)));
        var wrong = await OpenPages.Behind([.. customers.Select(customer => (customer.Party, customer.Page))], load);
        return (Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2), wrong);
    }

    /// <summary>From each acknowledgement to the end of the page's connection, in seconds.</summary>
    private static async Task<double> Revoke(IEnumerable<LiveCustomer> customers, Payments load)
    {
        var took = new List<double>();
        foreach (var customer in customers)
        {
            var acknowledged = await load.Revoke(customer);
            var ended = await customer.Page.Ended.WaitAsync(TimeSpan.FromSeconds(30));
            took.Add(Stopwatch.GetElapsedTime(acknowledged, Math.Max(acknowledged, ended)).TotalSeconds);
        }

        return Math.Round(Rounds.At(took, 0.99), 3);
    }

    private static async Task<IReadOnlyList<string>> Check(BenchmarkDatabase database, BusinessId business, Payments load)
    {
        var problems = new List<string>();
        var entries = await database.Scalar<long>($"select count(*) from read.entry where business = '{business.Value}'");
        if (entries != load.Count)
            problems.Add($"{entries} entries stand in the ledgers for {load.Count} acknowledged payments.");
        var report = await Verification.Run(database.Databases.Owner, business, TimeProvider.System, CancellationToken.None);
        problems.AddRange(report.Checks.Where(check => check.Broken > 0).Select(check => $"verify: {check.Claim}: {check.Broken}"));
        return problems;
    }

    private static long ResidentBytes(int process) =>
        long.Parse(File.ReadAllText($"/proc/{process}/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;

    private static void Print(List<Figures> table, LiveSettings settings, bool right)
    {
        Console.WriteLine();
        Console.WriteLine($"{settings.Connections} connections, {settings.PostingsPerSecond} postings/s asked for");
        Console.WriteLine($"{"arm",-26}{"postings/s",12}{"p50",10}{"p99",10}{"goal",8}{"KB each",10}{"wrong",7}{"all again in",14}");
        foreach (var row in table)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Arm,-26}{row.PostingsPerSecond,12:N0}{row.P50,7:N1} ms{row.P99,7:N1} ms{row.GoalP99,8:N0}") +
                string.Create(CultureInfo.InvariantCulture,
                $"{row.ConnectionKilobytes,10:N1}{Wrong(row),7}{row.StormSeconds,12:N2} s"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  revoked to closed p99 {row.ClosedP99:N2} s; {row.Interrupted.Deliveries:N0} deliveries expected while {row.Interrupted.Returns:N0} sockets were lost, caught up p99 {row.Interrupted.CaughtUpP99:N2} s; of {row.Interrupted.Twins} twins behind {row.Interrupted.TwinsBehind}"));
            foreach (var problem in row.Problems)
                Console.WriteLine("  WRONG: " + problem);
        }

        Console.WriteLine("From the acknowledgement over HTTP to the arrival in the page's connection; medians of the rounds.");
        Console.WriteLine(right ? "AUDIT OK" : "AUDIT FAILED");
    }

    private sealed class OneProcess(ProgramUnderTest program) : ILiveArm
    {
        public Uri PostedTo => program.Address;

        public ProgramUnderTest Pages => program;

        public IReadOnlyList<Uri> PageAddresses { get; } = [program.Address];

        public Task KillPages() => Task.CompletedTask;

        public ValueTask DisposeAsync() => program.DisposeAsync();
    }
}
