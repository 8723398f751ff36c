using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using LedgerPortal.Hosting;
using LedgerPortal.Live;

namespace LedgerPortal.Commands;

/// <summary>What every host has, whatever its edition, and whether it serves pages or runs one command.</summary>
internal static class HostServices
{
    /// <param name="services">Of the host.</param>
    /// <param name="installation">Opened, and closed after the host.</param>
    /// <param name="access">Where the keys are, and the address that people use.</param>
    public static IServiceCollection AddInstallation(
        this IServiceCollection services, Installation installation, AccessSettings access)
    {
        // The installation was opened before the host and is closed after it: instances given in are not disposed.
        services.AddSingleton(installation);
        services.AddSingleton(installation.Databases);
        services.AddSingleton(TimeProvider.System);
        services.AddAccess(access);
        services.AddSingleton<Demonstrations>();
        return services;
    }

    /// <summary>The grains of the embedded edition.</summary>
    public static IServiceCollection AddEmbeddedHost(this IServiceCollection services, Databases databases)
    {
        services.AddSingleton(provider => new EmbeddedHost(
            databases.Writer, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IGrains>(provider => provider.GetRequiredService<EmbeddedHost>().Grains);
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<EmbeddedHost>().Feed);
        services.AddHostedService<OutboxSweeping>();
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
