using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LedgerPortal.Benchmarks.Postings;

/// <summary>
/// Durable postings a second: one SQL transaction a posting in pgbench (A), the same as an ordinary program writes it (N),
/// and the grain calls of the embedded edition (G), also with every hash computed twice (G″); over many ledgers and on one
/// (A₁, G₁); postings to the published program over HTTP (H), and payments (P). Where the cluster edition can be built, the grain calls of one
/// silo, too (S, S₁). No figure without its audit.
/// </summary>
public static class PostingsBenchmark
{
    private const int GrainCallers = 2_048;
    private const int FewestOfAPool = 8;
    private const int SmallEntries = 1_000;

    /// <param name="settings">How long and how often.</param>
    /// <param name="startSilo">Starts a silo on the database, if there is a cluster edition to measure.</param>
    public static async Task<bool> Run(
        BenchmarkSettings settings, Func<BenchmarkDatabase, Task<ISiloUnderLoad>>? startSilo = null)
    {
        await using var database = await BenchmarkDatabase.Start("max_connections=300");
        var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        var many = new GrainArm(host.Grains, settings.Ledgers);
        var hot = new GrainArm(host.Grains, 1);
        await using var twice = new HashedTwice(database);
        // Ledgers of their own, as new as those of the arm that they are compared with.
        var manyHashedOnce = new GrainArm(host.Grains, settings.Ledgers);
        var manyHashedTwice = new GrainArm(twice.Grains, settings.Ledgers);
        await using var http = await HttpArm.Start(database);
        await using var silo = startSilo is null ? null : await startSilo(database);
        var manyOfSilo = silo is null ? null : new GrainArm(silo.Grains, settings.Ledgers);
        var hotOfSilo = silo is null ? null : new GrainArm(silo.Grains, 1);

        await many.Post(1);
        var dataBytes = (int)await database.Scalar<long>("select avg(octet_length(data))::bigint from journal.journal");
        var statements = new PostingStatements(Guid.NewGuid(), settings.Ledgers, dataBytes);
        var one = new PostingStatements(Guid.NewGuid(), 1, dataBytes);
        await database.Execute(statements.MakeLedgers);
        await database.Execute(one.MakeLedgers);
        await database.Execute("analyze");

        await using var pool = new NpgsqlDataSourceBuilder(new NpgsqlConnectionStringBuilder(database.Connection.ConnectionString)
        {
            MaxPoolSize = 64, MaxAutoPrepare = 50, AutoPrepareMinUsages = 2,
        }.ConnectionString).Build();

        // The best number of clients is looked for once, then kept for all rounds.
        var clients = await Best(settings.ClientCounts, count => PgBenchPostings(database, statements, count, settings.WarmUp));
        var oneClients = await Best(settings.ClientCounts, count => PgBenchPostings(database, one, count, settings.WarmUp));
        var poolClients = await Best([.. settings.ClientCounts.Where(count => count >= FewestOfAPool)], count => NpgsqlPostings(pool, statements, settings.Ledgers, count, settings.WarmUp));
        await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(many.Post));
        await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(manyHashedOnce.Post));
        await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(manyHashedTwice.Post));
        Task WarmUp(Func<TimeSpan, Task<double>> arm) => Rounds.WarmUp(settings.WarmUp, settings.MostWarmUps, arm);
        await WarmUp(time => manyHashedOnce.Run(time, GrainCallers));
        await WarmUp(time => manyHashedTwice.Run(time, GrainCallers));
        await WarmUp(http.Post);
        await WarmUp(http.Pay);
        await WarmUp(time => many.Run(time, GrainCallers));
        await WarmUp(time => hot.Run(time, GrainCallers));
        if (manyOfSilo is not null && hotOfSilo is not null)
        {
            await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(manyOfSilo.Post));
            await WarmUp(time => manyOfSilo.Run(time, GrainCallers));
            await WarmUp(time => hotOfSilo.Run(time, GrainCallers));
        }

        List<(string Name, Func<Task<double>> Measure)> arms =
        [
            ("A  pgbench", () => PgBenchPostings(database, statements, clients, settings.Duration)),
            ("N  Npgsql", () => NpgsqlPostings(pool, statements, settings.Ledgers, poolClients, settings.Duration)),
            ("G  grain calls", () => many.Run(settings.Duration, GrainCallers)),
            ("H  postings over HTTP", () => http.Post(settings.Duration)),
            ("P  payments over HTTP", () => http.Pay(settings.Duration)),
            ("A1 pgbench, one ledger", () => PgBenchPostings(database, one, oneClients, settings.Duration)),
            ("G1 grain calls, one ledger", () => hot.Run(settings.Duration, GrainCallers)),
        ];
        if (manyOfSilo is not null && hotOfSilo is not null)
        {
            arms.Add(("S  one silo", () => manyOfSilo.Run(settings.Duration, GrainCallers)));
            arms.Add(("S1 one silo, one ledger", () => hotOfSilo.Run(settings.Duration, GrainCallers)));
        }

        var results = await Rounds.Run(settings.Rounds, arms);
        // What the hashes cost is less than what one look differs from the next by: many more of them, and shorter.
        var hashing = await Rounds.Run(20 * settings.Rounds,
        [
            ("G  hashed once", () => manyHashedOnce.Run(settings.Duration / 10, GrainCallers)),
            ("G\" hashed twice", () => manyHashedTwice.Run(settings.Duration / 10, GrainCallers)),
        ]);

        var idlePgBench = await PgBench.Run(database.Connection, statements.PgBenchScript, 1, settings.Duration);
        var idle = await many.IdleLatency(settings.Duration);
        var curve = new List<CurvePoint>();
        foreach (var callers in settings.CallerCounts)
            curve.Add(await many.Under(callers, settings.Duration));
        var busy = await many.AtRate(Rounds.Median(results["G  grain calls"]) * 0.7, settings.Duration);
        var bytes = await BytesPerPosting(database, many, settings.BytesOf);
        var (growth, grown) = await Growth(database, host.Grains, settings);
        await host.DisposeAsync();
        var activation = await Activation(database, grown, settings.Rounds);

        GrainArm[] audited = [.. new[] { many, manyHashedOnce, manyHashedTwice, hot, manyOfSilo, hotOfSilo }.OfType<GrainArm>(), .. grown];
        var audit = await Audit.Run(
            database, [.. audited.SelectMany(arm => arm.Acknowledged)], [.. audited.Select(arm => arm.Business)]);
        var auditOverHttp = await Audit.Run(database, [], [http.Business], othersToo: true);
        List<string> problems = [.. audit.Problems, .. auditOverHttp.Problems, .. await http.Problems(database)];
        if (problems.Count > 0)
        {
            Console.WriteLine("AUDIT FAILED: no figure is given.");
            foreach (var problem in problems.Take(20))
                Console.WriteLine("  " + problem);
            return false;
        }

        Console.WriteLine();
        Console.WriteLine($"{"arm",-34}{"postings/s",12}{"spread",20}");
        foreach (var (name, values) in results.Concat(hashing))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{Rounds.Median(values),12:N0}{Rounds.Spread(values),20}"));
        static List<double> RatioOf(List<double> over, List<double> under) => [.. over.Zip(under, (one, other) => one / other)];
        List<double> Ratio(string over, string under) => RatioOf(results[over], results[under]);
        List<Figure> figures =
        [
            Figure.Of("grain calls, embedded edition, to pgbench (G / A)", "×", Ratio("G  grain calls", "A  pgbench"), 4, isAtLeast: true),
            Figure.Of("grain calls, embedded edition, to Npgsql (G / N)", "×", Ratio("G  grain calls", "N  Npgsql"), 8, isAtLeast: true),
            Figure.Of("postings over HTTP to pgbench (H / A)", "×", Ratio("H  postings over HTTP", "A  pgbench"), 1, isAtLeast: true),
            Figure.Of("payments over HTTP, receipt's number included (P / A)", "×", Ratio("P  payments over HTTP", "A  pgbench")),
            Figure.Of("every hash computed twice, to once", "×", RatioOf(hashing["G\" hashed twice"], hashing["G  hashed once"]), 0.97, isAtLeast: true),
            Figure.Of("one hot ledger to pgbench on one (G1 / A1)", "×", Ratio("G1 grain calls, one ledger", "A1 pgbench, one ledger"), 8, isAtLeast: true),
        ];
        if (silo is not null)
        {
            figures.Add(Figure.Of("grain calls, one silo, to pgbench (S / A)", "×", Ratio("S  one silo", "A  pgbench"), 2.5, isAtLeast: true));
            figures.Add(Figure.Of("one hot ledger of a silo to pgbench on one (S1 / A1)", "×", Ratio("S1 one silo, one ledger", "A1 pgbench, one ledger")));
        }

        figures.AddRange(
        [
            new("latency of one posting, idle, to one pgbench client, p50", "×", Math.Round(idle.P50 / idlePgBench.MeanMilliseconds, 2), 1.3),
            new("latency of one posting, idle, p50", "ms", Math.Round(idle.P50, 2)),
            new("latency at 70 % of the peak, open loop, p50", "ms", Math.Round(busy.P50, 2), 6),
            new("latency at 70 % of the peak, open loop, p99", "ms", Math.Round(busy.P99, 2), 25),
            Figure.Of($"postings/s on a ledger of {settings.GrownEntries:N0} entries to one of {SmallEntries:N0}", "×", growth, 0.95, isAtLeast: true),
            Figure.Of($"activation of a ledger of {settings.GrownEntries:N0} entries to one of {SmallEntries:N0}", "×", activation, 1.5),
            new("bytes in PostgreSQL a posting", "B", Math.Round(bytes), 1_200),
        ]);
        Figure.Print(figures);
        if (silo is null)
            Console.WriteLine("The cluster edition was left out: its packages cannot be restored here.");
        foreach (var point in curve)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{point.Callers,6} callers {point.PerSecond,12:N0}/s   p50 {point.P50Milliseconds,8:N2} ms   p99 {point.P99Milliseconds,8:N2} ms"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"AUDIT OK n={audit.Acknowledged + http.Count:N0}"));
        await Rounds.Write(settings.Output, "postings", new
        {
            machine = Rounds.Machine(await database.Scalar<string>("select version()")),
            settings = new { settings.Rounds, seconds = settings.Duration.TotalSeconds, settings.Ledgers, clients, oneClients, poolClients, GrainCallers },
            figures,
            curve,
            postingsPerSecond = results.Concat(hashing).ToDictionary(arm => arm.Key, arm => new { median = Rounds.Median(arm.Value), rounds = arm.Value }),
            audit = $"AUDIT OK n={audit.Acknowledged + http.Count}",
        });
        return true;
    }

    private static async Task<double> PgBenchPostings(
        BenchmarkDatabase database, PostingStatements statements, int clients, TimeSpan duration) =>
        (await PgBench.Run(database.Connection, statements.PgBenchScript, clients, duration)).PerSecond;

    private static async Task<int> Best(IReadOnlyList<int> counts, Func<int, Task<double>> measure)
    {
        var best = (Count: 0, PerSecond: 0.0);
        foreach (var count in counts)
        {
            var perSecond = await measure(count);
            if (perSecond > best.PerSecond)
                best = (count, perSecond);
        }

        return best.Count;
    }

    private static async Task<double> NpgsqlPostings(
        NpgsqlDataSource pool, PostingStatements statements, int ledgers, int clients, TimeSpan duration)
    {
        var done = 0L;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            var random = new Random(client);
            while (watch.Elapsed < duration)
            {
                await statements.PostWithNpgsql(pool, random.Next(ledgers) + 1);
                Interlocked.Increment(ref done);
            }
        })));
        return done / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Growth of all tables and indexes of the program by a fixed number of postings.</summary>
    private static async Task<double> BytesPerPosting(BenchmarkDatabase database, GrainArm arm, int postings)
    {
        const string size =
            """
            select sum(pg_total_relation_size(c.oid))::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('journal', 'read') and c.relkind = 'r'
            """;
        var before = await database.Scalar<long>(size);
        await arm.PostMany(postings, GrainCallers);
        return (await database.Scalar<long>(size) - before) / (double)postings;
    }

    /// <summary>Postings a second on a ledger that has grown long against those on a short one, in turns.</summary>
    private static async Task<(List<double> Ratios, GrainArm[] Arms)> Growth(
        BenchmarkDatabase database, IGrains grains, BenchmarkSettings settings)
    {
        var grown = new GrainArm(grains, 1);
        var small = new List<GrainArm>();
        await grown.PostMany(settings.GrownEntries, GrainCallers);
        await database.Execute("vacuum analyze");
        var rounds = await Rounds.Run(settings.Rounds, [("grown", () => grown.Run(settings.Duration, GrainCallers)), ("small", async () =>
        {
            // A new one each time: it would grow, too.
            small.Add(new GrainArm(grains, 1));
            await small[^1].PostMany(SmallEntries, GrainCallers);
            return await small[^1].Run(settings.Duration, GrainCallers);
        })]);
        small.Add(new GrainArm(grains, 1));
        await small[^1].PostMany(SmallEntries, GrainCallers);
        return ([.. rounds["grown"].Zip(rounds["small"], (one, other) => one / other)], [grown, .. small]);
    }

    /// <summary>Each time in a host of its own, which has loaded nothing but what is not measured.</summary>
    private static async Task<List<double>> Activation(BenchmarkDatabase database, GrainArm[] arms, int rounds)
    {
        var ratios = new List<double>();
        for (var round = 0; round <= rounds * 4; round++)
        {
            await using var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
            await new GrainArm(host.Grains, 1).Post(1);
            var (grown, small) = (await arms[0].FirstLook(host), await arms[^1].FirstLook(host));
            if (round > 0)
                ratios.Add(grown / small);
        }

        return ratios;
    }

    /// <summary>Callers that post to random ledgers of one business, each waiting for its answer before the next.</summary>
    private sealed class GrainArm(IGrains grains, int ledgers)
    {
        private static readonly Currency Inr = Currency.Parse("INR");

        public BusinessId Business { get; } = new(Guid.NewGuid());

        /// <summary>Every command that got its answer.</summary>
        public ConcurrentBag<CommandId> Acknowledged { get; } = [];

        public async Task Post(int ledger)
        {
            var command = new PostEntry
            {
                Id = new CommandId(Guid.NewGuid()),
                By = Actor.System("bench"),
                Kind = EntryKind.Invoice,
                Amount = new Money(1_250_000, Inr),
                DocumentDate = new DateOnly(2026, 11, 2),
                DueDate = new DateOnly(2026, 12, 2),
                Document = new DocumentId(Guid.NewGuid()),
                Number = "INV/26-27/000001",
            };
            var answer = await grains.Get<IPartyLedger>(Key(ledger)).Execute(command);
            answer.OrThrow();
            Acknowledged.Add(command.Id);
        }

        public async Task<double> Run(TimeSpan duration, int callers)
        {
            var before = Acknowledged.Count;
            var watch = Stopwatch.StartNew();
            await Callers(callers, () => watch.Elapsed < duration);
            return (Acknowledged.Count - before) / watch.Elapsed.TotalSeconds;
        }

        public Task PostMany(int count, int callers)
        {
            var left = count;
            return Callers(callers, () => Interlocked.Decrement(ref left) >= 0);
        }

        public Task<(double P50, double P99)> IdleLatency(TimeSpan duration) => Latency(1, duration);

        /// <summary>So many callers at once, each of which waits for its answer before the next posting.</summary>
        public async Task<CurvePoint> Under(int callers, TimeSpan duration)
        {
            var before = Acknowledged.Count;
            var started = Stopwatch.GetTimestamp();
            var (p50, p99) = await Latency(callers, duration);
            return new CurvePoint(
                callers, Math.Round((Acknowledged.Count - before) / Stopwatch.GetElapsedTime(started).TotalSeconds),
                Math.Round(p50, 2), Math.Round(p99, 2));
        }

        /// <summary>
        /// At a given rate, whether or not answers have come: each posting counts from the moment when it was due, so that a
        /// stall counts for everybody who would have come meanwhile.
        /// </summary>
        public async Task<(double P50, double P99)> AtRate(double perSecond, TimeSpan duration)
        {
            var latencies = new ConcurrentBag<double>();
            var postings = new List<Task>();
            var random = new Random(7);
            var started = Stopwatch.GetTimestamp();

            async Task PostDue(int ledger, TimeSpan due)
            {
                await Post(ledger);
                latencies.Add((Stopwatch.GetElapsedTime(started) - due).TotalMilliseconds);
            }

            while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
            {
                for (var due = (int)(elapsed.TotalSeconds * perSecond); postings.Count < due;)
                    postings.Add(PostDue(random.Next(ledgers) + 1, TimeSpan.FromSeconds(postings.Count / perSecond)));
                await Task.Delay(1);
            }

            await Task.WhenAll(postings);
            return Of([.. latencies]);
        }

        /// <summary>How long the first look at the ledger takes for a process that has not loaded it.</summary>
        public async Task<double> FirstLook(EmbeddedHost cold)
        {
            var started = Stopwatch.GetTimestamp();
            await cold.Grains.Get<IPartyLedger>(Key(1)).View();
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        private async Task<(double P50, double P99)> Latency(int callers, TimeSpan duration)
        {
            var latencies = new ConcurrentBag<double>();
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                var random = new Random(caller);
                while (watch.Elapsed < duration)
                {
                    var start = Stopwatch.GetTimestamp();
                    await Post(random.Next(ledgers) + 1);
                    latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            })));
            return Of([.. latencies]);
        }

        private static (double P50, double P99) Of(List<double> latencies)
        {
            latencies.Sort();
            return (latencies[latencies.Count / 2], latencies[(int)(latencies.Count * 0.99)]);
        }

        private Task Callers(int callers, Func<bool> goesOn) =>
            Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
            {
                var random = new Random(caller);
                while (goesOn())
                    await Post(random.Next(ledgers) + 1);
            })));

        private string Key(int ledger) =>
            new LedgerKey(Business, new PartyId(Id.Derive(Business.Value, ledger.ToString(CultureInfo.InvariantCulture))), Inr).ToString();
    }
}

/// <summary>A silo of the cluster edition on the benchmark's database.</summary>
public interface ISiloUnderLoad : IAsyncDisposable
{
    IGrains Grains { get; }
}
