using System.Collections.Concurrent;
using LedgerPortal.Access;
using LedgerPortal.Pipeline;
using Microsoft.AspNetCore.SignalR;

namespace LedgerPortal.Live;

/// <summary>The open pages of this process.</summary>
internal sealed class LiveConnections
{
    private readonly ConcurrentDictionary<string, LiveConnection> _connections = new();

    public IReadOnlyCollection<LiveConnection> All => [.. _connections.Values];

    public LiveConnection Of(HubCallerContext context) =>
        _connections.TryGetValue(context.ConnectionId, out var connection)
        ? connection
        : throw new HubException("This connection is closed.");

    public void Add(LiveConnection connection)
    {
        _connections[connection.Id] = connection;
        Measurements.Connected(1);
    }

    public LiveConnection? Remove(HubCallerContext context)
    {
        if (!_connections.TryRemove(context.ConnectionId, out var connection))
            return null;
        Measurements.Connected(-1);
        return connection;
    }
}

/// <summary>One open page: whose it is, and what it watches. A browser with both cookies is on both sides.</summary>
internal sealed class LiveConnection(
    HubCallerContext context, PortalSession? portal, ConsoleSession? console, LiveRelay relay)
{
    private readonly Lock _lock = new();
    private readonly HashSet<TopicKey> _watched = [];
    private bool _isClosed;

    public string Id => context.ConnectionId;

    public PortalSession? Portal => portal;

    public ConsoleSession? Console => console;

    public IEnumerable<Guid> Sessions
    {
        get
        {
            if (portal is not null)
                yield return portal.Id;
            if (console is not null)
                yield return console.Id;
        }
    }

    private IEnumerable<BusinessId> Businesses =>
        new[] { portal?.Business, console?.Business }.OfType<BusinessId>().Distinct();

    public async Task Open()
    {
        foreach (var business in Businesses)
            await relay.Open(business);
    }

    /// <summary>Where the topic stands; 0 for one that was closed and hears nothing any more; null when it watches as many as it may.</summary>
    public async Task<long?> Watch(TopicKey key, int maxTopics)
    {
        lock (_lock)
        {
            if (_isClosed)
                return 0;
            if (_watched.Count >= maxTopics && !_watched.Contains(key))
                return null;
        }

        // Watched again by a page that woke up: it enters again, so that the position is read after joining.
        var position = await relay.Watch(Id, key);
        bool isClosed, isNew;
        lock (_lock)
        {
            isClosed = _isClosed;
            isNew = !isClosed && _watched.Add(key);
        }

        if (isClosed)
            await relay.Unwatch(Id, key);
        else if (!isNew)
            relay.LeaveOnce(key);
        return isClosed ? 0 : position;
    }

    public async Task Unwatch(TopicKey key)
    {
        bool wasWatched;
        lock (_lock)
            wasWatched = _watched.Remove(key);
        if (wasWatched)
            await relay.Unwatch(Id, key);
    }

    /// <summary>Nothing more is told to it. The second call does nothing.</summary>
    public async Task Close()
    {
        List<TopicKey> watched;
        lock (_lock)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            watched = [.. _watched];
            _watched.Clear();
        }

        foreach (var key in watched)
            await relay.Unwatch(Id, key);
        foreach (var business in Businesses)
            await relay.Close(business);
    }

    public void Abort() => context.Abort();
}
