using LedgerPortal.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace LedgerPortal.Live;

/// <summary>
/// Tells open pages that what they show has changed: <c>Changed</c> with a topic and its position. Takes no commands. A
/// page watches topics within its own session only, whatever it names; a topic that is not its own does not exist.
/// </summary>
[Authorize(Policy = AccessPolicies.Live)]
public sealed class LiveHub : Hub
{
    private const int MaxTopics = 100;
    private const int MaxTopicLength = 100;

    private readonly LiveRelay _relay;
    private readonly LiveConnections _connections;

    // The framework makes hubs through a public constructor; what it takes is internal.
    public LiveHub(IServiceProvider services)
    {
        _relay = services.GetRequiredService<LiveRelay>();
        _connections = services.GetRequiredService<LiveConnections>();
    }

    /// <summary>
    /// From here on the page is told of changes. Answers where the topic stands now, read after joining: a page that
    /// has an older state fetches it. Repeating is safe.
    /// </summary>
    /// <param name="topic">A name of <see cref="Topic"/>, or <c>document/{id}</c>.</param>
    /// <param name="position">What the page has. It decides by the answer whether that is old.</param>
    public async Task<long> Watch(string topic, long position)
    {
        var connection = _connections.Of(Context);
        if (topic is not { Length: <= MaxTopicLength } || position < 0 || KeyOf(connection, topic) is not { } key)
            throw new HubException("There is no such topic.");
        return await connection.Watch(key, MaxTopics)
            ?? throw new HubException("A page watches at most 100 topics.");
    }

    public async Task Unwatch(string topic)
    {
        var connection = _connections.Of(Context);
        if (topic is { Length: <= MaxTopicLength } && KeyOf(connection, topic) is { } key)
            await connection.Unwatch(key);
    }

    public override async Task OnConnectedAsync()
    {
        var connection = new LiveConnection(
            Context, Context.User!.PortalSession(), Context.User!.ConsoleSession(), _relay);
        await connection.Open();
        _connections.Add(connection);
        await base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (_connections.Remove(Context) is { } connection)
            await connection.Close();
        await base.OnDisconnectedAsync(exception);
    }

    /// <summary>
    /// With both cookies the portal's side comes first: the party's own topics are those of its business, which may be
    /// another one than the operator's.
    /// </summary>
    private static TopicKey? KeyOf(LiveConnection connection, string topic)
    {
        if (connection.Portal is { } portal && TopicKey.Parse(portal.Business, portal.Party, topic) is { } key
            && IsWithin(portal, key))
            return key;
        return connection.Console is { } console ? TopicKey.Parse(console.Business, null, topic) : null;
    }

    private static bool IsWithin(PortalSession portal, TopicKey key) => key.Kind switch
    {
        TopicKind.Document => portal.Document is null || portal.Document == key.Document,
        TopicKind.Party or TopicKind.Ledger => portal.Document is null && key.Party == portal.Party,
        _ => false,
    };
}
