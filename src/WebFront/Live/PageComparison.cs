using LedgerPortal.Pipeline;

namespace LedgerPortal.Live;

/// <summary>
/// Every ten seconds, and at once when the feed knows that it may have missed something, what the pages of this process watch is
/// compared with the database, one statement a kind, and pages that are behind are told. So a lost message costs at most these
/// seconds, whatever lost it.
/// </summary>
internal sealed class PageComparison(
    LiveRelay relay, ITopicPositions positions, TimeProvider time, ILogger<PageComparison> log) : BackgroundService
{
    private const int MaxTogether = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var missed = relay.MayHaveMissed.Rung;
        while (true)
        {
            await missed.WaitAsync(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
            // Taken before comparing: for what is missed meanwhile it is compared again.
            missed = relay.MayHaveMissed.Rung;
            await Compare(stoppingToken);
        }
    }

    internal async Task Compare(CancellationToken cancellation)
    {
        try
        {
            foreach (var topics in relay.Topics.Chunk(MaxTogether))
            {
                var now = await positions.Of([.. topics.Select(topic => topic.Key)], cancellation);
                foreach (var (topic, at) in topics.Zip(now))
                {
                    if (topic.Compare(at.Position, at.Balance))
                        Measurements.FoundBehind();
                }
            }
        }
        catch (Exception failure) when (Failures.IsDatabaseAway(failure))
        {
            log.LogWarning("What pages watch could not be compared with the books: {Reason}", failure.Message);
        }
    }
}
