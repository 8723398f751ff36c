using LedgerPortal.Journal;

namespace LedgerPortal.Simulations;

/// <summary>
/// Several hosts on one database, none of which knows of the others: each believes that every grain is its own. One that
/// died comes back a little later and knows nothing.
/// </summary>
internal sealed class Installation
{
    private readonly World _world;
    private readonly Connections _connections;
    private readonly Database _database;
    private readonly SimulatedFeed _feed;
    private readonly PlantedBug _bug;
    private readonly Host?[] _hosts;
    private readonly double _otherHosts;
    private int _processes;

    public Installation(
        World world, Connections connections, Database database, SimulatedFeed feed, PlantedBug bug, int hosts)
    {
        (_world, _connections, _database, _feed, _bug) = (world, connections, database, feed, bug);
        _hosts = new Host?[hosts];
        _otherHosts = world.Random.One<double>([0.01, 0.03, 0.1, 0.3]);
        for (var place = 0; place < hosts; place++)
            StartHost(place);
    }

    public int Crashes { get; private set; }

    /// <summary>Mostly the same host for a stream, sometimes another; null when it is not there.</summary>
    public Host? HostFor(StreamId stream) => _world.Random.Chance(_otherHosts)
        ? _hosts[_world.Random.Below(_hosts.Length)]
        : _hosts[JournalWriter.PlaceOf(stream, _hosts.Length)];

    /// <summary>One that has just started and knows what the database has.</summary>
    public Host FreshHost() => NewHost(NewProcess());

    /// <summary>Nothing of it goes on, also not what the runtime would finalize later.</summary>
    public void End()
    {
        foreach (var host in _hosts.OfType<Host>())
        {
            host.Process.OnCrash = null;
            host.Process.Crash();
        }
    }

    /// <summary>Clocks of machines agree to a fraction of a second.</summary>
    public Process NewProcess() => new(_world, ++_processes, TimeSpan.FromMilliseconds(_world.Random.Between(-300, 300)));

    private Host NewHost(Process process) => new(_world, _connections, _database, process, _feed.Of(process), _bug);

    private void StartHost(int place)
    {
        var process = NewProcess();
        var host = _hosts[place] = NewHost(process);
        process.OnCrash = () =>
        {
            Crashes++;
            _hosts[place] = null;
            // Its connections break a little later; until then its SQL transactions hold what they hold.
            _world.At(TimeSpan.FromMilliseconds(_world.Random.Between(1, 500)), () => _database.EndAllOf(host.Process));
            _world.At(TimeSpan.FromMilliseconds(_world.Random.Between(1, 1_500)), () => StartHost(place));
        };
    }
}
