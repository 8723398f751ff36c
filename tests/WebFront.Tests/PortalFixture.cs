using System.Net;
using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Live;
using LedgerPortal.Papers;
using LedgerPortal.Pipeline;
using LedgerPortal.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Testing;

/// <summary>
/// The program's own parts on a database of their own: grains, pages, hub, pipeline, Kestrel on a free port. Two of
/// them on one database are two processes of an installation, as far as sessions and live pages are concerned.
/// </summary>
public sealed class PortalFixture : IAsyncLifetime
{
    private readonly string _dataFolder = Directory.CreateTempSubdirectory("ledgerportal-web-").FullName;
    private readonly List<RunningPortal> _portals = [];
    private TestDatabase? _database;

    public TestDatabase Database => _database!;

    public RunningPortal Portal => _portals[0];

    /// <summary>How its portals tell others, if not as usual.</summary>
    public WebhookSettings? Webhooks { get; init; }

    public async Task InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        await Start();
    }

    /// <summary>Another process on the same database and data folder.</summary>
    public async Task<RunningPortal> Start(
        Func<AccessSettings, AccessSettings>? change = null, ApiSettings? api = null, TypesettingSettings? papers = null)
    {
        var settings = new AccessSettings
        {
            DataFolder = _dataFolder,
            // The tests come from one address.
            LinkTriesPerMinute = 10_000,
            SignInTriesPerMinute = 10_000,
            CodeTriesPerMinute = 10_000,
            ChecksPerMinute = 10_000,
        };
        var portal = await RunningPortal.Start(
            Database.Databases, change is null ? settings : change(settings), and: builder =>
            {
                if (api is not null)
                    builder.Services.AddSingleton(api);
                if (papers is not null)
                    builder.Services.AddSingleton(papers);
                if (Webhooks is not null)
                    builder.Services.AddSingleton(Webhooks);
            });
        _portals.Add(portal);
        return portal;
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>Without the database, which a test may have taken away.</summary>
    public async Task StopAsync()
    {
        foreach (var portal in _portals)
            await portal.DisposeAsync();
        Directory.Delete(_dataFolder, recursive: true);
    }
}

public sealed class RunningPortal : IAsyncDisposable
{
    /// <summary>A route of the console without a rule.</summary>
    public const string ForgottenProbe = "/console/forgotten-probe";

    /// <summary>Asks for a party without saying of which business: row level security alone stands behind it.</summary>
    public const string ForgetfulProbe = "/console/forgetful-probe";

    private readonly WebApplication _app;

    private RunningPortal(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public IGrains Grains => Services.GetRequiredService<IGrains>();

    /// <param name="databases">Of the installation.</param>
    /// <param name="settings">Of the installation.</param>
    /// <param name="edition">Who hosts the grains; by default this process alone.</param>
    /// <param name="configuration">What an installation sets in its environment.</param>
    /// <param name="and">What else differs from a usual one.</param>
    /// <param name="map">Adds what a test wants to compare with.</param>
    public static async Task<RunningPortal> Start(
        Databases databases, AccessSettings settings, Action<WebApplicationBuilder>? edition = null,
        IReadOnlyDictionary<string, string?>? configuration = null, Action<WebApplicationBuilder>? and = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(WebFrontPipeline).Assembly.GetName().Name,
        });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(configuration ?? new Dictionary<string, string?>());
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(databases);
        builder.Services.AddSingleton(TimeProvider.System);
        (edition ?? Embedded)(builder);
        builder.Services.AddAccess(settings);
        and?.Invoke(builder);
        builder.AddWebFront();
        var app = builder.Build();
        app.UseWebFront();
        MapProbes(app);
        map?.Invoke(app);
        await app.StartAsync();
        return new RunningPortal(app, new Uri(app.Urls.First()));
    }

    private static void Embedded(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(provider => new EmbeddedHost(
            provider.GetRequiredService<Databases>().Writer, TimeProvider.System,
            provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<IGrains>(provider => provider.GetRequiredService<EmbeddedHost>().Grains);
        builder.Services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<EmbeddedHost>().Feed);
    }

    /// <summary>Pages that show nothing but what their session may see, and one that fails.</summary>
    private static void MapProbes(WebApplication app)
    {
        app.MapGet("/portal/probe", async (PortalReader reader) =>
        {
            await using var read = await reader.Open(CancellationToken.None);
            return $"{reader.Session.Party}: {await read.Row<int>("select count(*)::int from read.party")} parties";
        }).RequireAuthorization(AccessPolicies.WholeParty);
        app.MapGet("/portal/document-probe", (PortalReader reader) => $"{reader.Session.Document}")
            .RequireAuthorization(AccessPolicies.Portal);
        app.MapGet("/console/probe", async (ConsoleReader reader) =>
        {
            await using var read = await reader.Open(CancellationToken.None);
            return $"{reader.Session.Email}: {await read.Row<int>("select count(*)::int from read.party")} parties";
        }).RequireAuthorization(AccessPolicies.Console).WithMetadata(new NeedsAttribute(Right.Read));
        app.MapGet(ForgetfulProbe + "/{party}", async (string party, ConsoleReader reader) =>
        {
            await using var read = await reader.Open(CancellationToken.None);
            return await read.RowOrNone<string>(
                "select name from read.party where party = @party",
                new { party = Id.TryParse<PartyId>(party, out var id) ? id : default }) ?? "nobody";
        }).RequireAuthorization(AccessPolicies.Console).WithMetadata(new NeedsAttribute(Right.Read));
        // Someone forgot to say who may: RouteRulesTests finds it, and nobody gets in.
        app.MapGet(ForgottenProbe, () => "open").RequireAuthorization(AccessPolicies.Console);
        var probe = new OpenToAnyoneAttribute("It fails.");
        // What links must not do: the one opens when it is read, the other's script presses the button by itself.
        app.MapGet("/naive-probe", async (string link, LinkOpening links, HttpContext context) =>
        {
            if (LinkSecrets.TryRead(link, out var id, out var secret)
                && await links.Open(id, secret, null, "computer", null) is OpenedLink.Open { Session: { } session })
                SessionCookies.Give(context, AccessSchemes.Portal, session);
            return Results.Content("<!DOCTYPE html><html><body>Welcome</body></html>", "text/html");
        }).WithMetadata(probe);
        app.MapGet("/eager-probe", () => Results.Content(
            "<!DOCTYPE html><html><body><script src=\"/eager-probe.js\"></script></body></html>", "text/html"))
            .WithMetadata(probe);
        app.MapGet("/eager-probe.js", () => Results.Content(
            "fetch('/naive-probe?link=' + location.hash.slice(1))", "text/javascript"))
            .WithMetadata(probe);
        app.MapGet("/failing-probe", string () => throw new InvalidOperationException("secret detail"))
            .WithMetadata(probe);
        app.MapGet("/api/failing-probe", string () => throw new InvalidOperationException("secret detail"))
            .WithMetadata(probe);
    }

    /// <summary>A browser of its own: cookies, no redirects followed.</summary>
    public Browser Browse() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
