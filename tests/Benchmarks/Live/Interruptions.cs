using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>What came of connections that were cut while payments came in.</summary>
/// <param name="Deliveries">Payments, each as often as pages watched its ledger.</param>
/// <param name="Returns">Connections that were lost and made anew.</param>
/// <param name="WrongAtTheEnd">Pages that did not know the newest version ten seconds after the last fault.</param>
/// <param name="CaughtUpP99">From the first try of a page to connect again until it knew where its ledger stands, in seconds.</param>
/// <param name="TwinsBehind">Of pages that come back without asking what they missed: how many had not learned it ten seconds later.</param>
internal sealed record InterruptionFigures(
    long Deliveries, int Returns, int WrongAtTheEnd, double CaughtUpP99, int Twins, int TwinsBehind);

/// <summary>
/// Many pages on few ledgers: their connections are cut at random while payments come in, and where there is a second silo the
/// one that they are connected to is killed. They come back as the page's script does it, and have to know the newest version
/// of their ledger in the end, whatever was told while they were away.
/// </summary>
internal sealed class Interruptions(
    IReadOnlyList<LiveCustomer> customers, Payments load, ILiveArm arm, HttpMessageInvoker connections, LiveSettings settings)
{
    private const int MostLedgers = 100;
    private const int FewestPages = 20;
    private const int OpenedAtOnce = 64;
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RightAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentBag<double> _caughtUp = [];
    private volatile bool _ends;

    public async Task<InterruptionFigures> Run()
    {
        var watched = customers.Take(Math.Clamp(settings.Connections / FewestPages, 1, MostLedgers)).ToList();
        var pages = Enumerable.Range(0, settings.Connections).Select(number => (Of: watched[number % watched.Count],
            Page: watched[number % watched.Count].Page.Another())).ToList();
        await Parallel.ForEachAsync(
            pages, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce },
            async (page, _) => await page.Page.Open(arm.PageAddresses[0], connections));
        await using var alive = new Timer(_ => _ = Parallel.ForEachAsync(
            pages, async (page, _) => await page.Page.SayAlive()), null, 15_000, 15_000);
        var keepers = pages.Select((page, number) => Task.Run(() => Keep(page.Page, number))).ToList();
        using var cutting = new CancellationTokenSource();
        var cuts = Task.Run(() => CutAtRandom([.. pages.Select(page => page.Page)], cutting.Token));

        load.Repeats = true;
        var before = load.Count;
        long Deliveries() => (long)(load.Count - before) * pages.Count / watched.Count;
        Task? killing = null;
        while (Deliveries() < settings.Deliveries)
        {
            await load.PayFor(TimeSpan.FromSeconds(1), settings.PostingsPerSecond, watched);
            if (Deliveries() > settings.Deliveries / 2)
                killing ??= arm.KillPages();
        }

        await (killing ?? Task.CompletedTask);
        await cutting.CancelAsync();
        await cuts;
        var deliveries = Deliveries();
        load.Repeats = false;
        var wrong = await Behind(pages);
        var (twins, twinsBehind) = await Twins(watched);
        _ends = true;
        await Parallel.ForEachAsync(pages, async (page, _) => await page.Page.Cut());
        await Task.WhenAll(keepers);
        var caughtUp = _caughtUp.Order().ToList();
        return new InterruptionFigures(
            deliveries, caughtUp.Count, wrong, caughtUp.Count == 0 ? double.NaN : Math.Round(caughtUp[(int)(caughtUp.Count * 0.99)], 2),
            twins, twinsBehind);
    }

    /// <summary>Comes back whenever its connection is lost, to whichever process serves.</summary>
    private async Task Keep(OpenPage page, int number)
    {
        while (true)
        {
            await page.Ended;
            if (_ends)
                return;
            await Task.Delay(Random.Shared.Next(125, 250));
            var started = Stopwatch.GetTimestamp();
            for (var attempt = 0; !await Opens(page, arm.PageAddresses, number + attempt); attempt++)
            {
                if (_ends)
                    return;
                await Task.Delay(PauseAfterFailure);
            }

            _caughtUp.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            // Who came back while all were being closed is closed here.
            if (_ends)
            {
                await page.Cut();
                return;
            }
        }
    }

    private async Task<bool> Opens(OpenPage page, IReadOnlyList<Uri> addresses, int number)
    {
        try
        {
            await page.Open(addresses[number % addresses.Count], connections);
            return true;
        }
        catch (Exception failure) when (failure is WebSocketException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Each time a hundredth of the pages, so that each loses its connection every ten seconds.</summary>
    private static async Task CutAtRandom(List<OpenPage> pages, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            for (var i = 0; i < Math.Max(1, pages.Count / 100); i++)
            {
                if (pages[Random.Shared.Next(pages.Count)] is { IsWatching: true } page)
                    page.Abort();
            }

            await Task.Delay(BetweenCuts, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> Behind(IReadOnlyList<(LiveCustomer Of, OpenPage Page)> pages)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var behind = pages.Count(page => page.Page.Position < load.NewestVersion(page.Of.Party));
            if (behind == 0 || Stopwatch.GetElapsedTime(started) > RightAgain)
                return behind;
            await Task.Delay(50);
        }
    }

    /// <summary>
    /// The weakened variant that has to be found: away while its ledger is paid into, it does not ask when it is back.
    /// </summary>
    private async Task<(int Twins, int Behind)> Twins(IReadOnlyList<LiveCustomer> watched)
    {
        var twins = watched.Select(customer => (Of: customer, Page: customer.Page.Another(catchesUp: false))).ToList();
        foreach (var (customer, page) in twins)
        {
            await page.Open(arm.PageAddresses[0], connections);
            await page.Cut();
            await load.Pay(customer);
            await page.Open(arm.PageAddresses[0], connections);
        }

        var behind = await Behind(twins);
        await Parallel.ForEachAsync(twins, async (twin, _) => await twin.Page.Cut());
        return (twins.Count, behind);
    }
}
