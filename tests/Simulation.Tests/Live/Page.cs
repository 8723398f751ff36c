using LedgerPortal.Live;
using Npgsql;

namespace LedgerPortal.Simulations;

/// <summary>
/// An open page that shows one balance, as <c>Assets/live.ts</c> keeps it: connect, watch, believe a newer figure at once,
/// fetch whatever is older than what was heard of, and begin again when the connection breaks.
/// </summary>
internal sealed class Page(
    World world, Installation installation, Connections connections, Faults faults, Process process, LedgerAudit ledger,
    PlantedBug bug)
{
    private static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(5);

    private readonly TopicKey _key = new(ledger.Key.Business, TopicKind.Ledger, ledger.Key.Party, ledger.Key.Currency);
    private readonly Queue<ChangedMessage> _onTheWay = new();
    private string? _connection;
    private Host? _host;
    private long _newest;
    private bool _isFetching;
    private bool _fetchesAgain;
    private int _connections;

    /// <summary>Of what is fetched; the figure may be newer.</summary>
    public long Position { get; private set; }

    public long BalanceMinor { get; private set; }

    public LedgerAudit Ledger => ledger;

    public bool IsRight => Position == ledger.Version && BalanceMinor == ledger.Book.BalanceMinor;

    public async Task StayOpen()
    {
        while (true)
        {
            await Connect();
            // Until it breaks: the host may be gone, or the network.
            while (_host is { Process.IsDead: false } && !faults.Happens(0.05))
                await Task.Delay(TimeSpan.FromMilliseconds(300), process.Time);
            Leave();
            await Task.Delay(TimeSpan.FromMilliseconds(world.Random.Between(100, 1_000)), process.Time);
        }
    }

    /// <summary>In the host: a message for a connection. It arrives after those before it, or not at all when it breaks.</summary>
    public void Push(string connection, ChangedMessage message)
    {
        if (connection != _connection)
            return;
        _onTheWay.Enqueue(message);
        world.After(faults.Delay(), process, () =>
        {
            if (connection == _connection && _onTheWay.TryDequeue(out var arrived))
                Changed(arrived);
        });
    }

    private async Task Connect()
    {
        if (installation.HostFor(ledger.Stream) is not { } host)
            return;
        var connection = $"{process.Number}/{++_connections}";
        (_host, _connection) = (host, connection);
        _onTheWay.Clear();
        var heard = new TaskCompletionSource<long?>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.After(WatchTimeout, process, () => heard.TrySetResult(null));
        world.After(faults.Delay(), host.Process, async () =>
        {
            try
            {
                host.Hub.Connect(connection, this);
                await host.Relay.Open(_key.Business);
                var position = await host.Relay.Watch(connection, _key);
                world.After(faults.Delay(), process, () => heard.TrySetResult(position));
            }
            catch (NpgsqlException)
            {
                world.After(faults.Delay(), process, () => heard.TrySetResult(null));
            }
        });
        if (await heard.Task is not { } at)
            _host = null;
        else if (bug is not PlantedBug.NoCatchUpAfterReconnect)
            Heard(at);
    }

    private void Leave()
    {
        if (_host is { } host && _connection is { } connection)
        {
            world.After(faults.Delay(), host.Process, async () =>
            {
                if (!host.Hub.Disconnect(connection))
                    return;
                host.Relay.LeaveOnce(_key);
                await host.Relay.Close(_key.Business);
            });
        }

        (_host, _connection) = (null, null);
    }

    private void Changed(ChangedMessage change)
    {
        if (change.Balance is { } balance && change.Position > _newest)
            Show(change.Position, balance.Minor);
        Heard(change.Position);
    }

    private void Heard(long position)
    {
        _newest = Math.Max(_newest, position);
        if (Position < position)
            Fetch();
    }

    /// <summary>At most one at a time; what comes meanwhile makes one more.</summary>
    private void Fetch()
    {
        _fetchesAgain = true;
        if (_isFetching)
            return;
        _isFetching = true;
        world.After(TimeSpan.Zero, process, async () =>
        {
            while (_fetchesAgain)
            {
                _fetchesAgain = false;
                if (await Fetched() is not var (position, balance))
                    _fetchesAgain = true;
                // An answer that was overtaken by a newer one is dropped.
                else if (position >= Position)
                    Show(Position = position, balance.Minor);
                await Task.Delay(TimeSpan.FromMilliseconds(150), process.Time);
            }

            _isFetching = false;
        });
    }

    private Task<(long, Money)?> Fetched()
    {
        var reply = new TaskCompletionSource<(long, Money)?>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.After(WatchTimeout, process, () => reply.TrySetResult(null));
        if (installation.HostFor(ledger.Stream) is not { } host)
            return reply.Task;
        world.After(faults.Delay(), host.Process, async () =>
        {
            (long, Money)? answer = null;
            try
            {
                answer = await connections.Ask(
                    host.Process, "page", () => SimulatedPositions.BalanceIn(ledger.Database.Tables, _key));
            }
            catch (NpgsqlException)
            {
                // The page is told that it failed, and asks again.
            }

            world.After(faults.Delay(), process, () => reply.TrySetResult(answer));
        });
        return reply.Task;
    }

    private void Show(long version, long balanceMinor)
    {
        BalanceMinor = balanceMinor;
        ledger.Shown(version, balanceMinor);
    }
}
