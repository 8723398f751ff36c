using LedgerPortal.Live;
using Microsoft.AspNetCore.SignalR;

namespace LedgerPortal.Simulations;

/// <summary>
/// The hub of one host: groups of connections. A connection brings messages in their order or breaks; nothing on it is lost
/// silently.
/// </summary>
internal sealed class SimulatedHub(World world, Process process, PlantedBug bug)
    : IHubContext<LiveHub>, IHubClients, IGroupManager
{
    private readonly SortedDictionary<string, Page> _pages = new(StringComparer.Ordinal);
    private readonly HashSet<(string Group, string Connection)> _members = [];

    IHubClients IHubContext<LiveHub>.Clients => this;

    IGroupManager IHubContext<LiveHub>.Groups => this;

    IClientProxy IHubClients<IClientProxy>.All => throw new NotSupportedException();

    public void Connect(string connection, Page page) => _pages.Add(connection, page);

    /// <summary>Whether it was there.</summary>
    public bool Disconnect(string connection)
    {
        _members.RemoveWhere(member => member.Connection == connection);
        return _pages.Remove(connection);
    }

    public Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        if (bug is PlantedBug.JoinsAfterPosition)
            world.After(TimeSpan.FromMilliseconds(world.Random.Below(2_000)), process, () => _members.Add((groupName, connectionId)));
        else
            _members.Add((groupName, connectionId));
        return Task.CompletedTask;
    }

    public Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        _members.Remove((groupName, connectionId));
        return Task.CompletedTask;
    }

    IClientProxy IHubClients<IClientProxy>.Group(string groupName) => new Group(this, groupName);

    IClientProxy IHubClients<IClientProxy>.AllExcept(IReadOnlyList<string> excludedConnectionIds) =>
        throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.Client(string connectionId) => throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.Clients(IReadOnlyList<string> connectionIds) =>
        throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) =>
        throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.Groups(IReadOnlyList<string> groupNames) => throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.User(string userId) => throw new NotSupportedException();

    IClientProxy IHubClients<IClientProxy>.Users(IReadOnlyList<string> userIds) => throw new NotSupportedException();

    private sealed class Group(SimulatedHub hub, string name) : IClientProxy
    {
        public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
        {
            foreach (var (connection, page) in hub._pages)
            {
                if (hub._members.Contains((name, connection)))
                    page.Push(connection, (ChangedMessage)args[0]!);
            }

            return Task.CompletedTask;
        }
    }
}
