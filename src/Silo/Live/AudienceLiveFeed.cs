using System.Collections.Concurrent;
using LedgerPortal.Binding;

namespace LedgerPortal.Live;

/// <summary>
/// The feed of the cluster edition: whoever commits tells the business's audience, a grain, which passes on to the processes
/// that listen. Nothing is kept: what is lost with a silo the readers find by comparing positions, as soon as they are heard of again.
/// </summary>
internal sealed class AudienceLiveFeed(IGrainFactory grains, SilosGone gone, TimeProvider time, ILogger<AudienceLiveFeed> log)
    : ILiveFeed, IListener, IAsyncDisposable
{
    /// <summary>An audience that moved with its silo knows its listeners again after so long.</summary>
    private static readonly TimeSpan RenewalPeriod = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan JoinLimit = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<BusinessId, GatheredChanges> _leaving = new();
    private readonly ConcurrentDictionary<BusinessId, Subscription> _subscriptions = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SilosGone _gone = gone;
    private readonly TimeProvider _time = time;
    private readonly ILogger _log = log;
    private readonly Lock _lock = new();
    private IListener? _reference;

    public void Publish(BusinessId business, IReadOnlyList<Change> changes)
    {
        var gathered = _leaving.GetOrAdd(business, static business => new GatheredChanges(business));
        if (!gathered.Add(changes))
            return;
        // Neither the journal's writer nor what called it is to flow into this.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => Tell(business, gathered));
    }

    public async ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader)
    {
        Subscription subscription;
        lock (_lock)
        {
            _reference ??= grains.CreateObjectReference<IListener>(this);
            subscription = _subscriptions.GetOrAdd(business, key => new Subscription(this, key));
            subscription.Add(reader);
        }

        // A cluster that is just losing a silo may need longer: nobody waits for that.
        await Task.WhenAny(subscription.Begun, Task.Delay(JoinLimit, _time));
        if (!subscription.Begun.IsCompleted)
            subscription.MayMiss();
        return new Reader(subscription, reader);
    }

    public Task Hear(CommittedChanges changes)
    {
        if (_subscriptions.TryGetValue(changes.Business, out var subscription))
            subscription.Hear(changes.Changes);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    private async Task Tell(BusinessId business, GatheredChanges gathered)
    {
        while (gathered.Next() is { } next)
        {
            try
            {
                var silo = _gone.Next;
                await _gone.Answered(Audience(business).Tell(next), silo);
            }
            catch (Exception failure)
            {
                _log.LogWarning("{Count} changes were not announced: {Reason}", next.Changes.Count, failure.Message);
            }
        }

        // Who publishes at this moment sends by itself; the order of messages is not promised.
        _leaving.TryRemove(KeyValuePair.Create(business, gathered));
    }

    private IAudienceGrain Audience(BusinessId business) => grains.GetGrain<IAudienceGrain>(business.Value);

    private sealed class Reader(Subscription subscription, Action<IReadOnlyList<Change>> reader) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => subscription.Remove(reader);
    }

    /// <summary>Of this process to one business, as long as it has readers.</summary>
    private sealed class Subscription
    {
        private readonly AudienceLiveFeed _feed;
        private readonly BusinessId _business;
        private readonly CancellationTokenSource _ended;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _keeping;
        private Action<IReadOnlyList<Change>>[] _readers = [];
        private bool _mayHaveMissed;

        public Subscription(AudienceLiveFeed feed, BusinessId business)
        {
            (_feed, _business) = (feed, business);
            _ended = CancellationTokenSource.CreateLinkedTokenSource(feed._stopping.Token);
            _keeping = Task.Run(Keep);
        }

        public Task Begun => _begun.Task;

        /// <summary>Under the feed's lock.</summary>
        public void Add(Action<IReadOnlyList<Change>> reader) => _readers = [.. _readers, reader];

        /// <summary>Until it has joined (again), after which its readers are told to compare.</summary>
        public void MayMiss() => Volatile.Write(ref _mayHaveMissed, true);

        public void Hear(IReadOnlyList<Change> changes)
        {
            foreach (var reader in _readers)
                reader(changes);
        }

        public async ValueTask Remove(Action<IReadOnlyList<Change>> reader)
        {
            lock (_feed._lock)
            {
                _readers = [.. _readers.Where(each => each != reader)];
                if (_readers.Length > 0 || !_feed._subscriptions.TryRemove(KeyValuePair.Create(_business, this)))
                    return;
            }

            await _ended.CancelAsync();
            await _keeping;
            _ended.Dispose();
            try
            {
                // Who has come back meanwhile says so again within seconds.
                if (!_feed._subscriptions.ContainsKey(_business))
                    await _feed.Audience(_business).Leave(_feed._reference!);
            }
            catch (Exception failure)
            {
                // The audience drops a listener that it cannot reach.
                _feed._log.LogDebug(failure, "A subscription ended without the cluster's knowledge");
            }
        }

        private async Task Keep()
        {
            while (!_ended.IsCancellationRequested)
            {
                var silo = _feed._gone.Next;
                var pause = RenewalPeriod;
                try
                {
                    await _feed._gone.Answered(_feed.Audience(_business).Join(_feed._reference!), silo);
                    _begun.TrySetResult();
                    if (Interlocked.Exchange(ref _mayHaveMissed, false))
                        Hear([]);
                }
                catch (Exception failure)
                {
                    _feed._log.LogWarning("A business's changes are not heard at present: {Reason}", failure.Message);
                    MayMiss();
                    pause = PauseAfterFailure;
                }

                // With a silo its audiences are gone, and with them who listened.
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, silo);
                await Task.Delay(pause, _feed._time, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (silo.IsCancellationRequested)
                    MayMiss();
            }
        }
    }
}
