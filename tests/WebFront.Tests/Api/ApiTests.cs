using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Api;

/// <summary>The HTTP API as a billing program uses it.</summary>
public sealed class ApiTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer lpk_0000000000000000000000000000000000000000000")]
    [InlineData("Basic bHBrOmxwaw==")]
    public async Task Nobody_without_a_key_is_answered(string? authorization)
    {
        using var client = new HttpClient { BaseAddress = fixture.Portal.Address };
        if (authorization is not null)
            client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        var posted = await client.PostAsJsonAsync("/api/v1/payments", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, posted.StatusCode);
        var read = await client.GetAsync(new Uri("/api/v1/ledgers/x", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
    }

    [Fact]
    public async Task An_invoice_a_credit_note_and_a_payment_stand_in_the_ledger_with_the_balance_they_give()
    {
        var (books, party, client) = await ProgramAsync();
        using var _ = client;
        var invoice = await Made(client, "invoices", Invoice(party, "1500.00"), "i-1");
        Assert.Equal("Issued", invoice["status"]!.GetValue<string>());
        Assert.Equal("3000.00", invoice["total"]!.GetValue<string>());
        Assert.NotNull(invoice["number"]);

        await Made(client, "credit-notes", new
        {
            party = party.ToString(),
            date = "2026-11-03",
            invoice = invoice["id"]!.GetValue<string>(),
            reason = "Damaged",
            lines = new[] { new { description = "Rice", quantity = "1", unitPrice = "500.00" } },
        }, "c-1");
        var payment = await Made(client, "payments", Payment(party, "1000.50"), "p-1");
        Assert.Equal("1499.50", payment["balance"]!.GetValue<string>());

        var ledger = await client.GetFromJsonAsync<JsonObject>($"/api/v1/ledgers/{party}");
        Assert.Equal("1499.50", ledger!["balance"]!.GetValue<string>());
        Assert.Equal("1499.50", ledger["closing"]!.GetValue<string>());
        Assert.Equal(["Invoice", "CreditNote", "Payment"],
            ledger["entries"]!.AsArray().Select(entry => entry!["kind"]!.GetValue<string>()));
        Assert.Equal("1499.50", ledger["entries"]![0]!["open"]!.GetValue<string>());
        Assert.NotEqual(default, books.Business);
    }

    [Fact]
    public async Task A_request_sent_again_with_its_key_gives_the_same_answer_and_changes_nothing()
    {
        var (_, party, client) = await ProgramAsync();
        using var _ = client;
        var first = await Made(client, "invoices", Invoice(party, "10.00"), "same");
        var again = await Made(client, "invoices", Invoice(party, "10.00"), "same");
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        var paid = await Made(client, "payments", Payment(party, "5.00"), "pay");
        Assert.Equal(paid.ToJsonString(), (await Made(client, "payments", Payment(party, "5.00"), "pay")).ToJsonString());

        var ledger = await client.GetFromJsonAsync<JsonObject>($"/api/v1/ledgers/{party}");
        Assert.Equal(2, ledger!["entries"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused()
    {
        var (_, party, client) = await ProgramAsync();
        using var _ = client;
        await Made(client, "payments", Payment(party, "5.00"), "pay");
        using var reused = await Post(client, "payments", Payment(party, "6.00"), "pay");
        Assert.Equal(HttpStatusCode.Conflict, reused.StatusCode);
        Assert.Equal("CommandIdReused", (await Body(reused))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_post_without_an_idempotency_key_is_refused()
    {
        var (_, party, client) = await ProgramAsync();
        using var _ = client;
        var refused = await client.PostAsJsonAsync("/api/v1/payments", Payment(party, "5.00"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Theory]
    [InlineData("0", "AmountMustBePositive")]
    [InlineData("-5", "FieldInvalid")]
    [InlineData("5.001", "FieldInvalid")]
    [InlineData("1,000", "FieldInvalid")]
    [InlineData("five", "FieldInvalid")]
    [InlineData("", "FieldInvalid")]
    public async Task An_amount_that_is_none_is_refused_with_its_reason(string amount, string code)
    {
        var (_, party, client) = await ProgramAsync();
        using var _ = client;
        using var refused = await Post(client, "payments", Payment(party, amount), "bad");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(code, (await Body(refused))["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Another_businesss_party_is_as_if_it_were_not_there()
    {
        var (_, _, client) = await ProgramAsync();
        using var _ = client;
        var stranger = await (await new Books(fixture.Portal).Create()).AddParty("Somebody else's customer");
        using var read = await client.GetAsync(new Uri($"/api/v1/ledgers/{stranger}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        using var posted = await Post(client, "payments", Payment(stranger, "5.00"), "foreign");
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
    }

    private async Task<(Books Books, PartyId Party, HttpClient Client)> ProgramAsync()
    {
        var books = await new Books(fixture.Portal).Create();
        var key = await fixture.Portal.Services.GetRequiredService<ApiKeys>().Make(books.Business, "Billing", default);
        var client = new HttpClient { BaseAddress = fixture.Portal.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return (books, await books.AddParty("Meera Stores"), client);
    }

    private static object Invoice(PartyId party, string unitPrice) => new
    {
        party = party.ToString(),
        date = "2026-11-02",
        lines = new[]
        {
            new
            {
                description = "Rice",
                quantity = "2",
                unitPrice,
                @event = new { kind = "delivery", id = "CH-2291", note = "Kothrud" },
            },
        },
    };

    private static object Payment(PartyId party, string amount) =>
        new { party = party.ToString(), date = "2026-11-04", amount, method = "UPI", reference = "412233" };

    private static async Task<JsonObject> Made(HttpClient client, string what, object body, string key)
    {
        using var response = await Post(client, what, body, key);
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await Body(response);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string what, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{what}") { Content = JsonContent.Create(body) };
        request.Headers.Add(ApiRequest.IdempotencyKey, key);
        return await client.SendAsync(request);
    }

    private static async Task<JsonObject> Body(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!;
}
