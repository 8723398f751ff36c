using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using LedgerPortal.Api;
using LedgerPortal.Consoles;
using LedgerPortal.Journal;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Webhooks;

/// <summary>Deliveries to a real receiver on this machine.</summary>
public sealed class WebhookTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>
{
    private RunningPortal Portal => fixture.Installation.Portal;

    [Fact]
    public async Task A_receiver_is_told_once_in_order_and_signed_and_nobody_else_is()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, secret, _) = await Told(receiver, "/taken", EventKinds.All);
        using var _ = client;
        await using var deaf = await Receiver.Start();
        var (neighbour, _, _, _) = await Told(deaf, "/taken", EventKinds.All);
        using var __ = neighbour;

        var invoice = await client.Made("invoices", Invoice(party));
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "30.00" });
        var kinds = new List<string>();
        var events = new HashSet<string>();
        for (var count = 0; count < 3; count++)
        {
            var received = await receiver.Next();
            Assert.True(IsSigned(received, secret));
            var told = JsonNode.Parse(received.Body)!;
            Assert.Equal(received.Event, told["id"]!.GetValue<string>());
            Assert.True(events.Add(received.Event));
            Assert.Equal(party.ToString(), told["party"]!.GetValue<string>());
            kinds.Add(told["kind"]!.GetValue<string>());
            switch (kinds[^1])
            {
                case EventKinds.InvoiceIssued:
                    Assert.Equal(invoice["number"]!.GetValue<string>(), told["document"]!["number"]!.GetValue<string>());
                    break;
                case EventKinds.PaymentRecorded:
                    Assert.Equal("30.00", told["entry"]!["credit"]!.GetValue<string>());
                    Assert.Equal("INR", told["currency"]!.GetValue<string>());
                    break;
                case EventKinds.EntryPosted:
                    Assert.Equal("100.00", told["entry"]!["debit"]!.GetValue<string>());
                    break;
                default:
                    Assert.Fail(kinds[^1]);
                    break;
            }
        }

        Assert.Equal([EventKinds.EntryPosted, EventKinds.InvoiceIssued, EventKinds.PaymentRecorded], kinds.Order());
        // Of one ledger in the ledger's order.
        Assert.True(kinds.IndexOf(EventKinds.EntryPosted) < kinds.IndexOf(EventKinds.PaymentRecorded));
        Assert.True(receiver.HasNone);
        Assert.Empty(deaf.All);
    }

    [Fact]
    public async Task What_was_refused_is_told_to_nobody_and_what_was_not_asked_for_neither()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, _, webhook) = await Told(receiver, "/taken", [EventKinds.PaymentRecorded]);
        using var _ = client;
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await client.Post("payments", new { party = party.ToString(), date = "2026-11-04", amount = "0" })).Status);
        await client.Made("invoices", Invoice(party));
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "30.00" }, "once");
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "30.00" }, "once");
        await receiver.Next();
        Assert.Equal(1, await Count("select count(*) from journal.webhook_delivery where webhook = @id", webhook));
    }

    [Fact]
    public async Task What_fails_is_sent_again_with_the_same_bytes_and_what_comes_after_it_waits()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, secret, _) = await Told(receiver, "/taken", [EventKinds.PaymentRecorded]);
        using var _ = client;
        receiver.FailNext(2);
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "1.00" });
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "2.00" });
        var first = await receiver.Next();
        var second = await receiver.Next();
        Assert.Equal(["1.00", "2.00"], new[] { first, second }.Select(AmountOf));
        var tries = receiver.All.Where(received => received.Event == first.Event).ToList();
        Assert.Equal(3, tries.Count);
        Assert.All(tries, tried => Assert.Equal(first.Body, tried.Body));
        Assert.All(tries, tried => Assert.True(IsSigned(tried, secret)));
        Assert.Equal(first.Event, receiver.All[2].Event);
    }

    [Fact]
    public async Task A_receiver_that_hangs_keeps_no_other_waiting_and_is_given_up()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, _, hanging) = await Told(receiver, "/hang", [EventKinds.PaymentRecorded]);
        using var _ = client;
        await Add(client, new Uri(receiver.Address, "/taken"), [EventKinds.PaymentRecorded]);
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "1.00" });
        Assert.Equal("/taken", (await receiver.Next()).Path);
        await Until(client, hanging, "given up");
        var log = await Log(client, hanging);
        Assert.Equal(4, log[0]["attempts"]!.GetValue<int>());
        Assert.Equal("No answer within 2 s", log[0]["lastAnswer"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/redirect", "302 (redirects are not followed)")]
    [InlineData("/broken", "500")]
    public async Task A_redirect_is_not_followed_and_a_failure_is_logged(string path, string said)
    {
        await using var receiver = await Receiver.Start();
        var (client, party, _, webhook) = await Told(receiver, path, [EventKinds.PaymentRecorded]);
        using var _ = client;
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "1.00" });
        await Until(client, webhook, "given up");
        Assert.Equal(said, (await Log(client, webhook))[0]["lastAnswer"]!.GetValue<string>());
        Assert.All(receiver.All, received => Assert.Equal(path, received.Path));
        Assert.True(receiver.HasNone);
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_one_before_until_that_one_ends()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, old, webhook) = await Told(receiver, "/taken", [EventKinds.PaymentRecorded]);
        using var _ = client;
        var rotated = await client.Made($"webhooks/{webhook}/secret", new { }, "rotate");
        var fresh = rotated["secret"]!.GetValue<string>();
        Assert.NotEqual(old, fresh);
        Assert.Equal(fresh, (await client.Made($"webhooks/{webhook}/secret", new { }, "rotate"))["secret"]!.GetValue<string>());
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "1.00" });
        var both = await receiver.Next();
        Assert.True(IsSigned(both, old) && IsSigned(both, fresh));

        await Execute("update journal.webhook set previous_until = now() - interval '1 second' where webhook = @id", webhook);
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "2.00" });
        var one = await receiver.Next();
        Assert.True(IsSigned(one, fresh) && !IsSigned(one, old));
    }

    [Fact]
    public async Task After_days_of_failure_it_is_switched_off_with_a_notice_until_an_owner_switches_it_on()
    {
        await using var receiver = await Receiver.Start();
        var (client, party, _, webhook) = await Told(receiver, "/broken", [EventKinds.PaymentRecorded]);
        using var _ = client;
        using var owner = await client.Books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "1.00" });
        await Until(client, webhook, "given up");
        Assert.DoesNotContain("was switched off", (await owner.Get("/settings/webhooks")).Body);
        await Execute("update journal.webhook set failing_since = now() - interval '4 days' where webhook = @id", webhook);
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "2.00" });
        while (await Count("select count(*) from journal.webhook where webhook = @id and disabled_at is not null", webhook) == 0)
            await Task.Delay(50);
        Assert.Contains("was switched off", (await owner.Get("/settings/webhooks")).Body);
        Assert.NotNull((await owner.Get("/console")).Page.QuerySelector("a[href='/settings'] .count"));
        var tried = receiver.All.Count;
        await client.Made("payments", new { party = party.ToString(), date = "2026-11-04", amount = "3.00" });
        Assert.Equal(2, await Count("select count(*) from journal.webhook_delivery where webhook = @id", webhook));

        await Execute($"update journal.webhook set url = '{new Uri(receiver.Address, "/taken")}' where webhook = @id", webhook);
        var page = await owner.Get($"/settings/webhooks/{webhook}");
        var enabled = await owner.Post(
            $"/settings/webhooks/{webhook}?handler=Enable", ConsoleFixture.Filled(ConsoleFixture.FormOf(page, "handler=Enable")));
        Assert.Equal(HttpStatusCode.Redirect, enabled.Status);
        Assert.Equal("2.00", AmountOf(await receiver.Next()));
        Assert.True(tried >= 4);
    }

    [Fact]
    public async Task An_owner_adds_looks_sends_again_and_removes()
    {
        await using var receiver = await Receiver.Start();
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await owner.Get("/settings/webhooks");
        var form = ConsoleFixture.Filled(
            ConsoleFixture.FormOf(page, "handler=Make"), ("Input.Url", new Uri(receiver.Address, "/broken").ToString()));
        var made = await owner.Post("/settings/webhooks?handler=Make", form);
        var secret = made.Page.GetElementById("webhook-secret")!.GetAttribute("value")!;
        Assert.StartsWith(WebhookSecrets.Prefix, secret, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await owner.Get("/settings/webhooks")).Body);
        var place = made.Page.QuerySelector("td.main a.name")!.GetAttribute("href")!;

        await books.Pay(party, 12_345);
        using var client = await ApiClient.Of(Portal, books);
        await Until(client, place.Split('/')[^1], "given up");
        receiver.All.Clear();
        await Execute($"update journal.webhook set url = '{new Uri(receiver.Address, "/taken")}' where webhook = @id", place.Split('/')[^1]);
        var log = await owner.Get(place);
        Assert.Contains("Given up", log.Body);
        Assert.DoesNotContain(secret, log.Body);
        var again = await owner.Post(place + "?handler=Again", ConsoleFixture.Filled(ConsoleFixture.FormOf(log, "handler=Again")));
        Assert.Equal(HttpStatusCode.Redirect, again.Status);
        var received = await receiver.Next();
        Assert.Equal("123.45", AmountOf(received));
        Assert.True(IsSigned(received, secret));

        // To another business it is not there.
        var neighbour = await new Books(Portal).Create();
        using var stranger = await neighbour.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.Get(place)).Status);
        using var strange = await ApiClient.Of(Portal, neighbour);
        var id = place.Split('/')[^1];
        Assert.Equal(HttpStatusCode.NotFound, (await strange.Delete($"webhooks/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await strange.Post($"webhooks/{id}/secret", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await strange.Get($"webhooks/{id}/deliveries")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await strange.Post($"webhooks/{id}/deliveries/1/again", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await strange.Post($"webhooks/{id}/enabling", new { })).Status);

        var removed = await owner.Post(
            place + "?handler=Remove", ConsoleFixture.Filled(ConsoleFixture.FormOf(await owner.Get(place), "handler=Remove")));
        Assert.Equal("/settings/webhooks", removed.Location);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.Get(place)).Status);
        var recorded = (await owner.Get("/settings/security")).Body;
        Assert.Contains("Webhook made · 127.0.0.1", recorded);
        Assert.Contains("Webhook removed · 127.0.0.1", recorded);
    }

    [Theory]
    [InlineData("ftp://example.com/x")]
    [InlineData("https://user:pw@example.com/x")]
    [InlineData("/relative")]
    [InlineData("")]
    [InlineData(null)]
    public async Task An_address_that_will_not_do_is_refused(string? url)
    {
        var books = await new Books(Portal).Create();
        using var client = await ApiClient.Of(Portal, books, ApiScope.Webhooks, ApiScope.Read);
        var refused = await client.Post("webhooks", new { url, kinds = new[] { EventKinds.InvoiceIssued } });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "url"), (refused.Status, refused.Field));
        var nothing = await client.Post("webhooks", new { url = "https://example.com/x", kinds = new[] { "everything" } });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "kinds"), (nothing.Status, nothing.Field));
    }

    /// <summary>As docs/api.md tells a receiver to do it.</summary>
    internal static bool IsSigned(Received received, string secret)
    {
        var parts = received.Signature.Split(',').Select(part => part.Split('=', 2)).ToLookup(part => part[0], part => part[1]);
        var stamp = parts["t"].Single();
        var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(stamp, CultureInfo.InvariantCulture);
        if (Math.Abs(age) > WebhookSecrets.WindowSeconds)
            return false;
        byte[] signed = [.. Encoding.ASCII.GetBytes(stamp + "."), .. received.Body];
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return parts["v1"].Contains(right);
    }

    private async Task<(ApiClient Client, PartyId Party, string Secret, string Webhook)> Told(
        Receiver receiver, string path, IEnumerable<string> kinds)
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        var client = await ApiClient.Of(Portal, books);
        var made = await Add(client, new Uri(receiver.Address, path), kinds);
        return (client, party, made["secret"]!.GetValue<string>(), made["id"]!.GetValue<string>());
    }

    private static Task<JsonObject> Add(ApiClient client, Uri url, IEnumerable<string> kinds) =>
        client.Made("webhooks", new { url = url.ToString(), kinds = kinds.ToArray() });

    private static object Invoice(PartyId party) => new
    {
        party = party.ToString(),
        date = "2026-11-02",
        lines = new[] { new { description = "Rice", quantity = "2", unitPrice = "50.00" } },
    };

    private static string AmountOf(Received received) => JsonNode.Parse(received.Body)!["entry"]!["credit"]!.GetValue<string>();

    private static async Task<List<JsonNode>> Log(ApiClient client, string webhook) =>
        [.. (await client.Shown($"webhooks/{webhook}/deliveries"))["items"]!.AsArray().Select(row => row!)];

    /// <summary>Missing evidence after half a minute is a failure, not a measure of speed.</summary>
    private static async Task Until(ApiClient client, string webhook, string state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Log(client, webhook)).FirstOrDefault()?["state"]?.GetValue<string>() != state)
            await Task.Delay(100, limit.Token);
    }

    private async Task<long> Count(string sql, string webhook)
    {
        await using var connection = await fixture.Installation.Database.Databases.Owner.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>(sql, new { id = Id.Parse<DocumentId>(webhook).Value });
    }

    private async Task Execute(string sql, string webhook)
    {
        await using var connection = await fixture.Installation.Database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { id = Id.Parse<DocumentId>(webhook).Value });
    }
}
