using System.Net.Sockets;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using LedgerPortal.Notices;
using LedgerPortal.Imports;
using LedgerPortal.Pipeline;
using LedgerPortal.Proofs;
using LedgerPortal.Roots;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace LedgerPortal.Commands;

/// <summary>Hosts the grains of an edition and serves pages, API and live hub until it is stopped.</summary>
internal static class Serving
{
    private const int MostWaitingToConnect = 16_384;

    public static async Task<int> RunAsync(ServeOptions options, Edition edition, CancellationToken stop)
    {
        foreach (var address in options.Addresses)
            address.CheckIsFree();
        try
        {
            await using var installation = await Installation.OpenAsync(options.Place, edition.Admission, stop);
            await using var app = Build(options, edition, installation);
            await DemonstrationAtStart.Make(app.Services, options.Demonstration, stop);
            await StartAsync(app, options, stop);
            ControlChannel.Protect(installation.DataFolder);
            await GreetAsync(app, edition);

            var stopped = app.WaitForShutdownAsync(CancellationToken.None);
            _ = StopWhenAskedAsync(app, edition, stop);
            if (await Task.WhenAny(stopped, installation.Lost) == installation.Lost)
            {
                await app.StopAsync(CancellationToken.None);
                throw new CommandFailedException(await installation.Lost);
            }
            await stopped;
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before it had started.
            return ExitCodes.Done;
        }
    }

    /// <summary>
    /// Says first that it is leaving, so that whoever hands out requests sends them elsewhere; stops when they had the time.
    /// </summary>
    private static async Task StopWhenAskedAsync(WebApplication app, Edition edition, CancellationToken stop)
    {
        var asked = new TaskCompletionSource();
        await using var registered = stop.Register(asked.SetResult);
        await asked.Task;
        app.Services.GetRequiredService<Readiness>().Leave();
        await Task.Delay(edition.DrainTime, CancellationToken.None);
        app.Lifetime.StopApplication();
    }

    private static WebApplication Build(ServeOptions options, Edition edition, Installation installation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(ServeCommand).Assembly.GetName().Name,
        });
        builder.Logging.AddTerminal();
        builder.Configuration.AddMessages(options.MessagesFile, installation.DataFolder);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in options.Addresses)
                address.Listen(kestrel);
            kestrel.ListenForControl(installation.DataFolder);
        });
        // Thousands of pages come back in one instant when a silo is gone. Whom the system has no room for hears nothing, and tries
        // again after one second, three, seven. (It allows what net.core.somaxconn says at most.)
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = MostWaitingToConnect);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = edition.ShutdownLimit);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            if (options.Proxies.Count > 0)
            {
                // From proxy to proxy, as far as their word is taken.
                forwarded.ForwardLimit = null;
                foreach (var network in options.Proxies)
                    forwarded.KnownIPNetworks.Add(network);
            }
        });
        builder.Services.AddInstallation(
            installation,
            new AccessSettings
            {
                DataFolder = edition.SecretsFolder ?? installation.DataFolder,
                IsShared = edition.Admission.IsShared,
                PublicUrl = options.PublicUrl,
            });
        builder.Services.AddSingleton(provider => new LedgerRoots(
            installation.Databases.Owner, options.Place.RootsFolder, provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<RootWriting>();
        builder.Services.AddSingleton(new Webhooks.WebhookSettings { AllowPrivateAddresses = options.AllowsPrivateWebhooks });
        builder.Services.AddHealth();
        // The framework's own would stop at the first signal, without the time to say that it leaves.
        builder.Services.AddSingleton<IHostLifetime, UntilAsked>();
        builder.AddTelemetry();
        edition.AddGrains(builder, installation.Databases);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Instance>();
        builder.Services.AddHostedCommand<StatusReport>();
        builder.Services.AddHostedCommand<ImportFile>();
        builder.Services.AddHostedCommand<MakeDemonstration>();
        if (options.IsTraffic)
            builder.Services.AddHostedService<DemonstrationTraffic>();
        if (edition.HasPages)
            builder.AddWebFront();

        var app = builder.Build();
        if (edition.HasPages)
            app.Services.GetRequiredService<MessageSettings>();
        app.MapControl(() => app.Services.GetRequiredService<Instance>().Describe());
        app.UseHealth();
        if (edition.HasPages)
            app.UseWebFront();
        return app;
    }

    private static async Task StartAsync(WebApplication app, ServeOptions options, CancellationToken stop)
    {
        try
        {
            // It says when it started.
            app.Services.GetRequiredService<Instance>();
            await app.StartAsync(stop);
        }
        catch (IOException failure) when (failure.InnerException is AddressInUseException)
        {
            var taken = options.Addresses.FirstOrDefault(
                address => failure.Message.Contains($":{address.Port}:", StringComparison.Ordinal), options.Addresses[0]);
            throw taken.Refused(new SocketException((int)SocketError.AddressAlreadyInUse));
        }
        catch (SocketException failure)
        {
            throw options.Addresses[0].Refused(failure);
        }
    }

    private static async Task GreetAsync(WebApplication app, Edition edition)
    {
        var instance = app.Services.GetRequiredService<Instance>().Describe();
        var output = CommandOutput.Terminal;
        await output.LineAsync($"LedgerPortal {instance.Version} serves {string.Join(" and ", instance.Addresses)}");
        await output.LineAsync($"Its data is in {instance.DataFolder}. Ctrl-C ends it.");
        if (!edition.HasPages)
            return;
        await MakeDemonstration.Greet(app.Services, output);
        if (await app.Services.GetRequiredService<FirstRun>().Code() is { } code)
        {
            var page = new Uri(app.Services.GetRequiredService<PublicAddress>().Root, "/first-run");
            await output.LineAsync($"It has no owner yet: open {page} and type the code {code}");
        }
    }

    /// <summary>Who runs this program hears the signals: <see cref="StopWhenAskedAsync"/>.</summary>
    private sealed class UntilAsked : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
