using LedgerPortal.Benchmarks;
using LedgerPortal.Benchmarks.Postings;

var benchmarks = new Dictionary<string, Func<BenchmarkSettings, Task<bool>>>
{
    ["postings"] = settings => PostingsBenchmark.Run(settings),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    await Console.Error.WriteLineAsync($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}.");
    return 1;
}

return await run(BenchmarkSettings.Parse(args[1..])) ? 0 : 1;
