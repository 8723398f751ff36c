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
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentBag<double> _caughtUp = [];
    private volatile bool _ends;

    public async Task<InterruptionFigures> Run()
    {
        var watched = customers.Take(Math.Clamp(settings.Connections / FewestPages, 1, MostLedgers)).ToList();
        var watching = Enumerable.Range(0, settings.Connections).Select(number => watched[number % watched.Count])
            .Select(customer => (customer.Party, Page: customer.Page.Another())).ToList();
        var pages = watching.Select(page => page.Page).ToList();
        await OpenPages.OpenAll(pages, arm.PageAddresses[0], connections);
        await using var alive = OpenPages.KeepAlive(pages);
        var keepers = pages.Select((page, number) => Task.Run(() => Keep(page, number))).ToList();
        using var cutting = new CancellationTokenSource();
        var cuts = Task.Run(() => CutAtRandom(pages, cutting.Token));

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
        var wrong = await OpenPages.Behind(watching, load);
        var (twins, twinsBehind) = await Twins(watched);
        _ends = true;
        await OpenPages.CutAll(pages);
        await Task.WhenAll(keepers);
        return new InterruptionFigures(
            deliveries, _caughtUp.Count, wrong, Math.Round(Rounds.At(_caughtUp, 0.99), 2), twins, twinsBehind);
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

        var behind = await OpenPages.Behind([.. twins.Select(twin => (twin.Of.Party, twin.Page))], load);
        await OpenPages.CutAll(twins.Select(twin => twin.Page));
        return (twins.Count, behind);
    }
}
