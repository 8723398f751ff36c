using System.Net;
using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Businesses;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Portal;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;

namespace LedgerPortal.Papers;

/// <summary>PDFs of invoices and credit notes, as customers and operators get them from the running program.</summary>
public sealed class DocumentPaperTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task An_invoice_says_on_paper_what_its_page_says()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(
            Today, Customer.Line("बासमती चावल 25 kg", 12, 2_050.5m, 18), Customer.Line("Discount", -1, 100m, 5), Customer.Line("Rice", 3, 40m, 5));
        using var browser = await customer.SignedIn();
        var page = await browser.Get($"/portal/invoices/{invoice}");
        var answer = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/pdf", answer.Headers["Content-Type"]);
        Assert.Equal("no-store", answer.Headers["Cache-Control"]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        var number = await customer.NumberOf(invoice);
        Assert.StartsWith(
            $"attachment; filename={number.Replace('/', '-')}.pdf", answer.Headers["Content-Disposition"], StringComparison.Ordinal);

        var paper = new Pdf(answer.Bytes).AllText;
        // Every amount, quantity and rate of the page's lines and sums.
        var figures = page.Page.QuerySelectorAll(".lines-table td.num, .document-totals dd, .document-totals dt, .lines-table .line-name")
            .Select(cell => cell.Words()).Where(text => text.Length > 0).Distinct().ToList();
        Assert.True(figures.Count > 12, string.Join(" | ", figures));
        Assert.All(figures, figure => Assert.Contains(figure.Replace(' ', '\u00a0'), paper.Replace(' ', '\u00a0'), StringComparison.Ordinal));
        Assert.Contains("Tax invoice", paper);
        Assert.Contains(number, paper);
        Assert.Contains("Maharashtra (27)", paper);
        Assert.Contains("GSTIN 27AABCS1429B1ZU", paper);
        Assert.Contains("GSTIN 27AAFPK2231D1Z9", paper);
        Assert.Contains("CGST 9 %", paper);
        Assert.Contains("Rupees", paper);
        Assert.Contains("Scan to pay by UPI", paper);
        Assert.Contains("Page 1 of", paper);
    }

    [Fact]
    public async Task Whoever_asks_again_gets_the_same_bytes_whatever_became_of_the_business()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var browser = await customer.SignedIn();
        var first = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        var business = fixture.Portal.Grains.Get<IBusiness>(customer.Business.ToString());
        (await business.Execute(new ChangeBusiness
        {
            Id = new CommandId(Guid.NewGuid()),
            By = Actor.System("test"),
            ExpectedVersion = (await business.View())!.Version,
            Details = Customer.BusinessDetails with { Name = "Renamed", LegalName = "Renamed Ltd", UpiId = "new@bank" },
        })).OrThrow();
        await customer.Pay(400m);

        var again = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        var atTheDesk = await desk.Get($"/console/invoices/{invoice}?handler=Pdf");
        using var link = await customer.WithLinkOf(invoice);
        var byLink = await link.Get($"/portal/invoices/{invoice}?handler=Pdf");

        Assert.Equal(first.Bytes, again.Bytes);
        Assert.Equal(first.Bytes, atTheDesk.Bytes);
        Assert.Equal(first.Bytes, byLink.Bytes);
        var other = await customer.Issue(Today, 1_000m);
        Assert.Contains("Renamed", new Pdf((await browser.Get($"/portal/invoices/{other}?handler=Pdf")).Bytes).AllText);
    }

    [Fact]
    public async Task One_that_was_taken_back_gets_a_new_one_with_a_mark_and_the_first_stays()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        var first = await desk.Get($"/console/invoices/{invoice}?handler=Pdf");
        Assert.DoesNotContain("VOID", new Pdf(first.Bytes).AllText);
        (await fixture.Portal.Grains.Get<IInvoice>($"{customer.Business}/{invoice}").Execute(
            new VoidInvoice { Id = new CommandId(Guid.NewGuid()), By = Actor.System("test"), Reason = "twice" })).OrThrow();
        Assert.Equal(DocumentStatus.Void, (await customer.View(invoice))!.Status);

        var marked = new Pdf((await desk.Get($"/console/invoices/{invoice}?handler=Pdf")).Bytes).AllText;

        Assert.Contains("VOID", marked);
        Assert.DoesNotContain("How to pay", marked);
        await using var kept = fixture.Database.Databases.Owner.CreateCommand(
            "select count(*) from access.kept_paper where business = $1 and document = $2 and (name like '%/void' or pdf = $3)");
        kept.Parameters.AddWithValue(customer.Business.Value);
        kept.Parameters.AddWithValue(invoice.Value);
        kept.Parameters.AddWithValue(first.Bytes);
        Assert.Equal(2L, await kept.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_program_gets_the_bytes_that_the_customer_gets()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        var credit = await customer.Credit(invoice, Today, Customer.Line("Rice", 1, 100m));
        await customer.NumberOfCredit(credit);
        var entry = (await customer.Pay(600m)).Version;
        var draft = await customer.Draft(Today, Customer.Line("Rice", 1, 10m));
        var elsewhere = await (await Customer.Create(fixture.Portal)).Issue(Today, 5m);
        using var browser = await customer.SignedIn();
        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business }, ApiScope.Read);
        foreach (var (api, portal) in new[]
        {
            ($"invoices/{invoice}/pdf", $"/portal/invoices/{invoice}?handler=Pdf"),
            ($"credit-notes/{credit}/pdf", $"/portal/credit-notes/{credit}?handler=Pdf"),
            ($"ledgers/{customer.Party}/entries/{entry}/pdf", $"/portal/ledger?handler=Receipt&currency=INR&entry={entry}"),
        })
        {
            using var answer = await program.Http.GetAsync(new Uri($"/api/v1/{api}", UriKind.Relative));
            Assert.Equal((HttpStatusCode.OK, "application/pdf"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal((await browser.Get(portal)).Bytes, await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Equal(HttpStatusCode.Conflict, (await program.Get($"invoices/{draft}/pdf")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get($"invoices/{elsewhere}/pdf")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await program.Get($"ledgers/{customer.Party}/entries/999/pdf")).Status);
    }

    [Fact]
    public async Task A_kept_one_that_was_changed_is_found_and_not_handed_out()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var browser = await customer.SignedIn();
        await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        async Task<Check> Checked() => (await Verification.Run(
            fixture.Database.Databases.Owner, customer.Business, TimeProvider.System, CancellationToken.None, null, KeptPapers.Check))
            .Checks.Single(check => check.Claim == KeptPapers.Check.Claim);
        var before = await Checked();
        Assert.True(before.Counted > 0);
        Assert.Equal(0, before.Broken);
        await using var change = fixture.Database.Databases.Owner.CreateCommand(
            "update access.kept_paper set pdf = set_byte(pdf, 100, (get_byte(pdf, 100) + 1) % 256) where document = $1");
        change.Parameters.AddWithValue(invoice.Value);
        Assert.Equal(1, await change.ExecuteNonQueryAsync());
        var after = await Checked();
        Assert.Equal(1, after.Broken);
        Assert.Contains($"document/{invoice}", Assert.Single(after.Examples));
        Assert.Equal(HttpStatusCode.InternalServerError, (await browser.Get($"/portal/invoices/{invoice}?handler=Pdf")).Status);
    }

    [Fact]
    public async Task Nobody_but_who_may_see_the_page_gets_the_paper()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        var other = await customer.Issue(Today, 2_000m);
        var draft = await customer.Draft(Today, Customer.Line("Rice", 1, 10m));
        var neighbour = await customer.Neighbour();
        var stranger = await Customer.Create(fixture.Portal, "Elsewhere");
        // Kept already: it is there to be taken.
        using (var own = await customer.SignedIn())
        {
            Assert.Equal(HttpStatusCode.OK, (await own.Get($"/portal/invoices/{invoice}?handler=Pdf")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await own.Get($"/portal/invoices/{draft}?handler=Pdf")).Status);
        }

        using var link = await customer.WithLinkOf(other);
        using var nextDoor = await neighbour.SignedIn();
        using var foreign = await stranger.SignedIn();
        using var foreignDesk = fixture.Portal.Browse();
        await stranger.SignInOperator(foreignDesk);
        using var nobody = fixture.Portal.Browse();
        foreach (var browser in new[] { link, nextDoor, foreign })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/invoices/{invoice}?handler=Pdf")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await foreignDesk.Get($"/console/invoices/{invoice}?handler=Pdf")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.Get($"/portal/invoices/{invoice}?handler=Pdf")).Status);
        Assert.NotEqual(HttpStatusCode.OK, (await nobody.Get($"/console/invoices/{invoice}?handler=Pdf")).Status);
    }

    [Fact]
    public async Task Fetching_one_marks_nothing_as_viewed_and_asking_for_its_headers_makes_none()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var browser = await customer.SignedIn();
        var head = await browser.Send(HttpMethod.Head, $"/portal/invoices/{invoice}?handler=Pdf", null, "none");
        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.Equal("application/pdf", head.Headers["Content-Type"]);
        await using var kept = fixture.Database.Databases.Owner.CreateCommand(
            "select count(*) from access.kept_paper where document = $1");
        kept.Parameters.AddWithValue(invoice.Value);
        Assert.Equal(0L, await kept.ExecuteScalarAsync());
        await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        Assert.Null((await customer.View(invoice))!.FirstViewedAt);
    }

    [Fact]
    public async Task A_credit_note_names_its_invoice_and_is_hidden_with_the_others()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 1_000m);
        var credit = await customer.Credit(invoice, Today, Customer.Line("Rice", 1, 100m));
        using var browser = await customer.SignedIn();
        var paper = new Pdf((await browser.Get($"/portal/credit-notes/{credit}?handler=Pdf")).Bytes).AllText;
        Assert.Contains("Credit note", paper);
        Assert.Contains(await customer.NumberOfCredit(credit), paper);
        Assert.Contains(await customer.NumberOf(invoice), paper);
        Assert.Contains("Damaged on arrival", paper);
        Assert.Contains("₹100.00", paper);
        Assert.DoesNotContain("How to pay", paper);

        await customer.Show(new PortalSettings { ShowCreditNotes = false });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/credit-notes/{credit}?handler=Pdf")).Status);
        using var link = await customer.WithLinkOf(credit, LinkedDocument.CreditNote);
        Assert.Equal(HttpStatusCode.OK, (await link.Get($"/portal/credit-notes/{credit}?handler=Pdf")).Status);
    }

    [Fact]
    public async Task Where_Node_is_missing_one_sentence_says_so_and_the_page_is_there()
    {
        var portal = await fixture.Start(papers: new TypesettingSettings("/nowhere/node"));
        var customer = await Customer.Create(portal);
        var invoice = await customer.Issue(Today, 1_000m);
        using var browser = await customer.SignedIn();
        var answer = await browser.Get($"/portal/invoices/{invoice}?handler=Pdf");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("text/plain; charset=utf-8", answer.Headers["Content-Type"]);
        Assert.Equal(
            "PDFs cannot be made here, because Node.js is not installed on the server. The page itself can be printed.", answer.Body);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get($"/portal/invoices/{invoice}")).Status);
    }
}
