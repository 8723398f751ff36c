using System.Net;
using LedgerPortal.Benchmarks.Postings;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LedgerPortal.Benchmarks;

/// <summary>One silo as the cluster edition has it, without pages, in this process.</summary>
internal sealed class SiloUnderLoad(IHost host) : ISiloUnderLoad
{
    public IGrains Grains { get; } = host.Services.GetRequiredService<IGrains>();

    public static async Task<ISiloUnderLoad> Start(BenchmarkDatabase database)
    {
        var migrations = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await migrations.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(database.Databases);
        var edition = new ClusterEdition(new SiloOptions(
            SiloRole.Silo, IPAddress.Loopback, FreePort.FindNumber(), 0, null, null, null, TimeSpan.Zero, Databases.ConnectionsOfOneHost));
        edition.AddGrains(builder, database.Databases);
        var host = builder.Build();
        await host.StartAsync();
        return new SiloUnderLoad(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
