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
/// and the grain calls of the embedded edition (G); over many ledgers and on one (A₁, G₁). Where the cluster edition can be
/// built, the grain calls of one silo, too (S, S₁). No figure without its audit.
/// </summary>
public static class PostingsBenchmark
{
    private static readonly int[] ClientCounts = [1, 2, 4, 8, 16, 32];
    private const int GrainCallers = 2_048;

    /// <param name="settings">How long and how often.</param>
    /// <param name="startSilo">Starts a silo on the database, if there is a cluster edition to measure.</param>
    public static async Task<bool> Run(
        BenchmarkSettings settings, Func<BenchmarkDatabase, Task<ISiloUnderLoad>>? startSilo = null)
    {
        await using var database = await BenchmarkDatabase.Start();
        var host = new EmbeddedHost(database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        var many = new GrainArm(host.Grains, settings.Ledgers);
        var hot = new GrainArm(host.Grains, 1);
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
        var clients = await Best(ClientCounts, count => PgBenchPostings(database, statements, count, settings.WarmUp));
        var oneClients = await Best(ClientCounts, count => PgBenchPostings(database, one, count, settings.WarmUp));
        var poolClients = await Best([8, 16, 32], count => NpgsqlPostings(pool, statements, settings.Ledgers, count, settings.WarmUp));
        await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(many.Post));
        await many.Run(settings.WarmUp, GrainCallers);
        await hot.Run(settings.WarmUp, GrainCallers);
        if (manyOfSilo is not null && hotOfSilo is not null)
        {
            await Task.WhenAll(Enumerable.Range(1, settings.Ledgers).Select(manyOfSilo.Post));
            await manyOfSilo.Run(settings.WarmUp, GrainCallers);
            await hotOfSilo.Run(settings.WarmUp, GrainCallers);
        }

        List<(string Name, Func<Task<double>> Measure)> arms =
        [
            ("A  pgbench", () => PgBenchPostings(database, statements, clients, settings.Duration)),
            ("N  Npgsql", () => NpgsqlPostings(pool, statements, settings.Ledgers, poolClients, settings.Duration)),
            ("G  grain calls", () => many.Run(settings.Duration, GrainCallers)),
            ("A1 pgbench, one ledger", () => PgBenchPostings(database, one, oneClients, settings.Duration)),
            ("G1 grain calls, one ledger", () => hot.Run(settings.Duration, GrainCallers)),
        ];
        if (manyOfSilo is not null && hotOfSilo is not null)
        {
            arms.Add(("S  one silo", () => manyOfSilo.Run(settings.Duration, GrainCallers)));
            arms.Add(("S1 one silo, one ledger", () => hotOfSilo.Run(settings.Duration, GrainCallers)));
        }

        var results = await Rounds.Run(settings.Rounds, arms);

        var idlePgBench = await PgBench.Run(database.Connection, statements.PgBenchScript, 1, settings.Duration);
        var idle = await many.IdleLatency(settings.Duration);
        var bytes = await BytesPerPosting(database, many);
        await host.DisposeAsync();

        GrainArm[] audited = [.. new[] { many, hot, manyOfSilo, hotOfSilo }.OfType<GrainArm>()];
        var audit = await Audit.Run(
            database, [.. audited.SelectMany(arm => arm.Acknowledged)], [.. audited.Select(arm => arm.Business)]);
        if (audit.Problems.Count > 0)
        {
            Console.WriteLine("AUDIT FAILED: no figure is given.");
            foreach (var problem in audit.Problems.Take(20))
                Console.WriteLine("  " + problem);
            return false;
        }

        Console.WriteLine();
        Console.WriteLine($"{"arm",-34}{"postings/s",12}{"spread",20}");
        foreach (var (name, values) in results)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}{Rounds.Median(values),12:N0}{Rounds.Spread(values),20}"));
        double Ratio(string over, string under) => Rounds.Median(results[over]) / Rounds.Median(results[under]);
        double? siloToPgBench = silo is null ? null : Ratio("S  one silo", "A  pgbench");
        double? hotSiloToPgBench = silo is null ? null : Ratio("S1 one silo, one ledger", "A1 pgbench, one ledger");
        var ratios = new
        {
            grainCallsToPgBench = Ratio("G  grain calls", "A  pgbench"),
            grainCallsToNpgsql = Ratio("G  grain calls", "N  Npgsql"),
            hotLedgerToPgBench = Ratio("G1 grain calls, one ledger", "A1 pgbench, one ledger"),
            siloToPgBench,
            hotSiloToPgBench,
            idleLatencyToPgBench = idle.P50Milliseconds / idlePgBench.MeanMilliseconds,
        };
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            G / A   {ratios.grainCallsToPgBench:N2}      G / N   {ratios.grainCallsToNpgsql:N2}      G1 / A1   {ratios.hotLedgerToPgBench:N2}
            {(silo is null
                ? "The cluster edition was left out: its packages cannot be restored here."
                : $"S / A   {siloToPgBench:N2}      S1 / A1   {hotSiloToPgBench:N2}")}
            latency of one posting, idle: p50 {idle.P50Milliseconds:N2} ms, p99 {idle.P99Milliseconds:N2} ms; pgbench, one client: {idlePgBench.MeanMilliseconds:N2} ms
            bytes in PostgreSQL a posting: {bytes:N0}
            AUDIT OK n={audit.Acknowledged:N0}
            """));

        await Rounds.Write(settings.Output, "postings", new
        {
            machine = Rounds.Machine(await database.Scalar<string>("select version()")),
            settings = new { settings.Rounds, seconds = settings.Duration.TotalSeconds, settings.Ledgers, clients, oneClients, poolClients, GrainCallers },
            postingsPerSecond = results.ToDictionary(arm => arm.Key, arm => new { median = Rounds.Median(arm.Value), rounds = arm.Value }),
            ratios,
            idleLatencyMilliseconds = new { idle.P50Milliseconds, idle.P99Milliseconds, pgbench = idlePgBench.MeanMilliseconds },
            bytesPerPosting = bytes,
            audit = $"AUDIT OK n={audit.Acknowledged}",
        });
        return true;
    }

    private static async Task<double> PgBenchPostings(
        BenchmarkDatabase database, PostingStatements statements, int clients, TimeSpan duration) =>
        (await PgBench.Run(database.Connection, statements.PgBenchScript, clients, duration)).PerSecond;

    private static async Task<int> Best(int[] counts, Func<int, Task<double>> measure)
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
    private static async Task<double> BytesPerPosting(BenchmarkDatabase database, GrainArm arm)
    {
        const int postings = 50_000;
        const string size =
            """
            select sum(pg_total_relation_size(c.oid))::bigint from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('journal', 'read') and c.relkind = 'r'
            """;
        var before = await database.Scalar<long>(size);
        await arm.PostMany(postings, GrainCallers);
        return (await database.Scalar<long>(size) - before) / (double)postings;
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

        public async Task<(double P50Milliseconds, double P99Milliseconds)> IdleLatency(TimeSpan duration)
        {
            var latencies = new List<double>();
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < duration)
            {
                var start = Stopwatch.GetTimestamp();
                await Post(Random.Shared.Next(ledgers) + 1);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

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
