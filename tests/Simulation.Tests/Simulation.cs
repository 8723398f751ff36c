using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <param name="Violation">What must not happen and did, or null.</param>
/// <param name="Commands">That clients sent, repetitions included.</param>
internal sealed record Outcome(
    ulong Seed, string? Violation, int Commands, long Rows, int Crashes, long Steps, TimeSpan Simulated, ulong TraceHash,
    IReadOnlyList<string> Trace);

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
    private readonly List<Page> _pages;
    private readonly Process _outside;

    private Simulation(ulong seed, PlantedBug bug, bool isTraced)
    {
        _world = new World(seed, isTraced);
        _faults = new Faults(_world);
        _database = new Database(_world, bug);
        _audit = new Audit(_world, _database);
        var connections = new Connections(_world, _database, _faults);
        _installation = new Installation(
            _world, connections, _database, new SimulatedFeed(_world, _faults, _audit), bug, _world.Random.Between(2, 3));
        _outside = _installation.NewProcess();
        var business = new BusinessId(_world.Random.Guid());
        _ledgers = [.. Enumerable.Range(0, 3).Select(_ => (LedgerAudit)_audit.Of(LedgerReadModel.StreamOf(
            new LedgerKey(business, new PartyId(_world.Random.Guid()), Currency.Parse("INR")))))];
        _pages = [.. Enumerable.Range(0, 4).Select(i => new Page(
            _world, _installation, connections, _faults, _installation.NewProcess(), _ledgers[i % _ledgers.Count], bug))];
    }

    public static Outcome Run(ulong seed, PlantedBug bug = PlantedBug.None, bool isTraced = false)
    {
        var simulation = new Simulation(seed, bug, isTraced);
        var commands = simulation.Run();
        simulation._installation.End();
        var world = simulation._world;
        return new Outcome(
            seed, world.Violation, commands, simulation._audit.Rows, simulation._installation.Crashes, world.Steps,
            TimeSpan.FromTicks(world.Now), world.TraceHash, world.Lines);
    }

    private int Run()
    {
        var script = new Script(_world.Random);
        var clients = Enumerable.Range(0, _world.Random.Between(3, 7))
            .Select(_ => new Client(_world, _installation, _faults, _installation.NewProcess(), script, _ledgers)).ToList();
        foreach (var page in _pages)
            _world.After(TimeSpan.FromMilliseconds(_world.Random.Below(1_000)), _outside, page.StayOpen);
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
        foreach (var page in _pages.Where(page => !page.IsRight))
            _audit.Violate($"a page shows {page.BalanceMinor} of {page.Ledger.Stream.Stream} at {page.Position} of {page.Ledger.Version}");
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
