using Orleans.Runtime;
using Orleans.Streams;

namespace LedgerPortal.Live;

/// <summary>
/// The feed of the cluster edition: one Orleans stream a business. While a message of a business is on its way, what is
/// committed meanwhile gathers for the next one. Streams may lose messages; positions tell the readers.
/// </summary>
internal sealed class StreamLiveFeed(IClusterClient cluster, TimeProvider time, ILogger<StreamLiveFeed> log)
    : ILiveFeed, IAsyncDisposable
{
    public const string Provider = "live";

    private const string Namespace = "business";

    /// <summary>A business may have so many changes waiting; beyond that its readers find out by comparing.</summary>
    private const int MaxWaiting = 10_000;

    /// <summary>A subscription that the cluster lost, with the silos that knew it, is made again after so long.</summary>
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan SubscribeLimit = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = time;
    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private readonly Dictionary<BusinessId, List<Change>> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();

    public void Publish(BusinessId business, IReadOnlyList<Change> changes)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(business, out var waiting))
            {
                if (waiting.Count < MaxWaiting)
                    waiting.AddRange(changes);
                return;
            }

            _waiting.Add(business, [.. changes]);
        }

        // Neither the journal's writer nor what called it is to flow into this.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => Send(business));
    }

    public async ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader)
    {
        var subscription = new Subscription(this, business, reader);
        // A cluster that is just losing a silo may need longer: the page opens meanwhile, and compares.
        await Task.WhenAny(subscription.Begun, Task.Delay(SubscribeLimit, _time));
        return subscription;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    private async Task Send(BusinessId business)
    {
        var stream = Stream(business);
        while (true)
        {
            List<Change> changes;
            lock (_lock)
            {
                changes = _waiting[business];
                if (changes.Count == 0 || _stopping.IsCancellationRequested)
                {
                    _waiting.Remove(business);
                    return;
                }

                _waiting[business] = [];
            }

            try
            {
                await stream.OnNextAsync(new CommittedChanges(changes));
            }
            catch (Exception failure)
            {
                // Readers find what is lost at their next comparison.
                _log.LogWarning("{Count} changes were not announced: {Reason}", changes.Count, failure.Message);
            }
        }
    }

    private IAsyncStream<CommittedChanges> Stream(BusinessId business) =>
        cluster.GetStreamProvider(Provider).GetStream<CommittedChanges>(StreamId.Create(Namespace, business.Value));

    /// <summary>Begins by subscribing, then looks from time to time whether the cluster still knows it.</summary>
    private sealed class Subscription : IAsyncDisposable
    {
        private readonly StreamLiveFeed _feed;
        private readonly BusinessId _business;
        private readonly Action<IReadOnlyList<Change>> _reader;
        private readonly CancellationTokenSource _ended;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _keeping;
        private StreamSubscriptionHandle<CommittedChanges>? _handle;

        public Subscription(StreamLiveFeed feed, BusinessId business, Action<IReadOnlyList<Change>> reader)
        {
            (_feed, _business, _reader) = (feed, business, reader);
            _ended = CancellationTokenSource.CreateLinkedTokenSource(feed._stopping.Token);
            _keeping = Task.Run(Keep);
        }

        public Task Begun => _begun.Task;

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            await _keeping;
            _ended.Dispose();
            try
            {
                if (_handle is not null)
                    await _handle.UnsubscribeAsync();
            }
            catch (Exception failure)
            {
                // The cluster drops a reader that it cannot reach.
                _feed._log.LogDebug(failure, "A subscription ended without the cluster's knowledge");
            }
        }

        private async Task Keep()
        {
            while (!_ended.IsCancellationRequested)
            {
                var pause = CheckPeriod;
                try
                {
                    await SubscribeOnce();
                    _begun.TrySetResult();
                }
                catch (Exception failure)
                {
                    _feed._log.LogWarning("A business's changes are not heard at present: {Reason}", failure.Message);
                    pause = TimeSpan.FromSeconds(1);
                }

                await Task.Delay(pause, _feed._time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private async Task SubscribeOnce()
        {
            var stream = _feed.Stream(_business);
            var known = _handle is null ? [] : await stream.GetAllSubscriptionHandles();
            if (_handle is not null && known.Any(handle => handle.HandleId == _handle.HandleId))
                return;
            _handle = await stream.SubscribeAsync((message, _) =>
            {
                _reader(message.Changes);
                return Task.CompletedTask;
            });
        }
    }
}
