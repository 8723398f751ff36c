using System.Net;
using LedgerPortal.Api;
using LedgerPortal.Businesses;
using LedgerPortal.Ledgers;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Papers;

/// <summary>PDFs of statements and receipts, as the running program gives them.</summary>
public sealed class StatementPaperTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task A_statement_says_on_paper_what_its_page_says()
    {
        var customer = await Customer.Create(fixture.Portal, "श्री गणेश ट्रेडर्स");
        await customer.Post(EntryKind.OpeningBalance, 12_345.5m, Today.AddDays(-40), side: Side.Debit);
        for (var count = 0; count < 60; count++)
            await customer.Post(EntryKind.DebitNote, 1_000.25m + count, Today, narration: $"Freight {count}");
        await customer.Pay(31_234m);
        using var browser = await customer.SignedIn();
        var query = $"period=custom&from={Today.AddDays(-10):yyyy-MM-dd}&to={Today:yyyy-MM-dd}";
        var page = await browser.Get($"/portal/ledger?{query}&view=print");
        var answer = await browser.Get($"/portal/ledger?{query}&handler=Pdf");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/pdf", answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        var pdf = new Pdf(answer.Bytes);
        var paper = pdf.AllText;
        Assert.InRange(pdf.Pages.Count, 2, 5);
        Assert.Contains("श्री गणेश ट्रेडर्स", paper);
        var rows = page.Page.QuerySelectorAll("table.statement tbody tr");
        Assert.Equal(63, rows.Length);
        foreach (var row in rows)
        {
            var figures = row.QuerySelectorAll("td.num .desk-figure, td.desk.num, tr.balance-row td.num").Select(cell => cell.Words())
                .Where(text => text.Length > 0);
            Assert.All(figures, figure => Assert.Contains(figure, paper, StringComparison.Ordinal));
        }

        foreach (var figure in page.Page.QuerySelectorAll(".figures-row dd").Select(figure => figure.Words()))
            Assert.Contains(figure, paper, StringComparison.Ordinal);
        Assert.Contains("Freight 59", paper);
        var hash = page.Page.Text(".hash");
        Assert.Equal(64, hash.Length);
        Assert.Contains("/check", paper);
        // On every page, for a page may be sent alone.
        Assert.All(pdf.Pages, runs => Assert.Contains(hash, string.Concat(runs.Select(run => run.Text)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_business_and_its_programs_get_the_statement_that_the_party_gets()
    {
        var customer = await Customer.Create(fixture.Portal, "Kulkarni Stores");
        await customer.Post(EntryKind.OpeningBalance, 12_345.5m, Today.AddDays(-40), side: Side.Debit);
        await customer.Pay(2_000m, Today.AddDays(-1));
        using var browser = await customer.SignedIn();
        using var owner = fixture.Portal.Browse();
        await customer.SignInOperator(owner);
        var (from, to) = ($"{Today.AddDays(-10):yyyy-MM-dd}", $"{Today:yyyy-MM-dd}");
        var theirs = new Pdf((await browser.Get($"/portal/ledger?period=custom&from={from}&to={to}&handler=Pdf")).Bytes).AllText;
        var answer = await owner.Get($"/console/parties/{customer.Party}/statement.pdf?currency=INR&from={from}&to={to}");
        Assert.Equal(("application/pdf", HttpStatusCode.OK), (answer.Headers["Content-Type"], answer.Status));
        Assert.Contains($"Statement-Kulkarni-Stores-{from}-{to}.pdf", answer.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(Timeless(theirs), Timeless(new Pdf(answer.Bytes).AllText));
        Assert.Contains("₹10,345.50 Dr", theirs, StringComparison.Ordinal);

        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business }, ApiScope.Read);
        using var sent = await program.Http.GetAsync(
            new Uri($"/api/v1/ledgers/{customer.Party}/pdf?from={from}&to={to}", UriKind.Relative));
        Assert.Equal(("application/pdf", HttpStatusCode.OK), (sent.Content.Headers.ContentType?.MediaType, sent.StatusCode));
        Assert.Equal(Timeless(theirs), Timeless(new Pdf(await sent.Content.ReadAsByteArrayAsync()).AllText));

        var neighbour = await Customer.Create(fixture.Portal);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.Get($"/console/parties/{neighbour.Party}/statement.pdf")).Status);

        // The minute of making is not the same.
        static string Timeless(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\d\d:\d\d", "");
    }

    [Fact]
    public async Task A_statement_is_hidden_with_the_ledger_and_closed_to_document_links()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var link = await customer.WithLinkOf(invoice);
        Assert.Equal(HttpStatusCode.Forbidden, (await link.Get("/portal/ledger?handler=Pdf")).Status);
        using var browser = await customer.SignedIn();
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal/ledger?handler=Pdf")).Status);
        await customer.Show(new PortalSettings { ShowStatement = false });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/portal/ledger?handler=Pdf")).Status);
    }

    [Fact]
    public async Task A_long_statement_streams_with_every_row()
    {
        const int Entries = 3_000;
        var customer = await Customer.Create(fixture.Portal);
        await Task.WhenAll(Enumerable.Range(1, Entries).Select(entry =>
            customer.Post(EntryKind.DebitNote, entry, Today.AddDays(-1), narration: $"Entry {entry}.")));
        using var browser = await customer.SignedIn();
        using var client = new HttpClient { BaseAddress = fixture.Portal.Address };
        client.DefaultRequestHeaders.Add("Cookie", browser.CookieHeader);
        using var answer = await client.GetAsync("/portal/ledger?handler=Pdf", HttpCompletionOption.ResponseHeadersRead);
        Assert.Null(answer.Content.Headers.ContentLength);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var first = new byte[8];
        await stream.ReadExactlyAsync(first);
        using var rest = new MemoryStream();
        rest.Write(first);
        await stream.CopyToAsync(rest);
        var pdf = new Pdf(rest.ToArray());
        Assert.InRange(pdf.Pages.Count, 80, 200);
        Assert.Equal($"{pdf.Pages.Count}", pdf.Count);
        var paper = pdf.AllText;
        Assert.All(Enumerable.Range(1, Entries), entry => Assert.Contains($"Entry {entry}.", paper, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_is_kept_as_first_made_and_is_the_payers_alone()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today, 1_000m);
        var entry = (await customer.Pay(600m)).Version;
        var address = $"/portal/ledger?handler=Receipt&currency=INR&entry={entry}";
        using var browser = await customer.SignedIn();
        var first = await browser.Get(address);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var paper = new Pdf(first.Bytes).AllText;
        Assert.Contains("Receipt", paper);
        Assert.Contains("RC/", paper);
        Assert.Contains("₹600.00", paper);
        Assert.Contains("Rupees six hundred only", paper);
        Assert.Contains("UTR-4711", paper);
        Assert.DoesNotContain("for operators only", paper);
        Assert.Equal(first.Bytes, (await browser.Get(address)).Bytes);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        Assert.Equal(
            first.Bytes, (await desk.Get($"/console/parties/{customer.Party}/entries/INR/{entry}?handler=Receipt")).Bytes);

        // An invoice's entry has no receipt, and a neighbour's none of this one's.
        Assert.Equal(
            HttpStatusCode.NotFound, (await browser.Get("/portal/ledger?handler=Receipt&currency=INR&entry=1")).Status);
        using var neighbour = await (await customer.Neighbour()).SignedIn();
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.Get(address)).Status);
    }

    [Fact]
    public async Task A_refund_has_a_number_and_a_paper_that_names_what_it_was_paid_from()
    {
        var customer = await Customer.Create(fixture.Portal);
        var paid = (await customer.Pay(600m, Today.AddDays(-1), new SettleNothing())).Version;
        var entry = (await customer.Post(
            EntryKind.Refund, 150m, Today, settlement: new SettleOldestDueFirst(), method: "Bank transfer")).Version;
        var address = $"/portal/ledger?handler=Receipt&currency=INR&entry={entry}";
        using var browser = await customer.SignedIn();
        Assert.Contains($"handler=Receipt&amp;currency=INR&amp;entry={entry}", (await browser.Get("/portal/ledger")).Body, StringComparison.Ordinal);
        var first = await browser.Get(address);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var paper = new Pdf(first.Bytes).AllText;
        Assert.Contains("Refund", paper);
        Assert.Contains("RF/", paper);
        Assert.Contains("RC/", paper);
        Assert.Contains("₹150.00", paper);
        Assert.Contains("Rupees one hundred fifty only", paper);
        Assert.DoesNotContain("for operators only", paper);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        var page = $"/console/parties/{customer.Party}/entries/INR/{entry}";
        Assert.Contains("RF/", (await desk.Get(page)).Body, StringComparison.Ordinal);
        Assert.Equal(first.Bytes, (await desk.Get($"{page}?handler=Receipt")).Bytes);
        Assert.Contains("RC/", new Pdf((await browser.Get(
            $"/portal/ledger?handler=Receipt&currency=INR&entry={paid}")).Bytes).AllText);
        using var neighbour = await (await customer.Neighbour()).SignedIn();
        Assert.Equal(HttpStatusCode.NotFound, (await neighbour.Get(address)).Status);
    }

    [Fact]
    public async Task The_receipt_of_a_payment_that_was_taken_back_says_so()
    {
        var customer = await Customer.Create(fixture.Portal);
        var entry = (await customer.Pay(600m, settlement: new SettleNothing())).Version;
        using var browser = await customer.SignedIn();
        var address = $"/portal/ledger?handler=Receipt&currency=INR&entry={entry}";
        Assert.DoesNotContain("REVERSED", new Pdf((await browser.Get(address)).Bytes).AllText);
        (await customer.Ledger().Execute(new ReverseEntry
        {
            Id = new CommandId(Guid.NewGuid()),
            By = Actor.System("test"),
            Entry = entry,
            DocumentDate = Today,
            InternalReason = "bounced",
        })).OrThrow();
        Assert.Contains("REVERSED", new Pdf((await browser.Get(address)).Bytes).AllText);
    }
}
