using AngleSharp.Dom;
using LedgerPortal.Documents;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

public sealed class InvoiceListTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Filters_show_what_is_unpaid_overdue_or_paid()
    {
        var customer = await Customer.Create(fixture.Portal);
        var paid = await customer.NumberOf(await customer.Issue(Today.AddDays(-90), 1_000m));
        var part = await customer.NumberOf(await customer.Issue(Today.AddDays(-70), 2_000m));
        var open = await customer.NumberOf(await customer.Issue(Today.AddDays(-3), 3_000m));
        await customer.Pay(1_500m);
        using var browser = await customer.SignedIn();

        Assert.Equal([open, part, paid], await Numbers(browser, "/portal"));
        Assert.Equal([open, part], await Numbers(browser, "/portal?show=unpaid"));
        Assert.Equal([part], await Numbers(browser, "/portal?show=overdue"));
        Assert.Equal([paid], await Numbers(browser, "/portal?show=paid"));
        Assert.Equal([open, part, paid], await Numbers(browser, "/portal?show=nonsense&sort=nonsense&after=nonsense"));
        var row = (await browser.Get("/portal?show=overdue")).Page.Rows().Single();
        Assert.Contains("₹1,500.00", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_finds_number_item_delivery_and_amount_and_takes_no_wildcards()
    {
        var customer = await Customer.Create(fixture.Portal);
        var delivered = Customer.Line("Sona Masoori rice", 2, 617.25m) with
        {
            ItemCode = "SM-25",
            Event = new OperationalEvent("delivery", "CH-2291", null, "Kothrud"),
        };
        var rice = await customer.NumberOf(await customer.Issue(Today.AddDays(-5), delivered));
        var oil = await customer.NumberOf(await customer.Issue(Today.AddDays(-4), Customer.Line("Oil 100% pure", 1, 80m)));
        using var browser = await customer.SignedIn();

        foreach (var words in new[] { rice, "masoori", "ch-2291", "sm-25", "1234.50", "₹1,234.50" })
            Assert.Equal([rice], await Numbers(browser, "/portal?q=" + Uri.EscapeDataString(words)));
        Assert.Equal([oil], await Numbers(browser, "/portal?q=" + Uri.EscapeDataString("100%")));
        foreach (var words in new[] { "%%%", "_____", @"\", "quantity", "Kulkarni' or true --" })
            Assert.Empty(await Numbers(browser, "/portal?q=" + Uri.EscapeDataString(words)));
        Assert.Contains("Nothing here", (await browser.Get("/portal?q=nowhere")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date")]
    [InlineData("-date")]
    [InlineData("due")]
    [InlineData("-due")]
    [InlineData("status")]
    [InlineData("-status")]
    [InlineData("amount")]
    [InlineData("-amount")]
    public async Task In_every_order_the_pages_together_show_each_invoice_once(string sort)
    {
        var customer = await Customer.Create(fixture.Portal);
        var all = new List<(string Number, DateOnly Date, decimal Amount)>();
        for (var number = 0; number < 60; number++)
        {
            // Many are alike in date or amount, so that pages end between equals.
            var (date, amount) = (Today.AddDays(-7 * (number / 9)), 100m * (1 + number % 7));
            all.Add((await customer.NumberOf(await customer.Issue(date, amount)), date, amount));
        }

        await customer.Pay(2_350m);
        using var browser = await customer.SignedIn();

        var seen = new List<string>();
        var pages = 0;
        for (var url = "/portal?sort=" + sort; url is not null; pages++)
        {
            var page = (await browser.Get(url)).Page;
            seen.AddRange(page.Rows().Select(row => row.Text(".name")));
            url = page.QuerySelector("tbody.more a")?.GetAttribute("href");
        }

        Assert.Equal(3, pages);
        Assert.Equal(all.Select(one => one.Number).Order(), seen.Order());
        var shown = seen.Select(number => all.Single(one => one.Number == number)).ToList();
        var expected = sort switch
        {
            "date" or "due" => shown.OrderBy(one => one.Date),
            "-date" or "-due" => shown.OrderByDescending(one => one.Date),
            "amount" => shown.OrderBy(one => one.Amount),
            "-amount" => shown.OrderByDescending(one => one.Amount),
            _ => shown.OrderBy(_ => 0),
        };
        Assert.Equal(expected.Select(one => one.Number), seen);
    }

    [Fact]
    public async Task What_comes_in_later_belongs_to_one_page_or_the_other()
    {
        var customer = await Customer.Create(fixture.Portal);
        for (var number = 0; number < 30; number++)
            await customer.Issue(Today.AddDays(-2 * number), 100m);
        using var browser = await customer.SignedIn();
        var first = (await browser.Get("/portal")).Page;
        var second = (await browser.Get(first.QuerySelector("tbody.more a")!.GetAttribute("hx-get")!)).Page;

        var early = await customer.NumberOf(await customer.Issue(Today, 100m));
        var late = await customer.NumberOf(await customer.Issue(Today.AddDays(-59), 100m));

        var firstAgain = await Numbers(browser, RowsOf(first));
        var secondAgain = await Numbers(browser, RowsOf(second));
        Assert.Equal(InvoiceList.PageSize + 1, firstAgain.Count);
        Assert.Equal(6, secondAgain.Count);
        Assert.Contains(early, firstAgain);
        Assert.Contains(late, secondAgain);
        Assert.Empty(firstAgain.Intersect(secondAgain));
    }

    [Fact]
    public async Task An_invoice_opens_in_place_with_lines_events_taxes_payments_and_what_remains()
    {
        var customer = await Customer.Create(fixture.Portal);
        var at = new DateTimeOffset(Today.AddDays(-2), new TimeOnly(8, 35), TimeSpan.Zero);
        var invoice = await customer.Issue(
            Today,
            Customer.Line("Refined oil 15 l", 6, 2_297m, 5) with { Event = new OperationalEvent("delivery", "CH-2291", at, "Kothrud") },
            Customer.Line("Tea", 1.5m, 410.333333m, 18));
        await customer.Pay(5_000m);
        using var browser = await customer.SignedIn();
        var drill = (await browser.Get("/portal")).Page.QuerySelector("a[data-drill-url]")!;

        var page = (await browser.Get(drill.GetAttribute("data-drill-url")!)).Page;

        var words = page.Body!.Words();
        Assert.Contains("Refined oil 15 l × 6 pcs", words, StringComparison.Ordinal);
        Assert.Contains("HSN 1006", words, StringComparison.Ordinal);
        Assert.Contains("delivery CH-2291", words, StringComparison.Ordinal);
        Assert.Contains("₹410.333333", words, StringComparison.Ordinal);
        // A moment stands in the business's zone where no script turns it into the reader's.
        Assert.Contains("14:05", words, StringComparison.Ordinal);
        Assert.Contains("CGST 2.5 % on ₹13,782.00", words, StringComparison.Ordinal);
        Assert.Contains("SGST 9 % on ₹615.50", words, StringComparison.Ordinal);
        Assert.Contains("UPI", words, StringComparison.Ordinal);
        Assert.Contains("UTR-4711", words, StringComparison.Ordinal);
        Assert.Contains("−₹5,000.00", words, StringComparison.Ordinal);
        var total = (await customer.View(invoice))!.Totals.TotalMinor;
        Assert.Contains("Remains to pay " + Formatting.MoneyText.Format(total - 5_000_00, "INR", 2), words, StringComparison.Ordinal);
        Assert.DoesNotContain("for operators only", page.Source.Text, StringComparison.Ordinal);
    }

    private static string RowsOf(IParentNode page) => page.QuerySelector("tbody[data-refresh]")!.GetAttribute("data-refresh")!;

    private static async Task<IReadOnlyList<string>> Numbers(Browser browser, string url) =>
        [.. (await browser.Get(url, url.Contains("part=", StringComparison.Ordinal) ? [("X-Live", "1")] : [])).Page.Rows()
            .Where(row => row.QuerySelector(".name") is not null).Select(row => row.Text(".name"))];
}
