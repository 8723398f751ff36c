using LedgerPortal.Benchmarks;
using LedgerPortal.Benchmarks.Faults;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Benchmarks.Postings;
using LedgerPortal.Benchmarks.Reads;
using LedgerPortal.Benchmarks.Whole;

// The same benchmarks as those of the embedded edition, with the arms of the cluster edition beside them, and what only a
// cluster can be tried with.
var benchmarks = new Dictionary<string, Func<string[], Task<bool>>>
{
    ["postings"] = options => PostingsBenchmark.Run(BenchmarkSettings.Parse(options), SiloUnderLoad.Start),
    ["live"] = options => LiveBenchmark.Run(
        LiveSettings.Parse(options), LiveBenchmark.Embedded, new LiveArm("two silos, page on the other", TwoSilos.Start, 40)),
    ["reads"] = options => ReadsBenchmark.Run(ReadsSettings.Parse(options)),
    ["whole"] = options => WholeBenchmark.Run(WholeSettings.Parse(options)),
    ["figures"] = _ => FiguresPage.Write(new BenchmarkSettings().Output),
    ["faults"] = async options =>
        await TortureBenchmark.Run(FaultSettings.Parse(options)) & await FaultsBenchmark.Run(FaultSettings.Parse(options)),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    await Console.Error.WriteLineAsync($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

return await run(args[1..]) ? 0 : 1;
