using System.Net;
using System.Text.RegularExpressions;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>What is not yours is not there.</summary>
public sealed partial class ScopeTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Documents_of_other_parties_and_businesses_answer_as_if_they_were_not_there()
    {
        var customer = await Customer.Create(fixture.Portal);
        var neighbour = await customer.Neighbour();
        var stranger = await Customer.Create(fixture.Portal, "Far Away Stores");
        await customer.Issue(Today, 100m);
        using var browser = await customer.SignedIn();
        var nothing = Seen(await browser.Get($"/portal/invoices/{new DocumentId(Guid.NewGuid())}"));

        foreach (var other in new[] { neighbour, stranger })
        {
            var invoice = await other.Issue(Today, 4_242m);
            var credit = await other.Credit(invoice, Today, Customer.Line("Rice", 1, 42m));
            string[] paths =
            [
                $"/portal/invoices/{invoice}", $"/portal/invoices/{invoice}?part=document", $"/portal/invoices/{invoice}?part=lines",
                $"/portal/invoices/{credit}", $"/portal/credit-notes/{credit}", $"/portal/credit-notes/{credit}?part=lines",
                $"/portal/credit-notes/{invoice}",
            ];
            foreach (var path in paths)
                Assert.Equal(nothing, Seen(await browser.Get(path)));
        }

        foreach (var path in new[] { "/portal", "/portal/ledger", "/portal/credit-notes", "/portal/profile", "/portal/ledger?view=print" })
            Assert.DoesNotContain("4,242", (await browser.Get(path)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_not_there_for_its_customer()
    {
        var customer = await Customer.Create(fixture.Portal);
        var draft = await customer.Draft(Today, Customer.Line("Rice", 1, 9_999m));
        using var browser = await customer.SignedIn();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/invoices/{draft}")).Status);
        Assert.DoesNotContain("9,999", (await browser.Get("/portal")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/portal/invoices/short")]
    [InlineData("/portal/invoices/'%20or%20true--aaaaaaaaa")]
    [InlineData("/portal/credit-notes/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/portal?part=nonsense")]
    [InlineData("/portal/ledger?part=nonsense")]
    public async Task What_is_no_id_or_no_part_is_not_there(string path)
    {
        var customer = await Customer.Create(fixture.Portal);
        using var browser = await customer.SignedIn();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(path)).Status);
    }

    [Theory]
    [InlineData("/portal")]
    [InlineData("/portal/ledger")]
    [InlineData("/portal/credit-notes")]
    [InlineData("/portal/profile")]
    [InlineData("/portal/invoices/AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_session_there_is_no_portal(string path)
    {
        await Customer.Create(fixture.Portal);
        using var browser = fixture.Portal.Browse();
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get(path)).Status);
    }

    /// <summary>All that a reader can tell answers apart by: the token of each page's forms is another each time.</summary>
    private static (HttpStatusCode, string) Seen(Answer answer) => (answer.Status, Token().Replace(answer.Body, ""));

    [GeneratedRegex("CfDJ8[\\w-]+")]
    private static partial Regex Token();
}
