using System.Text.Json.Nodes;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Consoles;
using LedgerPortal.Journal;
using LedgerPortal.Testing;
using LedgerPortal.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Isolation;

/// <summary>Who copies the database, the journal with it, or reads all logs, has no secret that was ever given out.</summary>
public sealed class SecretDumpTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-dump-").FullName;
    private readonly LogKeeper _logs = new();
    private TestDatabase? _database;
    private RunningPortal? _portal;

    private TestDatabase Database => _database!;

    private RunningPortal Portal => _portal!;

    [Fact]
    public async Task No_secret_and_no_beginning_of_one_is_in_the_database_or_the_logs()
    {
        var secrets = await Journeys();
        var dump = await SecretSearch.Dump(Database.Databases);
        Assert.Contains("Dump customer", dump, StringComparison.Ordinal);
        Assert.True(_logs.Text.Length > 10_000, "The logs are no longer kept.");
        Assert.Empty(SecretSearch.Find(dump, secrets));
        Assert.Empty(SecretSearch.Find(_logs.Text, secrets));
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            Assert.Empty(SecretSearch.Find(Convert.ToHexStringLower(await File.ReadAllBytesAsync(file)), secrets));

        // The search itself: each secret is found in each form in which somebody could have kept it.
        await using var connection = await Database.Databases.Owner.OpenConnectionAsync();
        foreach (var (name, secret) in secrets)
        {
            var ascii = System.Text.Encoding.ASCII.GetBytes(secret);
            foreach (var (planted, bytes) in new (string?, byte[]?)[]
            {
                (secret, null), ($"…{secret[..8]}…", null), (null, ascii), (null, System.Buffers.Text.Base64Url.DecodeFromChars(secret)),
            })
            {
                await connection.ExecuteAsync("create table if not exists public.planted (text text, bytes bytea)");
                await connection.ExecuteAsync("insert into public.planted values (@planted, @bytes)", new { planted, bytes });
                var found = SecretSearch.Find(await SecretSearch.Dump(Database.Databases), secrets);
                Assert.Contains(found, one => one.StartsWith(name, StringComparison.Ordinal));
                await connection.ExecuteAsync("drop table public.planted");
            }
        }

        using var scope = Portal.Services.CreateScope();
        Portal.Services.GetRequiredService<ILoggerFactory>().CreateLogger("planted").LogDebug("Opened {Secret}", secrets["portal token"]);
        Assert.NotEmpty(SecretSearch.Find(_logs.Text, secrets));
    }

    /// <summary>Everything that gives a secret out, used and revoked, wrong tries included.</summary>
    private async Task<IReadOnlyDictionary<string, string>> Journeys()
    {
        var secrets = new Dictionary<string, string>();
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Dump customer");
        using var owner = await books.SignedInOperator("dump@example.com");
        secrets["console session"] = owner.Cookies["__Host-console"];

        var page = await owner.Get("/settings/keys");
        var filled = ConsoleFixture.Filled(ConsoleFixture.FormOf(page, "handler=Make"), ("Input.Name", "Dump"));
        foreach (var scope in ApiScopes.All)
            filled.Add(new("Input.Scopes", scope.Name()));
        var key = (await owner.Post("/settings/keys?handler=Make", filled)).Page.GetElementById("key-secret")!.GetAttribute("value")!;
        secrets["API key"] = key[ApiKeys.Prefix.Length..];
        using var client = await ApiClient.Of(Portal, books, key);

        await using var receiver = await Receiver.Start();
        var webhook = await client.Made(
            "webhooks", new { url = new Uri(receiver.Address, "/taken").ToString(), kinds = EventKinds.All });
        secrets["webhook's secret"] = webhook["secret"]!.GetValue<string>()[WebhookSecrets.Prefix.Length..];
        var rotated = await client.Made($"webhooks/{webhook["id"]}/secret", new { });
        secrets["webhook's second secret"] = rotated["secret"]!.GetValue<string>()[WebhookSecrets.Prefix.Length..];

        var invoice = await client.Made("invoices", new
        {
            party = party.ToString(),
            date = "2026-11-05",
            lines = new[] { new { description = "Rice", quantity = "1", unitPrice = "125.00" } },
        });
        await receiver.Next();
        var token = await client.Made($"parties/{party}/token", new { expiryDays = 5 });
        secrets["portal token"] = SecretOf(token);
        var link = await client.Made($"invoices/{invoice["id"]}/link", new { });
        secrets["document link"] = SecretOf(link);

        using var customer = Portal.Browse();
        await customer.Submit("/p", ("Secret", new Uri(Url(token)).Fragment[1..]));
        secrets["portal session"] = customer.Cookies["__Host-portal"];
        await customer.Get("/portal");
        using var reader = Portal.Browse();
        // Pasted whole, and with a slip in it.
        await reader.Submit("/i", ("Secret", Url(link)[..^1] + "A"));
        await reader.Submit("/i", ("Secret", Url(link)));
        secrets["document session"] = reader.Cookies["__Host-portal"];
        await reader.Get($"/portal/invoices/{invoice["id"]}");

        await client.Post($"parties/{party}/token/revocation", new { });
        using var late = Portal.Browse();
        await late.Submit("/p", ("Secret", new Uri(Url(token)).Fragment[1..]));
        return secrets;
    }

    private static string Url(JsonNode made) => made["url"]!.GetValue<string>();

    /// <summary>What stands behind the link's id.</summary>
    private static string SecretOf(JsonNode made) => Url(made).Split('.')[^1];

    public async Task InitializeAsync()
    {
        _database = await PostgresServer.CreateDatabaseAsync();
        _portal = await RunningPortal.Start(
            Database.Databases, new AccessSettings { DataFolder = _folder },
            and: builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs);
                builder.Services.AddSingleton(new WebhookSettings { AllowPrivateAddresses = true });
            });
    }

    public async Task DisposeAsync()
    {
        await Portal.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
