using LedgerPortal.Benchmarks.Faults;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Benchmarks.Postings;
using LedgerPortal.Benchmarks.Reads;
using LedgerPortal.Benchmarks.Whole;

namespace LedgerPortal.Benchmarks;

/// <summary>
/// Each benchmark once, as briefly as it goes: it still runs, and its audit finds nothing wrong. What it measured so is
/// thrown away.
/// </summary>
public sealed class ShortFormTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly string _output = Directory.CreateTempSubdirectory("ledgerportal-short-").FullName;

    public ShortFormTests()
    {
        // Where ./bench runs: there are the published program and the sample.
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LedgerPortal.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests run in a checkout.");
        Environment.CurrentDirectory = folder;
    }

    public void Dispose() => Directory.Delete(_output, recursive: true);

    [NeedsFact("pgbench")]
    public async Task Postings() => Assert.True(await PostingsBenchmark.Run(new BenchmarkSettings
    {
        Rounds = 1, Duration = Second, WarmUp = Second, MostWarmUps = 1, Ledgers = 200, GrownEntries = 3_000, BytesOf = 2_000,
        ClientCounts = [8], CallerCounts = [16], Output = _output,
    }));

    [Fact]
    public async Task Live() => Assert.True(await LiveBenchmark.Run(
        new LiveSettings
        {
            Rounds = 1, Duration = Second, WarmUp = Second, Connections = 60, IdleConnections = 80, Idle = Second,
            PostingsPerSecond = 40, PaidWhileCut = 40, Revocations = 5, Deliveries = 3_000, Output = _output,
        },
        LiveBenchmark.Embedded));

    [NeedsFact("wrk")]
    public async Task Reads() => Assert.True(await ReadsBenchmark.Run(new ReadsSettings
    {
        Rounds = 1, Duration = Second, WarmUp = Second, MostWarmUps = 1, Entries = 3_000, OpenItems = 200, Customers = 200,
        Looks = 20, RequestsPerSecond = 50, Output = _output,
    }));

    [Fact]
    public async Task Whole() => Assert.True(await WholeBenchmark.Run(new WholeSettings
    {
        Rounds = 1, Rows = 1, Entries = 2_000, Rest = Second, Output = _output,
    }));

    [Fact]
    public async Task Torture() => Assert.True(await TortureBenchmark.Run(new FaultSettings
    {
        ProgramKills = 1, PostgresKills = 2, Resets = 1, StandingsStill = 1, FullDisks = 1, Ledgers = 12, Output = _output,
    }));
}

/// <summary>A fact that takes a load generator, which whoever has not installed it can do without.</summary>
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(string program)
    {
        if (!Found(program))
            Skip = $"{program} is missing: ./bench says where it comes from.";
    }

    private static bool Found(string program) => program == "pgbench"
        ? PgBench.IsThere
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
