using System.CommandLine;
using Verb = System.CommandLine.Command;
using System.Net.Sockets;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using LedgerPortal.Imports;
using LedgerPortal.Pipeline;
using Microsoft.AspNetCore.Connections;

namespace LedgerPortal.Commands;

/// <summary><c>serve</c>, the default: hosts the grains and serves pages, API and live hub until it is stopped.</summary>
internal static class ServeCommand
{
    public const string DefaultUrls = "http://localhost:5080";

    // Open sockets and long answers get this long; then PostgreSQL is stopped all the same.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(5);

    public static Verb Create(RootCommand root)
    {
        var command = new Verb("serve", "Serves the portal and the console. The default.");
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, several separated by semicolons.",
            DefaultValueFactory = _ => DefaultUrls,
            HelpName = "URLS",
        };
        var publicUrl = new Option<string>("--public-url")
        {
            Description = "The address that people use, if another one, for instance https://ledger.example.com.",
            HelpName = "URL",
        };
        var demo = new Option<bool>("--demo") { Description = "Makes the demonstration, also where other business is done." };
        var noDemo = new Option<bool>("--no-demo") { Description = "Makes no demonstration, also on an empty data folder." };
        var traffic = new Option<bool>("--demo-traffic") { Description = "Lets something happen in the demonstration every few seconds." };
        foreach (var verb in new Verb[] { command, root })
        {
            var installation = new InstallationOptions(verb);
            verb.Options.Add(urls);
            verb.Options.Add(publicUrl);
            verb.Options.Add(demo);
            verb.Options.Add(noDemo);
            verb.Options.Add(traffic);
            verb.SetAction((parsed, cancellation) => RunAsync(
                new ServeOptions(
                    installation.Read(parsed),
                    ListenAddress.ParseAll(parsed.GetValue(urls)!),
                    ServeOptions.ParsePublicUrl(parsed.GetValue(publicUrl)),
                    ServeOptions.WishOf(parsed.GetValue(demo), parsed.GetValue(noDemo), parsed.GetValue(traffic)),
                    parsed.GetValue(traffic)),
                cancellation));
        }
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken stop)
    {
        foreach (var address in options.Addresses)
            address.CheckIsFree();
        try
        {
            await using var installation = await Installation.OpenAsync(options.Place, stop);
            await using var app = Build(options, installation);
            await DemonstrationAtStart.Make(app.Services, options.Demonstration, stop);
            await StartAsync(app, options, stop);
            ControlChannel.Protect(installation.DataFolder);
            await GreetAsync(app);

            var stopped = app.WaitForShutdownAsync(stop);
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

    private static WebApplication Build(ServeOptions options, Installation installation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(ServeCommand).Assembly.GetName().Name,
        });
        builder.Logging.AddTerminal();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in options.Addresses)
                address.Listen(kestrel);
            kestrel.ListenForControl(installation.DataFolder);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddHost(installation, options.PublicUrl);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Instance>();
        builder.Services.AddHostedCommand<StatusReport>();
        builder.Services.AddHostedCommand<ImportFile>();
        builder.Services.AddHostedCommand<MakeDemonstration>();
        if (options.IsTraffic)
            builder.Services.AddHostedService<DemonstrationTraffic>();
        builder.AddWebFront();

        var app = builder.Build();
        app.MapControl(() => app.Services.GetRequiredService<Instance>().Describe());
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

    private static async Task GreetAsync(WebApplication app)
    {
        var instance = app.Services.GetRequiredService<Instance>().Describe();
        var output = CommandOutput.Terminal;
        await output.LineAsync($"LedgerPortal {instance.Version} serves {string.Join(" and ", instance.Addresses)}");
        await output.LineAsync($"Its data is in {instance.DataFolder}. Ctrl-C ends it.");
        await MakeDemonstration.Greet(app.Services, output);
        if (await app.Services.GetRequiredService<FirstRun>().Code() is { } code)
        {
            var page = new Uri(app.Services.GetRequiredService<PublicAddress>().Root, "/first-run");
            await output.LineAsync($"It has no owner yet: open {page} and type the code {code}");
        }
    }
}

/// <summary>What <c>serve</c> was asked for.</summary>
/// <param name="Place">Where the data is.</param>
/// <param name="Addresses">Where to listen.</param>
/// <param name="PublicUrl">The address that people use, without a closing slash; null if it is the one listened on.</param>
/// <param name="Demonstration">Whether to make it.</param>
/// <param name="IsTraffic">Whether something shall happen in it every few seconds.</param>
internal sealed record ServeOptions(
    InstallationPlace Place, IReadOnlyList<ListenAddress> Addresses, Uri? PublicUrl, DemonstrationWish Demonstration,
    bool IsTraffic)
{
    public static DemonstrationWish WishOf(bool demo, bool noDemo, bool traffic) => (demo || traffic, noDemo) switch
    {
        (true, true) => throw new CommandFailedException("Without the demonstration (--no-demo) there is nothing to be shown of it."),
        (true, false) => DemonstrationWish.Always,
        (false, true) => DemonstrationWish.Never,
        (false, false) => DemonstrationWish.WhenEmpty,
    };

    public static Uri? ParsePublicUrl(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url is { Query: "", Fragment: "", UserInfo: "", AbsolutePath: "/" };
        return isAddress
            ? url
            : throw new CommandFailedException($"--public-url is an address like https://ledger.example.com, not \"{text}\".");
    }
}
