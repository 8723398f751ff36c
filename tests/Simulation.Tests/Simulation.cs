using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <param name="Violation">What must not happen and did, or null.</param>
/// <param name="Commands">That clients sent, repetitions included.</param>
internal sealed record Outcome(
    ulong Seed, string? Violation, int Commands, long Rows, int Crashes, ulong TraceHash, IReadOnlyList<string> Trace);

/// <summary>
/// One run: some clients, some ledgers and some hosts on one database while everything fails now and then; then the faults end,
/// everything comes to rest, and all is looked at.
/// </summary>
internal sealed class Simulation
{
    /// <summary>Longer than anything that is late may take, a lease of the outbox included.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(45);

    private static readonly TimeSpan MostRest = TimeSpan.FromHours(6);

    private readonly World _world;
    private readonly Faults _faults;
    private readonly Database _database;
    private readonly Audit _audit;
    private readonly Installation _installation;
    private readonly List<LedgerAudit> _ledgers;
    private readonly Process _outside;

    private Simulation(ulong seed, PlantedBug bug, bool isTraced)
    {
        _world = new World(seed, isTraced);
        _faults = new Faults(_world);
        _database = new Database(_world, bug);
        _audit = new Audit(_world, _database);
        var connections = new Connections(_world, _database, _faults);
        _installation = new Installation(
            _world, connections, _database, new AuditedFeed(_audit), bug, _world.Random.Between(2, 3));
        _outside = _installation.NewProcess();
        var business = new BusinessId(_world.Random.Guid());
        _ledgers = [.. Enumerable.Range(0, 3).Select(_ => (LedgerAudit)_audit.Of(LedgerReadModel.StreamOf(
            new LedgerKey(business, new PartyId(_world.Random.Guid()), Currency.Parse("INR")))))];
    }

    public static Outcome Run(ulong seed, PlantedBug bug = PlantedBug.None, bool isTraced = false)
    {
        var simulation = new Simulation(seed, bug, isTraced);
        var commands = simulation.Run();
        simulation._installation.End();
        var world = simulation._world;
        return new Outcome(
            seed, world.Violation, commands, simulation._audit.Rows, simulation._installation.Crashes, world.TraceHash,
            world.Lines);
    }

    private int Run()
    {
        var script = new Script(_world.Random);
        var clients = Enumerable.Range(0, _world.Random.Between(3, 7))
            .Select(_ => new Client(_world, _installation, _faults, _installation.NewProcess(), script, _ledgers)).ToList();
        var working = clients.Count;
        foreach (var client in clients)
        {
            var commands = _world.Random.Between(30, 130);
            _world.After(TimeSpan.Zero, _outside, async () =>
            {
                await client.Work(commands);
                working--;
            });
        }

        _world.Run(() => working == 0);
        _faults.AreOver = true;
        var calm = _world.Now + Calm.Ticks;
        var end = _world.Now + MostRest.Ticks;
        _world.Run(() => _world.Now > calm && (_database.Outbox.Count == 0 || _world.Now > end)
            && clients.TrueForAll(client => client.UnderWay == 0));
        if (_world.Violation is null)
            LookAtAll();
        return clients.Sum(client => client.Sent);
    }

    private void LookAtAll()
    {
        _audit.CheckAtRest();
        var host = _installation.FreshHost();
        var seen = 0;
        _world.After(TimeSpan.Zero, host.Process, async () =>
        {
            foreach (var ledger in _ledgers)
            {
                var view = await host.Grains.Get<IPartyLedger>(ledger.Key.ToString()).View();
                ledger.Viewed(view);
                if (view.Version != ledger.Version || view.HeadHash != ledger.HeadHash)
                    _audit.Violate($"{ledger.Stream.Stream} is loaded at version {view.Version} and not {ledger.Version}");
                seen++;
            }
        });
        _world.Run(() => seen == _ledgers.Count);
        host.Process.Crash();
    }
}
