using AngleSharp.Dom;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

public sealed class LedgerPageTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;
    private static readonly DateOnly Month = new(Today.Year, Today.Month, 1);

    [Fact]
    public async Task Between_opening_and_closing_balance_stand_the_entries_by_document_date()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Post(EntryKind.OpeningBalance, 1_000m, Month.AddMonths(-2), side: Side.Debit, narration: "Brought forward");
        var invoice = await customer.Issue(Month.AddMonths(-1).AddDays(9), 500m);
        await customer.Pay(300m, Month.AddMonths(-1).AddDays(19));
        // Recorded last, dated first.
        await customer.Post(EntryKind.WriteOff, 50m, Month.AddMonths(-1).AddDays(4), narration: "Small differences waived");
        await customer.Issue(Month, 7_000m);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal/ledger?period=last-month")).Page;

        var receipt = page.Rows()[3].Text(".name");
        Assert.StartsWith("RC/", receipt, StringComparison.Ordinal);
        Assert.Equal(
            ["opening", "Write-off", await customer.NumberOf(invoice), receipt, "closing"],
            page.Rows().Select(row => row.QuerySelector(".name")?.Words() ?? row.GetAttribute("data-key")!));
        Assert.Equal(
            ["₹1,000.00 Dr", "₹950.00 Dr", "₹1,450.00 Dr", "₹1,150.00 Dr", "₹1,150.00 Dr"],
            page.Rows().Select(row => row.QuerySelector(".desk-figure")?.Words() ?? row.Text("td.amount")));
        Assert.Equal(["₹1,000.00 Dr", "₹500.00", "₹350.00", "₹1,150.00 Dr"], page.QuerySelectorAll("#totals dd").Select(figure => figure.Words()));
        Assert.Contains("Small differences waived", page.Body!.Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("for operators only", page.Source.Text, StringComparison.Ordinal);
        Assert.Equal($"/portal/invoices/{invoice}", page.QuerySelector("table a.name")!.GetAttribute("href"));
    }

    [Fact]
    public async Task A_credit_balance_says_so_on_every_line()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(300m, Today);
        using var browser = await customer.SignedIn();
        var page = (await browser.Get("/portal/ledger?period=this-month")).Page;
        Assert.Contains("₹300.00 Cr", page.Rows()[1].Words(), StringComparison.Ordinal);
        Assert.Contains("₹300.00 Cr", page.Rows()[2].Words(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_period_comes_in_pages_whose_balances_join()
    {
        var customer = await Customer.Create(fixture.Portal);
        for (var number = 0; number < 120; number++)
            await customer.Post(EntryKind.DebitNote, 1m + number, Today.AddDays(-(number % 13)));
        using var browser = await customer.SignedIn();
        var (from, to) = (Today.AddDays(-20), Today);
        var custom = $"/portal/ledger?period=custom&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}";

        var balances = new List<string>();
        var pages = 0;
        for (var url = custom; url is not null; pages++)
        {
            var page = (await browser.Get(url)).Page;
            balances.AddRange(page.QuerySelectorAll(".desk-figure").Select(figure => figure.Words()));
            Assert.Equal(pages == 0, page.Rows().Any(row => row.GetAttribute("data-key") == "opening"));
            url = page.QuerySelector("tbody.more a")?.GetAttribute("href");
            Assert.Equal(url is null, page.Rows().Any(row => row.GetAttribute("data-key") == "closing"));
        }

        Assert.Equal(3, pages);
        Assert.Equal(120, balances.Count);
        Assert.Equal("₹7,260.00 Dr", balances[^1]);
        var printed = (await browser.Get(custom + "&view=print")).Page;
        Assert.Equal(balances, printed.QuerySelectorAll(".desk-figure").Select(figure => figure.Words()));
    }

    [Fact]
    public async Task On_paper_it_says_of_which_version_and_hash_it_is()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today, 500m);
        await customer.Pay(100m);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal/ledger?view=print")).Page;

        var ledger = await customer.Ledger().View();
        Assert.Equal("Statement of account", page.Text("h1"));
        Assert.Contains($"As of version {ledger.Version} of the ledger", page.Text(".statement-foot"), StringComparison.Ordinal);
        Assert.Contains(ledger.HeadHash, page.Text(".statement-foot"), StringComparison.Ordinal);
        Assert.Contains("27AABCS1429B1ZU", page.Text(".statement-head"), StringComparison.Ordinal);
        Assert.Contains("Computer-generated", page.Text(".statement-foot"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reversed_entry_and_its_reversal_both_stay()
    {
        var customer = await Customer.Create(fixture.Portal);
        var payment = await customer.Pay(300m, Today);
        await customer.Ledger().Execute(new ReverseEntry
        {
            Id = new CommandId(Guid.NewGuid()), By = Actor.System("test"), Entry = payment.Version, DocumentDate = Today,
            Narration = "Cheque bounced", InternalReason = "bank told us",
        });
        using var browser = await customer.SignedIn();
        var page = (await browser.Get("/portal/ledger?period=this-month")).Page;
        Assert.Contains("Reversed", page.Rows()[1].Words(), StringComparison.Ordinal);
        Assert.Contains("Reversal", page.Rows()[2].Words(), StringComparison.Ordinal);
        Assert.Contains("Cheque bounced", page.Rows()[2].Words(), StringComparison.Ordinal);
        Assert.DoesNotContain("bank told us", page.Source.Text, StringComparison.Ordinal);
    }
}
