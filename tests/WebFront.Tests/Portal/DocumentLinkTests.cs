using System.Net;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>Whoever has the link of one document sees that document and its payments, and nothing else.</summary>
public sealed class DocumentLinkTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task It_shows_the_invoice_and_its_payments_without_a_way_to_anything_else()
    {
        var customer = await Customer.Create(fixture.Portal);
        var shown = await customer.Issue(Today.AddDays(-40), 1_000m);
        await customer.Issue(Today.AddDays(-39), 77_777m);
        // One payment for both: only its part for this invoice is shown.
        await customer.Pay(31_234m);
        using var browser = await customer.WithLinkOf(shown);

        var answer = await browser.Get($"/portal/invoices/{shown}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var words = answer.Page.Body!.Words();
        Assert.Contains(await customer.NumberOf(shown), words, StringComparison.Ordinal);
        Assert.Contains("−₹1,000.00", words, StringComparison.Ordinal);
        Assert.Contains("Fully paid", words, StringComparison.Ordinal);
        Assert.DoesNotContain("31,234", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("77,777", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("46,543", answer.Body, StringComparison.Ordinal);
        Assert.All(
            answer.Page.QuerySelectorAll("a[href], form[action]").Select(link => link.GetAttribute("href") ?? link.GetAttribute("action")!),
            target => Assert.Matches($"^(#|tel:|mailto:|/sign-in$|/portal/invoices/{shown}[?]handler=(Pdf|File&as=(csv|json)|Ubl)$)", target));
        Assert.Equal($"document/{shown}", answer.Page.QuerySelector("[data-watch]")!.GetAttribute("data-watch"));
        Assert.Contains("ask Sahyadri Distributors for your portal link", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_other_page_of_the_portal_is_closed()
    {
        var customer = await Customer.Create(fixture.Portal);
        var shown = await customer.Issue(Today, 1_000m);
        var other = await customer.Issue(Today, 77_777m);
        var credit = await customer.Credit(other, Today, Customer.Line("Rice", 1, 555m));
        using var browser = await customer.WithLinkOf(shown);
        var routes = fixture.Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(route => route.StartsWith("/portal", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(routes.Count >= 6, string.Join(", ", routes));

        foreach (var route in routes)
        {
            foreach (var query in new[] { "", "?part=balance", "?part=list", "?part=rows", "?part=lines", "?part=totals", "?view=print", "?handler=Pdf" })
            {
                foreach (var document in new[] { other, credit })
                {
                    var path = route.Replace("{id}", document.ToString(), StringComparison.Ordinal);
                    if (path.Contains("probe", StringComparison.Ordinal) || path.Contains("sign-", StringComparison.Ordinal)
                        || path.Contains("forgot", StringComparison.Ordinal))
                        continue;
                    var answer = await browser.Get(path + query);
                    Assert.True(answer.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{path}{query}: {answer.Status}");
                    Assert.DoesNotContain("77,777", answer.Body, StringComparison.Ordinal);
                    Assert.DoesNotContain("INV/", answer.Body, StringComparison.Ordinal);
                    Assert.DoesNotContain("Kulkarni", answer.Body, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task It_does_not_open_in_place_as_the_lists_do()
    {
        var customer = await Customer.Create(fixture.Portal);
        var shown = await customer.Issue(Today, 1_000m);
        using var browser = await customer.WithLinkOf(shown);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/invoices/{shown}?part=lines")).Status);
    }

    [Fact]
    public async Task A_credit_notes_link_shows_the_credit_note_and_names_no_other_document()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today.AddDays(-3), 1_000m);
        var credit = await customer.Credit(invoice, Today, Customer.Line("Rice", 1, 555m));
        await customer.Show(new() { ShowCreditNotes = false });
        using var browser = await customer.WithLinkOf(credit, LinkedDocument.CreditNote);

        var answer = await browser.Get($"/portal/credit-notes/{credit}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("−₹555.00", answer.Page.Text(".document-amount"), StringComparison.Ordinal);
        // The law makes the credit note itself name its invoice; it leads nowhere.
        Assert.DoesNotContain($"/portal/invoices/{invoice}", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/invoices/{invoice}")).Status);
    }

    [Fact]
    public async Task It_is_told_when_its_invoice_is_paid_and_not_of_other_affairs()
    {
        var customer = await Customer.Create(fixture.Portal);
        var shown = await customer.Issue(Today, 1_000m);
        using var browser = await customer.WithLinkOf(shown);
        var before = await Position(browser, shown);

        var other = await customer.Issue(Today, 500m);
        Assert.Equal(before, await Position(browser, shown));
        await customer.Post(EntryKind.Payment, 400m, Today, settlement: new SettleDocument(other));
        Assert.Equal(before, await Position(browser, shown));
        await customer.Post(EntryKind.Payment, 400m, Today, settlement: new SettleDocument(shown));
        Assert.True(await Position(browser, shown) > before);
    }

    private static async Task<long> Position(Browser browser, DocumentId document) => long.Parse(
        (await browser.Get($"/portal/invoices/{document}?part=document", ("X-Live", "1"))).Page
            .QuerySelector("[data-position]")!.GetAttribute("data-position")!);
}
