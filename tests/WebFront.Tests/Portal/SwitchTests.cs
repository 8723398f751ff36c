using System.Net;
using LedgerPortal.Businesses;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>Switches hide documents, never money.</summary>
public sealed class SwitchTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Statement_off_hides_ledger_and_aging_but_not_balance_or_invoices()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today.AddDays(-50), 1_000m);
        using var browser = await customer.SignedIn();
        Assert.NotNull((await browser.Get("/portal")).Page.QuerySelector(".hero .strip"));
        await customer.Show(new PortalSettings { ShowStatement = false });

        var page = (await browser.Get("/portal")).Page;

        Assert.Equal("₹1,000.00", page.Text(".hero-amount .money"));
        Assert.Contains("₹1,000.00 overdue", page.Text(".hero-overdue"), StringComparison.Ordinal);
        Assert.Single(page.Rows());
        Assert.Null(page.QuerySelector(".hero .strip"));
        Assert.Empty(page.QuerySelectorAll("a[href^='/portal/ledger']"));
        foreach (var path in new[] { "/portal/ledger", "/portal/ledger?view=print", "/portal/ledger?part=rows", "/portal/ledger?part=totals" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/portal/invoices/{invoice}")).Status);
    }

    [Fact]
    public async Task Credit_notes_off_hides_them_but_not_their_lines_in_the_ledger()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today.AddDays(-5), 1_000m);
        var credit = await customer.Credit(invoice, Today, Customer.Line("Rice", 1, 250m));
        var number = await customer.NumberOfCredit(credit);
        using var browser = await customer.SignedIn();
        Assert.Contains($"/portal/credit-notes/{credit}", (await browser.Get("/portal/ledger")).Body, StringComparison.Ordinal);
        Assert.Equal([number], (await browser.Get("/portal/credit-notes")).Page.Rows().Select(row => row.Text(".name")));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/portal/credit-notes/{credit}")).Status);
        await customer.Show(new PortalSettings { ShowCreditNotes = false });

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/portal/credit-notes")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/credit-notes/{credit}")).Status);
        foreach (var path in new[] { "/portal", "/portal/ledger", $"/portal/invoices/{invoice}", "/portal/profile" })
            Assert.DoesNotContain("/portal/credit-notes", (await browser.Get(path)).Body, StringComparison.Ordinal);
        var ledger = (await browser.Get("/portal/ledger")).Page;
        Assert.Contains(ledger.Rows(), row => row.Words().Contains(number, StringComparison.Ordinal));
        Assert.Equal("₹750.00", (await browser.Get("/portal")).Page.Text(".hero-amount .money"));
    }

    [Fact]
    public async Task The_welcome_message_is_shown_as_it_was_typed()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Show(new PortalSettings { WelcomeMessage = "Namaste!\n<script>alert(1)</script> Deliveries on Monday" });
        using var browser = await customer.SignedIn();
        var answer = await browser.Get("/portal");
        Assert.Equal("Namaste!\n<script>alert(1)</script> Deliveries on Monday", answer.Page.QuerySelector(".welcome")!.TextContent);
        Assert.DoesNotContain("<script>alert", answer.Body, StringComparison.Ordinal);
    }
}
