using System.Net;
using LedgerPortal.Api;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Proofs;

/// <summary>A ledger as of a version: the same bytes from the portal, the console and the API, and to nobody else.</summary>
public sealed class LedgerVersionTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Party_operator_and_program_are_given_the_same_bytes()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Customer.Today, 500m);
        await customer.Pay(100m);
        await customer.Ledger().View();
        using var browser = await customer.SignedIn();
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business });

        var paper = (await browser.Get("/portal/ledger?view=print")).Page;
        var link = paper.QuerySelector(".statement-foot a[download]")!.GetAttribute("href")!;
        Assert.Matches("^/portal/ledger/INR/[0-9]+[.]json$", link);
        var ofParty = await browser.Get(link);
        var version = link.Split('/')[^1].Split('.')[0];
        var ofOperator = await desk.Get($"/console/parties/{customer.Party}/ledger/INR/{version}.json");
        var ofProgram = await program.Get($"ledgers/{customer.Party}/versions/{version}");

        Assert.Equal(HttpStatusCode.OK, ofParty.Status);
        Assert.StartsWith("{\"balanceMinor\":\"40000\",", ofParty.Body, StringComparison.Ordinal);
        Assert.Equal(ofParty.Body, ofOperator.Body);
        Assert.Equal(ofParty.Body, ofProgram.Text);
        Assert.Contains(paper.QuerySelector(".statement-foot .hash")!.TextContent, ofParty.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_anothers_or_never_was_is_not_there()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(100m);
        var neighbour = await customer.Neighbour();
        await neighbour.Pay(100m);
        var stranger = await Customer.Create(fixture.Portal);
        await stranger.Pay(100m);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business });
        using var browser = await customer.SignedIn();

        foreach (var path in new[] { "INR/0", "INR/999", "INR/-1", "INR/x", "EUR/1", "XXX/1", "INR/99999999999999999999" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/ledger/{path}.json")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/console/parties/{customer.Party}/ledger/{path}.json")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await desk.Get($"/console/parties/{neighbour.Party}/ledger/INR/1.json")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/console/parties/{stranger.Party}/ledger/INR/1.json")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get($"ledgers/{stranger.Party}/versions/1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get($"ledgers/{customer.Party}/versions/999")).Status);
    }

    [Fact]
    public async Task With_the_statement_switched_off_the_party_has_none()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(100m);
        using var browser = await customer.SignedIn();
        await customer.Show(new Businesses.PortalSettings { ShowStatement = false });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/portal/ledger/INR/1.json")).Status);
    }
}
