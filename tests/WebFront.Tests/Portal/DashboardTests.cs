using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using AngleSharp.Dom;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

public sealed class DashboardTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly Currency Rupee = Customer.Rupee;
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task The_balance_on_the_page_is_the_grains()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-60), 41_000.50m);
        await customer.Issue(Today.AddDays(-10), 184_250m);
        await customer.Pay(20_000m);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        var ledger = await customer.Ledger().View();
        Assert.Equal("₹2,05,250.50", page.Text(".hero-amount .money"));
        Assert.Equal(MoneyText.BalanceMagnitude(ledger.Balance), page.Text(".hero-amount .money"));
        Assert.Equal(("You owe", "Dr"), (page.Text(".hero-side"), page.Text(".hero-drcr")));
        Assert.Contains($"v{ledger.Version}", page.Text(".hero .stamp"), StringComparison.Ordinal);
        Assert.Equal(ledger.Version.ToString(), page.QuerySelector("#balance")!.GetAttribute("data-position"));
    }

    [Fact]
    public async Task What_was_paid_too_much_is_in_the_customers_favour()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-60), 500m);
        await customer.Pay(1_200m);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        Assert.Equal("₹700.00", page.Text(".hero-amount .money"));
        Assert.Equal(("In your favour", "Cr"), (page.Text(".hero-side"), page.Text(".hero-drcr")));
        Assert.Contains("₹700.00 of credit is not yet set against an invoice", page.Text(".hero"), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("#how-to-pay"));
    }

    [Fact]
    public async Task Without_any_entry_nothing_is_due_and_the_list_says_what_will_come()
    {
        var customer = await Customer.Create(fixture.Portal);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        Assert.Equal(("You owe nothing", "₹0.00"), (page.Text(".hero-side"), page.Text(".hero-amount .money")));
        Assert.Contains("No invoices yet", page.Text("#invoice-list"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overdue_says_how_much_and_since_when_and_due_today_is_not_overdue()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-30), 1_000m);
        await customer.Issue(Today.AddDays(-71), 2_000m);
        await customer.Issue(Today.AddDays(-45), 4_000m);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        Assert.Contains("₹6,000.00 overdue", page.Text(".hero-overdue"), StringComparison.Ordinal);
        Assert.Contains("oldest 41 days", page.Text(".hero-overdue"), StringComparison.Ordinal);
        Assert.Equal(["Due today", "Overdue 15 days", "Overdue 41 days"], page.Rows().Select(row => row.Text(".pill")));
    }

    [Fact]
    public async Task Aging_less_unapplied_credit_is_the_balance()
    {
        var customer = await Customer.Create(fixture.Portal);
        foreach (var days in new[] { 0, 31, 62, 93, 124, 155 })
            await customer.Issue(Today.AddDays(-days), 1_000m + days);
        await customer.Post(EntryKind.Payment, 300m, Today);
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        var columns = page.QuerySelectorAll(".hero .legend li .money").Select(Minor).ToList();
        Assert.Equal(6, columns.Count);
        Assert.Equal((await customer.Ledger().View()).Balance.Minor, columns.Sum() - 300_00);
        Assert.Equal(columns.Sum(), Minor(page.QuerySelector(".figure-value .money")!));
    }

    [Fact]
    public async Task Paid_this_financial_year_counts_receipts_less_bounces_and_refunds()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-20), 9_000m);
        var bounced = await customer.Pay(2_000m);
        await customer.Pay(4_000m);
        await customer.Ledger().Execute(new ReverseEntry
        {
            Id = new CommandId(Guid.NewGuid()), By = Actor.System("test"), Entry = bounced.Version, DocumentDate = Today,
            InternalReason = "bounced",
        });
        using var browser = await customer.SignedIn();

        var page = (await browser.Get("/portal")).Page;

        Assert.Equal("₹4,000.00", Figure(page, "Paid"));
        Assert.Equal("₹5,000.00", Figure(page, "Outstanding"));
    }

    [Fact]
    public async Task Each_currency_has_a_balance_of_its_own()
    {
        var dollar = Currency.Parse("USD");
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-5), 100m);
        await customer.Post(EntryKind.Adjustment, 7_654_321m, Today, currency: dollar, side: Side.Debit);
        using var browser = await customer.SignedIn();

        var rupees = (await browser.Get("/portal")).Page;
        var dollars = (await browser.Get("/portal?currency=USD")).Page;
        var nonsense = (await browser.Get("/portal?currency=JPY")).Page;

        Assert.Equal("₹100.00", rupees.Text(".hero-amount .money"));
        Assert.Contains("$7,654,321.00 Dr", rupees.Text(".currencies"), StringComparison.Ordinal);
        Assert.Equal("$7,654,321.00", dollars.Text(".hero-amount .money"));
        Assert.DoesNotContain("INV/", dollars.Text("#invoice-list"), StringComparison.Ordinal);
        Assert.Equal("₹100.00", nonsense.Text(".hero-amount .money"));
    }

    [Fact]
    public async Task A_part_fetched_again_is_the_same_part_at_the_position_it_then_has()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-5), 100m);
        using var browser = await customer.SignedIn();
        var page = (await browser.Get("/portal")).Page;
        await customer.Issue(Today, 250m);

        foreach (var region in page.QuerySelectorAll("[data-watch]"))
        {
            var fetched = await browser.Get(region.GetAttribute("data-refresh")!, ("X-Live", "1"));
            Assert.Equal(HttpStatusCode.OK, fetched.Status);
            var again = fetched.Page.QuerySelectorAll("[data-watch]").Single();
            Assert.Equal(region.GetAttribute("data-watch"), again.GetAttribute("data-watch"));
            Assert.Equal((await customer.Ledger().View()).Version.ToString(), again.GetAttribute("data-position"));
        }

        var balance = (await browser.Get("/portal?part=balance", ("X-Live", "1"))).Page;
        Assert.Equal("₹350.00", balance.Text(".hero-amount .money"));
    }

    [Fact]
    public async Task The_dashboard_asks_the_database_three_times_at_most()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today.AddDays(-5), 100m);
        using var browser = await customer.SignedIn();
        await browser.Get("/portal");
        // Other tests ask meanwhile: what this request asks has its trace.
        var trace = ActivityTraceId.CreateRandom();
        var asked = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (asked)
                {
                    if (activity.TraceId == trace && activity.Source.Name == "Npgsql")
                        asked.Add(activity.DisplayName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await browser.Get("/portal", ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));

        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task The_first_load_is_at_most_60_kilobytes_in_all()
    {
        var customer = await Customer.Create(fixture.Portal);
        for (var number = 0; number < 30; number++)
            await customer.Issue(Today.AddDays(-3 * number), 1_234.56m + number);
        using var browser = await customer.SignedIn();
        var shown = await browser.Get("/portal");

        var files = shown.Page.QuerySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")
            .Select(element => element.GetAttribute("src") ?? element.GetAttribute("href")!).ToList();
        var size = Compressed(shown.Body);
        foreach (var file in files)
        {
            var answer = await browser.Get(file);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            size += Compressed(answer.Body);
        }

        Assert.True(files.Count >= 4);
        Assert.InRange(size, 10_000, 60 * 1024);
    }

    private static int Compressed(string body)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(body));
        return target.ToArray().Length;
    }

    private static string Figure(IParentNode page, string name) =>
        page.QuerySelectorAll(".figure").Single(figure => figure.Text(".figure-name") == name).Text(".figure-value");

    private static long Minor(IElement money)
    {
        Assert.True(MoneyText.TryRead(money.TextContent, Rupee, out var amount), money.TextContent);
        return amount.Minor;
    }
}
