using Orleans.Configuration;
using Orleans.Streams;

namespace LedgerPortal.Live;

/// <summary>
/// Memory streams, tuned to be quick: queues live in the memory of silos, agents poll them. What they lose, the readers find by
/// comparing.
/// </summary>
internal static class LiveStreams
{
    /// <summary>Spread over the silos. Each costs an agent's polls, also when nothing happens.</summary>
    private const int Queues = 4;

    // Four queues polled every 5 ms cost a fifth of a core while nothing happens.
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(20);

    public static void Tune(ISiloMemoryStreamConfigurator streams)
    {
        streams.ConfigurePartitioning(Queues);
        streams.ConfigureStreamPubSub(StreamPubSubType.ExplicitGrainBasedOnly);
        streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PollPeriod));
        // Nobody reads an old message: who has missed one fetches what it was about.
        streams.ConfigureCacheEviction(cache => cache.Configure(options =>
        {
            options.DataMinTimeInCache = TimeSpan.FromSeconds(5);
            options.DataMaxAgeInCache = TimeSpan.FromSeconds(15);
            options.MetadataMinTimeInCache = TimeSpan.FromMinutes(1);
        }));
    }
}
