using System.Diagnostics;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>What is done with thousands of pages together.</summary>
internal static class OpenPages
{
    private const int OpenedAtOnce = 64;
    private static readonly TimeSpan BetweenPings = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AllRightAgain = TimeSpan.FromSeconds(10);

    public static Task OpenAll(IEnumerable<OpenPage> pages, Uri portal, HttpMessageInvoker connections) => Parallel.ForEachAsync(
        pages, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce },
        async (page, _) => await page.Open(portal, connections));

    public static Task CutAll(IEnumerable<OpenPage> pages) => Parallel.ForEachAsync(pages, async (page, _) => await page.Cut());

    /// <summary>Until it is disposed.</summary>
    public static Timer KeepAlive(IReadOnlyList<OpenPage> pages) => new(
        _ => _ = Parallel.ForEachAsync(pages, async (page, _) => await page.SayAlive()), null, BetweenPings, BetweenPings);

    /// <summary>How many do not know the newest version of their ledger ten seconds later; none as soon as all do.</summary>
    public static async Task<int> Behind(IReadOnlyList<(PartyId Of, OpenPage Page)> pages, Payments load)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var behind = pages.Count(page => page.Page.Position < load.NewestVersion(page.Of));
            if (behind == 0 || Stopwatch.GetElapsedTime(started) > AllRightAgain)
                return behind;
            await Task.Delay(20);
        }
    }
}
