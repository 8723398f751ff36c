using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks;

/// <summary>Two silo processes: what is posted at the one is shown by pages of the other.</summary>
internal sealed class TwoSilos : ILiveArm
{
    private readonly BenchmarkDatabase _database;
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-live-").FullName;
    private readonly List<ProgramUnderTest> _started = [];
    private volatile IReadOnlyList<Uri> _pageAddresses = [];

    private TwoSilos(BenchmarkDatabase database) => _database = database;

    public Uri PostedTo => _started[0].Address;

    public ProgramUnderTest Pages => _started[^1];

    public IReadOnlyList<Uri> PageAddresses => _pageAddresses;

    public static async Task<ILiveArm> Start(BenchmarkDatabase database)
    {
        var migrations = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await migrations.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        var silos = new TwoSilos(database);
        await silos.StartOne();
        await silos.StartOne();
        silos._pageAddresses = [silos.Pages.Address];
        return silos;
    }

    public async Task KillPages()
    {
        _pageAddresses = [PostedTo];
        await Pages.SignalAsync("KILL");
        await Pages.EndAsync();
        await StartOne();
        _pageAddresses = [Pages.Address, PostedTo];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in Enumerable.Reverse(_started))
            await silo.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartOne() => _started.Add(await ProgramUnderTest.ServeAsync(
        Programs.Cluster, Path.Combine(_folder, $"silo-{_started.Count + 1}"),
        ["--postgres", _database.Connection.ConnectionString, "--secrets", _folder, "--silo-port", FreePort.Find()]));
}
