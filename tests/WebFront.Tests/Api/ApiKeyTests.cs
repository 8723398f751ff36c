using System.Net;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Api;

public sealed class ApiKeyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private ApiKeys Keys => fixture.Portal.Services.GetRequiredService<ApiKeys>();

    [Fact]
    public async Task A_key_does_what_its_scopes_say_and_nothing_else()
    {
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Meera Stores");
        var nobody = Id.Text(Guid.NewGuid());
        (ApiScope Scope, HttpMethod Method, string Path)[] operations =
        [
            (ApiScope.Read, HttpMethod.Get, $"ledgers/{party}"), (ApiScope.Read, HttpMethod.Get, "parties"),
            (ApiScope.Parties, HttpMethod.Post, "parties"), (ApiScope.Parties, HttpMethod.Delete, $"parties/{party}/contacts/{nobody}"),
            (ApiScope.Documents, HttpMethod.Post, "invoices"), (ApiScope.Documents, HttpMethod.Post, $"invoices/{nobody}/void"),
            (ApiScope.Payments, HttpMethod.Post, "payments"), (ApiScope.Payments, HttpMethod.Post, "entries"),
            (ApiScope.Share, HttpMethod.Post, $"parties/{party}/token"),
        ];
        foreach (var scope in ApiScopes.All)
        {
            using var client = await ApiClient.Of(fixture.Portal, books, scope);
            foreach (var (needed, method, path) in operations)
            {
                var answer = await client.Send(method, path, method == HttpMethod.Post ? new { } : null, Guid.NewGuid().ToString());
                Assert.Equal(needed != scope, answer.Status == HttpStatusCode.Forbidden);
                if (needed != scope)
                    Assert.Equal(nameof(ApiRefusal.ScopeMissing), answer.Code);
            }
        }
    }

    [Fact]
    public async Task A_revoked_and_an_expired_key_are_no_keys_from_that_moment()
    {
        var books = await new Books(fixture.Portal).Create();
        var id = Guid.NewGuid();
        var secret = await Keys.Make(books.Business, id, new NewApiKey("Billing", ApiScopes.All), Actor.System("test"));
        using var client = await ApiClient.Of(fixture.Portal, books, secret!);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("parties")).Status);
        // Another business's owner revokes nothing here.
        Assert.Null(await Keys.Revoke(new BusinessId(Guid.NewGuid()), id, Actor.System("test")));
        Assert.Equal(HttpStatusCode.OK, (await client.Get("parties")).Status);
        Assert.NotNull(await Keys.Revoke(books.Business, id, Actor.System("test")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Get("parties")).Status);
        Assert.Null(await Keys.Revoke(books.Business, id, Actor.System("test")));

        var soon = await Keys.Make(
            books.Business, Guid.NewGuid(), new NewApiKey("Short", ApiScopes.All, TimeProvider.System.GetUtcNow().AddDays(1)),
            Actor.System("test"));
        using var shortly = await ApiClient.Of(fixture.Portal, books, soon!);
        Assert.Equal(HttpStatusCode.OK, (await shortly.Get("parties")).Status);
        await Sql("update access.api_key set expires_at = now() - interval '1 second' where business = @business", books);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shortly.Get("parties")).Status);
    }

    [Fact]
    public async Task The_database_has_a_keys_hash_and_its_last_use_and_never_the_key()
    {
        var books = await new Books(fixture.Portal).Create();
        var id = Guid.NewGuid();
        var secret = (await Keys.Make(books.Business, id, new NewApiKey("Billing", [ApiScope.Read]), Actor.System("test")))!;
        Assert.Equal(ApiKeys.Prefix.Length + 43, secret.Length);
        Assert.Null(await Keys.Make(books.Business, id, new NewApiKey("Billing", [ApiScope.Read]), Actor.System("test")));
        using var client = await ApiClient.Of(fixture.Portal, books, secret);
        await client.Get("parties");
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        var row = await connection.QuerySingleAsync<(byte[] Hash, DateTime? Used)>(
            "select secret_hash, last_used_at from access.api_key where api_key = @id", new { id });
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)), row.Hash);
        Assert.NotNull(row.Used);
    }

    [Fact]
    public async Task An_owner_makes_a_key_sees_it_once_and_revokes_it()
    {
        var books = await new Books(fixture.Portal).Create();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await owner.Get("/settings/keys");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        var form = Consoles.ConsoleFixture.FormOf(page, "handler=Make");
        var filled = Consoles.ConsoleFixture.Filled(form, ("Input.Name", "Till 3"), ("Input.Days", "30"));
        var made = await owner.Post("/settings/keys?handler=Make", filled);
        Assert.Equal(HttpStatusCode.OK, made.Status);
        var secret = made.Page.GetElementById("key-secret")!.GetAttribute("value")!;
        using var client = await ApiClient.Of(fixture.Portal, books, secret);
        Assert.Equal(HttpStatusCode.OK, (await client.Get("parties")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.Post("payments", new { })).Status);

        // Sent twice it is one key, and the secret is not shown again.
        var twice = await owner.Post("/settings/keys?handler=Make", filled);
        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
        Assert.DoesNotContain(secret[..10], twice.Body);
        var later = await owner.Get("/settings/keys");
        Assert.DoesNotContain(secret[..10], later.Body);
        Assert.Contains("Till 3", later.Body);

        var revoke = Consoles.ConsoleFixture.FormOf(later, "handler=Revoke");
        Assert.Equal(HttpStatusCode.Redirect, (await owner.Post("/settings/keys?handler=Revoke", Consoles.ConsoleFixture.Filled(revoke))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Get("parties")).Status);

        var recorded = (await owner.Get("/settings/security")).Body;
        Assert.Contains("API key made · Till 3", recorded);
        Assert.Contains("API key revoked · Till 3", recorded);

        // Another business's owner has neither the key nor a way to it.
        var neighbour = await new Books(fixture.Portal).Create();
        using var stranger = await neighbour.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var theirs = await stranger.Get("/settings/keys");
        Assert.DoesNotContain("Till 3", theirs.Body);
        var token = theirs.Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var tried = await stranger.Post("/settings/keys?handler=Revoke",
            Consoles.ConsoleFixture.Filled(revoke, ("__RequestVerificationToken", token)));
        Assert.Equal(HttpStatusCode.NotFound, tried.Status);
    }

    [Fact]
    public async Task A_key_form_that_makes_no_sense_is_refused_at_its_fields()
    {
        var books = await new Books(fixture.Portal).Create();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await owner.Get("/settings/keys");
        var fields = Consoles.ConsoleFixture.Filled(
            Consoles.ConsoleFixture.FormOf(page, "handler=Make"), ("Input.Days", "0"), ("Input.Scopes", "everything"));
        var refused = await owner.Post("/settings/keys?handler=Make", fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        foreach (var field in new[] { "Input.Name", "Input.Days", "Input.Scopes" })
            Assert.False(string.IsNullOrEmpty(Consoles.ConsoleFixture.ErrorAt(refused, field)), field);
    }

    [Fact]
    public async Task Nobody_but_an_owner_finds_the_keys()
    {
        var books = await new Books(fixture.Portal).Create();
        var email = $"{Guid.NewGuid():N}@example.com";
        using var operatorsBrowser = await books.SignedInOperator(email);
        foreach (var role in new[] { OperatorRole.Accountant, OperatorRole.Collector, OperatorRole.Viewer })
        {
            await Sql($"update access.operator set role = '{role}' where business = @business", books);
            var status = (await operatorsBrowser.Get("/settings/keys")).Status;
            Assert.True(status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{role}: {status}");
        }
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_to_wait_and_others_are_not()
    {
        var slow = await fixture.Start(api: new ApiSettings { RequestsPerMinute = 5 });
        var books = await new Books(slow).Create();
        using var hasty = await ApiClient.Of(slow, books, ApiScope.Read);
        using var patient = await ApiClient.Of(slow, books, ApiScope.Read);
        for (var time = 0; time < 5; time++)
            Assert.Equal(HttpStatusCode.OK, (await hasty.Get("parties")).Status);
        var refused = await hasty.Get("parties");
        Assert.Equal((HttpStatusCode.TooManyRequests, nameof(ApiRefusal.TooManyRequests)), (refused.Status, refused.Code));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await patient.Get("parties")).Status);
    }

    private async Task Sql(string sql, Books books)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { business = books.Business.Value });
    }
}
