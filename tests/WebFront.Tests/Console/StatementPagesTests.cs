using System.Net;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Consoles;

/// <summary>
/// A party's statement on a page of the console: what stands on it is the customer's own
/// (<see cref="StatementFiguresTests"/>), where it leads is the operator's.
/// </summary>
public sealed class StatementPagesTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task The_party_page_leads_to_it_and_everything_on_it_leads_on()
    {
        var (customer, desk) = await Open();
        var invoice = await customer.Issue(Today.AddDays(-3), 250m);
        await customer.Pay(100m, Today);
        var party = (await desk.Get($"/console/parties/{customer.Party}")).Page;
        var address = party.QuerySelector("#ledger a[href*='/statement?']")!.GetAttribute("href")!;

        var page = (await desk.Get(address)).Page;
        Assert.Equal("Statement of account", page.Text("h1"));
        var links = page.QuerySelectorAll(".statement a.name").Select(link => link.GetAttribute("href")).ToList();
        Assert.Equal([$"/console/invoices/{invoice}", $"/console/parties/{customer.Party}/entries/INR/2"], links);
        foreach (var link in page.QuerySelectorAll("main a[href]").Select(link => link.GetAttribute("href")!).Distinct())
            Assert.True((await desk.Get(link)).Status == HttpStatusCode.OK, link);

        // Its files are of the days that it shows.
        var version = (await customer.Ledger().View()).Version;
        var json = page.QuerySelector(".statement-foot a[download]")!.GetAttribute("href")!;
        Assert.Equal($"/console/parties/{customer.Party}/ledger/INR/{version}.json", json);
        using var browser = await customer.SignedIn();
        Assert.Equal((await browser.Get($"/portal/ledger/INR/{version}.json")).Body, (await desk.Get(json)).Body);
        var pdf = await desk.Get(page.QuerySelector("a[href*='statement.pdf']")!.GetAttribute("href")!);
        Assert.Equal("application/pdf", pdf.Headers["Content-Type"]);
        Assert.Contains(
            (await customer.Ledger().View()).HeadHash, new Papers.Pdf(pdf.Bytes).AllText.Replace("\n", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_parts_are_fetched_again_by_themselves_and_no_other_is_there()
    {
        var (customer, desk) = await Open();
        await customer.Post(EntryKind.DebitNote, 10m, Today);
        var address = $"/console/parties/{customer.Party}/statement";
        var regions = (await desk.Get(address)).Page.QuerySelectorAll("[data-watch]").ToList();
        Assert.Equal(2, regions.Count);
        Assert.All(regions, region =>
            Assert.Equal(Topic.Ledger(customer.Party, Customer.Rupee), region.GetAttribute("data-watch")));
        await customer.Post(EntryKind.DebitNote, 15m, Today);
        foreach (var region in regions)
        {
            var part = await desk.Get(region.GetAttribute("data-refresh")!);
            Assert.Equal("2", part.Page.QuerySelector("[data-watch]")!.GetAttribute("data-position"));
            Assert.Contains("25.00", part.Body, StringComparison.Ordinal);
            Assert.Null(part.Page.QuerySelector("h1"));
        }

        foreach (var part in new[] { "open", "x" })
            Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"{address}?part={part}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await desk.Get($"{address}?show=open&part=open")).Status);
    }

    [Fact]
    public async Task Of_another_businesss_party_there_is_none()
    {
        var (_, desk) = await Open();
        var theirs = await Customer.Create(fixture.Portal);
        await theirs.Pay(10m);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/console/parties/{theirs.Party}/statement")).Status);
    }

    private async Task<(Customer Customer, Browser Desk)> Open()
    {
        var customer = await Customer.Create(fixture.Portal);
        var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        return (customer, desk);
    }
}
