using LedgerPortal.Access;
using LedgerPortal.Database;

namespace LedgerPortal.Commands;

/// <summary>Runs hosted commands where they belong.</summary>
internal static class HostedCommands
{
    /// <summary>
    /// Runs the command inside the running instance of the data folder, else in a host of its own that ends with it.
    /// </summary>
    public static async Task<int> RunAsync(
        InstallationPlace place, IHostedCommand command, CancellationToken cancellation)
    {
        using var instance = await RunningInstance.TryFindAsync(place.DataFolder, cancellation);
        if (instance is not null)
            return await instance.RunAsync(command, CommandOutput.Terminal, cancellation);

        await using var installation = await Installation.OpenAsync(place, cancellation);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddTerminal();
        builder.Services.AddInstallation(installation, new AccessSettings { DataFolder = installation.DataFolder });
        builder.Services.AddEmbeddedHost(installation.Databases);
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        try
        {
            return await command.RunAsync(host.Services, CommandOutput.Terminal, cancellation);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }
}
