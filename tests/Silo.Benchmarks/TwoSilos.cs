using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks;

/// <summary>Two silo processes: what is posted at the one is shown by pages of the other.</summary>
internal sealed class TwoSilos(ProgramUnderTest posts, ProgramUnderTest pages, string folder) : ILiveArm
{
    public Uri PostedTo => posts.Address;

    public ProgramUnderTest Pages => pages;

    public static async Task<ILiveArm> Start(BenchmarkDatabase database)
    {
        var migrations = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await migrations.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("ledgerportal-live-").FullName;
        Task<ProgramUnderTest> Serve(int number) => ProgramUnderTest.ServeAsync(
            "LedgerPortal.Silo", Path.Combine(folder, $"silo-{number}"),
            ["--postgres", database.Connection.ConnectionString, "--secrets", folder, "--silo-port", FreePort.Find()]);
        return new TwoSilos(await Serve(1), await Serve(2), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await pages.DisposeAsync();
        await posts.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
