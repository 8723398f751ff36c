using System.Collections.Concurrent;
using LedgerPortal.Access;
using LedgerPortal.Journal;
using LedgerPortal.Pipeline;
using Microsoft.AspNetCore.SignalR;

namespace LedgerPortal.Live;

/// <summary>
/// Hands what the feed brings to the pages of this process. Subscribes to a business while at least one page of it is
/// open.
/// </summary>
internal sealed class LiveRelay(
    ILiveFeed feed, IHubContext<LiveHub> hub, ITopicPositions positions, RevocationSignal revocations, TimeProvider time,
    ILogger<LiveRelay> log, TaskScheduler? scheduler = null)
{
    /// <summary>Changes that may end a session: of links, of sharing, of the portal's master switch.</summary>
    private static readonly HashSet<string> EndingSessions = ["access", "settings"];

    private readonly Lock _lock = new();
    private readonly Dictionary<BusinessId, Subscription> _subscriptions = [];
    private readonly ConcurrentDictionary<TopicKey, WatchedTopic> _topics = new();

    /// <summary>Those of documents by the name that the feed gives them, which does not say whose they are.</summary>
    private readonly ConcurrentDictionary<(BusinessId, string), ConcurrentDictionary<WatchedTopic, bool>> _documents =
        new();

    /// <summary>Rung when changes may have passed this process unheard: what its pages watch is compared then.</summary>
    public Signal MayHaveMissed { get; } = new();

    private sealed class Subscription(Task<IAsyncDisposable> started)
    {
        public Task<IAsyncDisposable> Started => started;

        public int Pages { get; set; }
    }

    /// <summary>The topics watched by any page of this process, in the order of their names.</summary>
    public IReadOnlyCollection<WatchedTopic> Topics =>
        [.. _topics.Values.OrderBy(topic => topic.GroupName, StringComparer.Ordinal)];

    /// <summary>
    /// A page of the business opens: from the return of this call, nothing committed passes it unnoticed.
    /// </summary>
    public async Task Open(BusinessId business)
    {
        Subscription subscription;
        lock (_lock)
        {
            if (!_subscriptions.TryGetValue(business, out subscription!))
            {
                subscription = new Subscription(
                    feed.Subscribe(business, changes => OnChanges(business, changes)).AsTask());
                _subscriptions.Add(business, subscription);
            }

            subscription.Pages++;
        }

        await subscription.Started;
    }

    public async Task Close(BusinessId business)
    {
        Subscription subscription;
        lock (_lock)
        {
            subscription = _subscriptions[business];
            if (--subscription.Pages > 0)
                return;
            _subscriptions.Remove(business);
        }

        await (await subscription.Started).DisposeAsync();
    }

    /// <summary>
    /// Joins, then reads the position: what is committed between the two is in one or the other, or both.
    /// </summary>
    public async Task<long> Watch(string connectionId, TopicKey key)
    {
        var topic = Enter(key);
        await hub.Groups.AddToGroupAsync(connectionId, topic.GroupName);
        try
        {
            var position = (await positions.Of(key)).Position;
            topic.Began(position);
            return position;
        }
        catch
        {
            await Unwatch(connectionId, key);
            throw;
        }
    }

    public async Task Unwatch(string connectionId, TopicKey key)
    {
        await hub.Groups.RemoveFromGroupAsync(connectionId, $"{key.Business}/{key.Name}");
        LeaveOnce(key);
    }

    /// <summary>Takes back one entering of a topic.</summary>
    public void LeaveOnce(TopicKey key)
    {
        lock (_lock)
        {
            if (!_topics.TryGetValue(key, out var topic) || --topic.Pages > 0)
                return;
            _topics.TryRemove(key, out _);
            if (key.Kind == TopicKind.Document && _documents.TryGetValue((key.Business, key.Name), out var documents))
            {
                documents.TryRemove(topic, out _);
                if (documents.IsEmpty)
                    _documents.TryRemove((key.Business, key.Name), out _);
            }
        }
    }

    private WatchedTopic Enter(TopicKey key)
    {
        lock (_lock)
        {
            var topic = _topics.GetOrAdd(key, _ => new WatchedTopic(key, Send, time, scheduler));
            topic.Pages++;
            if (key.Kind == TopicKind.Document)
                _documents.GetOrAdd((key.Business, key.Name), _ => new()).TryAdd(topic, true);
            return topic;
        }
    }

    /// <summary>On the feed's thread: looks up who watches, and leaves the rest to others.</summary>
    private void OnChanges(BusinessId business, IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0)
        {
            revocations.Raise();
            MayHaveMissed.Raise();
            return;
        }

        Instruments.Arrived(time.GetUtcNow() - changes.Min(change => change.RecordedAt));
        foreach (var change in changes)
        {
            if (EndingSessions.Contains(change.What))
                revocations.Raise();
            foreach (var name in change.Topics)
            {
                if (_documents.TryGetValue((business, name), out var documents))
                {
                    foreach (var document in documents.Keys)
                        _ = Look(document);
                }
                else if (TopicKey.Parse(business, null, name) is { } key && _topics.TryGetValue(key, out var topic))
                {
                    topic.Tell(change);
                }
            }
        }
    }

    /// <summary>
    /// Who holds a document's link learns that the document moved and nothing else: neither a journal position, which
    /// counts what others do, nor a balance. The database is asked where the document itself stands.
    /// </summary>
    private async Task Look(WatchedTopic document)
    {
        try
        {
            document.Compare((await positions.Of(document.Key)).Position, null);
        }
        catch (Exception failure)
        {
            // Found at the next comparison.
            log.LogWarning(failure, "A watched document could not be looked at");
        }
    }

    private async Task Send(WatchedTopic topic, ChangedMessage message)
    {
        try
        {
            await hub.Clients.Group(topic.GroupName).SendAsync("Changed", message);
        }
        catch (Exception failure)
        {
            // A push may be lost: the page is found behind at the next comparison.
            log.LogWarning(failure, "A push to pages of a {Kind} was lost", topic.Key.Kind);
        }
    }
}
