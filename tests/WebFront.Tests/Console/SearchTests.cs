using System.Net;
using LedgerPortal.Access;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>The one box: what people type is found, and nothing of anybody else.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class SearchTests(ConsoleFixture console)
{
    [Fact]
    public async Task Parties_documents_payments_references_and_amounts_are_found()
    {
        var party = await console.AddParty("Quixotic Traders");
        var invoice = await console.Issue(party, "118765");
        var number = (await console.Show(invoice)).Title;
        var payment = await console.Pay(party, "4,321.00", reference: "UTR998877");

        Assert.Contains($"/console/parties/{party}", await Found("quixot"));
        Assert.Contains($"/console/parties/{party}", await Found("TRADERS"));
        foreach (var typed in new[] { number, number.ToLowerInvariant(), number[..^1], number[^4..], "1,18,765", "118,765.00", "118765" })
            Assert.True((await Found(typed)).Contains(invoice), $"{typed} does not find {number}");
        foreach (var typed in new[] { "utr998", "UTR998877", "4321", "4,321.00" })
            Assert.True((await Found(typed)).Contains(payment), $"{typed} does not find the payment");
        Assert.DoesNotContain(invoice, await Found("118764"));
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("%%%")]
    [InlineData("\\")]
    [InlineData("' or 1=1 --")]
    [InlineData("\U0010FFFF")]
    [InlineData("INV/%")]
    [InlineData("(((")]
    public async Task What_is_typed_is_no_pattern(string typed)
    {
        await console.Issue(await console.AddParty("Ordinary Shop"), "10");
        Assert.Empty(await Found(typed));
    }

    [Fact]
    public async Task Another_business_finds_nothing_of_it_and_a_customer_cannot_ask_at_all()
    {
        var party = await console.AddParty("Zanzibar Spices");
        var invoice = await console.Issue(party, "77123.00");
        using var neighbour = await console.Neighbour.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        foreach (var typed in new[] { "zanzibar", (await console.Show(invoice)).Title, "77123.00" })
        {
            Assert.NotEmpty(await Found(typed));
            Assert.Empty(Links(await neighbour.Get("/console/search?q=" + Uri.EscapeDataString(typed))));
        }

        var databases = console.Service<Database.Databases>();
        await using var customer = await ScopedRead.Open(
            databases.Reader, new ReadScope("ledgerportal_portal", console.Business, party), CancellationToken.None);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => customer.Rows<Found>(
            "select * from access.search('zanzibar', '{}', '{}', 8)"));
        Assert.Equal(Npgsql.PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<List<string>> Found(string typed) => Links(await console.Show("/console/search?q=" + Uri.EscapeDataString(typed)));

    private static List<string> Links(Answer page)
    {
        Assert.Equal(HttpStatusCode.OK, page.Status);
        return [.. page.Page.QuerySelectorAll("#found a.name").Select(link => link.GetAttribute("href")!)];
    }
}
