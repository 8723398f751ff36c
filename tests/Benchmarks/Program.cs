using LedgerPortal.Benchmarks;
using LedgerPortal.Benchmarks.Faults;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Benchmarks.Postings;
using LedgerPortal.Benchmarks.Reads;
using LedgerPortal.Benchmarks.Whole;

var benchmarks = new Dictionary<string, Func<string[], Task<bool>>>
{
    ["postings"] = options => PostingsBenchmark.Run(BenchmarkSettings.Parse(options)),
    ["live"] = options => LiveBenchmark.Run(LiveSettings.Parse(options), LiveBenchmark.Embedded),
    ["reads"] = options => ReadsBenchmark.Run(ReadsSettings.Parse(options)),
    ["whole"] = options => WholeBenchmark.Run(WholeSettings.Parse(options)),
    ["faults"] = options => TortureBenchmark.Run(FaultSettings.Parse(options)),
    ["figures"] = _ => FiguresPage.Write(new BenchmarkSettings().Output),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    await Console.Error.WriteLineAsync($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

return await run(args[1..]) ? 0 : 1;
