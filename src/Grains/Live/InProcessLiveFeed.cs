using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;

namespace LedgerPortal.Live;

/// <summary>The feed of the embedded edition: one process, so a channel is all it takes.</summary>
public sealed class InProcessLiveFeed : ILiveFeed, IAsyncDisposable
{
    /// <summary>Readers who fall this far behind lose messages; positions tell them so.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Channel<(BusinessId Business, IReadOnlyList<Change> Changes)> _messages =
        Channel.CreateBounded<(BusinessId, IReadOnlyList<Change>)>(
            new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private readonly ConcurrentDictionary<BusinessId, ImmutableList<Subscription>> _readers = new();
    private readonly Task _handing;

    public InProcessLiveFeed() => _handing = Task.Run(HandOn);

    public void Publish(BusinessId business, IReadOnlyList<Change> changes)
    {
        if (_readers.ContainsKey(business))
            _messages.Writer.TryWrite((business, changes));
    }

    public ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader)
    {
        var subscription = new Subscription(this, business, reader);
        _readers.AddOrUpdate(business, [subscription], (_, readers) => readers.Add(subscription));
        return ValueTask.FromResult<IAsyncDisposable>(subscription);
    }

    public async ValueTask DisposeAsync()
    {
        _messages.Writer.TryComplete();
        await _handing;
    }

    private async Task HandOn()
    {
        await foreach (var (business, changes) in _messages.Reader.ReadAllAsync())
        {
            foreach (var subscription in _readers.GetValueOrDefault(business, []))
                subscription.Read(changes);
        }
    }

    private void Remove(Subscription subscription)
    {
        while (_readers.TryGetValue(subscription.Business, out var readers))
        {
            var rest = readers.Remove(subscription);
            var isRemoved = rest.IsEmpty
                ? _readers.TryRemove(new KeyValuePair<BusinessId, ImmutableList<Subscription>>(subscription.Business, readers))
                : _readers.TryUpdate(subscription.Business, rest, readers);
            if (isRemoved)
                return;
        }
    }

    private sealed class Subscription(
        InProcessLiveFeed feed, BusinessId business, Action<IReadOnlyList<Change>> reader) : IAsyncDisposable
    {
        public BusinessId Business => business;

        public void Read(IReadOnlyList<Change> changes) => reader(changes);

        public ValueTask DisposeAsync()
        {
            feed.Remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
