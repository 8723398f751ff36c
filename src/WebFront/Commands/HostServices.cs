using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using LedgerPortal.Hosting;
using LedgerPortal.Live;

namespace LedgerPortal.Commands;

/// <summary>What every host of grains has, whether it serves pages or runs one command.</summary>
internal static class HostServices
{
    /// <param name="installation">Opened, and closed after the host.</param>
    /// <param name="publicUrl">The address that people use, when it is not the one listened on.</param>
    public static IServiceCollection AddHost(
        this IServiceCollection services, Installation installation, Uri? publicUrl = null)
    {
        // The installation was opened before the host and is closed after it: instances given in are not disposed.
        services.AddSingleton(installation);
        services.AddSingleton(installation.Databases);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new EmbeddedHost(
            installation.Databases.Writer, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IGrains>(provider => provider.GetRequiredService<EmbeddedHost>().Grains);
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<EmbeddedHost>().Feed);
        services.AddHostedService<OutboxSweeping>();
        services.AddAccess(new AccessSettings { DataFolder = installation.DataFolder, PublicUrl = publicUrl });
        services.AddSingleton<Demonstrations>();
        return services;
    }

    /// <summary>Takes up what an earlier host still owed. The sweeping ends with the <see cref="EmbeddedHost"/>.</summary>
    private sealed class OutboxSweeping(EmbeddedHost host) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellation)
        {
            host.Outbox.StartSweeping();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;
    }
}
