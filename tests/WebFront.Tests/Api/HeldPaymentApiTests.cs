using System.Net;
using System.Text.Json.Nodes;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Api;

/// <summary>Post-dated payments over the API: taken as payments, listed, given back.</summary>
public sealed class HeldPaymentApiTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly string Day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(20).ToString("yyyy-MM-dd");

    [Fact]
    public async Task A_payment_dated_ahead_is_kept_listed_and_given_back()
    {
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Kaveri Stores");
        using var client = await ApiClient.Of(fixture.Portal, books);
        await client.Made("payments", Payment(party, "2026-11-02", "10.00"));

        var made = await client.Made("payments", Payment(party, Day, "5000.00"));
        Assert.Null(made["entry"]);
        Assert.Equal("-10.00", made["balance"]!.GetValue<string>());
        var held = made["held"]!.GetValue<long>();

        var listed = Assert.Single((await client.Shown($"ledgers/{party}/held-payments"))["items"]!.AsArray())!;
        Assert.Equal(
            (held, "5000.00", Day, "Held", "000123"),
            (listed["held"]!.GetValue<long>(), Text(listed, "amount"), Text(listed, "date"), Text(listed, "state"), Text(listed, "reference")));
        Assert.Equal("-10.00", Text(await client.Shown($"ledgers/{party}"), "balance"));

        var early = await client.Post($"ledgers/{party}/held-payments/{held}/entry", new { date = Day });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.Status);

        var reason = new { internalReason = "Wrong payee", narration = "Please write another one" };
        Assert.Equal(HttpStatusCode.OK, (await client.Post($"ledgers/{party}/held-payments/{held}/return", reason)).Status);
        Assert.Empty((await client.Shown($"ledgers/{party}/held-payments"))["items"]!.AsArray());
        var back = await client.Shown($"ledgers/{party}/held-payments/{held}");
        Assert.Equal(("GivenBack", "Please write another one"), (Text(back, "state"), Text(back, "givenBackNarration")));
        var again = await client.Post($"ledgers/{party}/held-payments/{held}/return", reason);
        Assert.Equal(HttpStatusCode.Conflict, again.Status);
    }

    private static object Payment(PartyId party, string date, string amount) =>
        new { party = party.ToString(), date, amount, method = "Cheque", reference = "000123" };

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
