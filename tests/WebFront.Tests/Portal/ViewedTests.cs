using System.Net;
using Dapper;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>An invoice counts as viewed when a person of the customer's side saw it, and at no other time.</summary>
public sealed class ViewedTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Reading_the_page_marks_nothing()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 100m);
        using var browser = await customer.WithLinkOf(invoice);
        await browser.Get($"/portal/invoices/{invoice}");
        await browser.Get($"/portal/invoices/{invoice}?handler=Viewed");
        await browser.Send(HttpMethod.Head, $"/portal/invoices/{invoice}", null, "none");
        await browser.Send(HttpMethod.Head, $"/portal/invoices/{invoice}?handler=Viewed", null, "none");
        Assert.Empty(await Viewings(invoice));
    }

    [Fact]
    public async Task The_page_of_a_person_marks_it_once_with_the_way_in_and_the_device()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 100m);
        using var byLink = await customer.WithLinkOf(invoice);
        using var byToken = await customer.SignedIn();

        Assert.Equal(HttpStatusCode.NoContent, await View(byLink, invoice));
        Assert.Equal(HttpStatusCode.NoContent, await View(byLink, invoice));
        Assert.Equal(HttpStatusCode.NoContent, await View(byToken, invoice));

        Assert.Equal([("invoice link", "phone"), ("portal token", "phone")], await Viewings(invoice));
        Assert.NotNull((await customer.View(invoice))!.FirstViewedAt);
    }

    [Fact]
    public async Task A_post_that_no_page_of_ours_made_is_refused()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 100m);
        using var browser = await customer.WithLinkOf(invoice);
        var url = $"/portal/invoices/{invoice}?handler=Viewed";
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.Post(url, [])).Status);
        var token = Token(await browser.Get($"/portal/invoices/{invoice}"));
        var fromElsewhere = await browser.Send(
            HttpMethod.Post, url, null, "cross-site", ("RequestVerificationToken", token));
        Assert.Equal(HttpStatusCode.Forbidden, fromElsewhere.Status);
        Assert.Empty(await Viewings(invoice));
    }

    [Fact]
    public async Task The_operators_own_look_does_not_count_and_that_of_another_businesss_operator_does()
    {
        var customer = await Customer.Create(fixture.Portal);
        var other = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today, 100m);
        using var own = await customer.WithLinkOf(invoice);
        await customer.SignInOperator(own);
        Assert.Equal(HttpStatusCode.NoContent, await View(own, invoice));
        Assert.Empty(await Viewings(invoice));

        // A customer may run a business of their own on this installation.
        using var neighbours = await customer.WithLinkOf(invoice);
        await other.SignInOperator(neighbours);
        Assert.Equal(HttpStatusCode.NoContent, await View(neighbours, invoice));
        Assert.Single(await Viewings(invoice));
    }

    [Fact]
    public async Task Only_what_the_session_may_see_can_be_marked()
    {
        var customer = await Customer.Create(fixture.Portal);
        var neighbour = await customer.Neighbour();
        var shown = await customer.Issue(Today, 100m);
        var mine = await customer.Issue(Today, 200m);
        var theirs = await neighbour.Issue(Today, 300m);
        var draft = await customer.Draft(Today, Customer.Line("Rice", 1, 100m));
        using var byLink = await customer.WithLinkOf(shown);
        using var byToken = await customer.SignedIn();

        Assert.Equal(HttpStatusCode.NotFound, await View(byLink, mine, shown));
        Assert.Equal(HttpStatusCode.NotFound, await View(byToken, theirs, shown));
        Assert.Equal(HttpStatusCode.NotFound, await View(byToken, draft, shown));

        Assert.Empty(await Viewings(mine));
        Assert.Empty(await Viewings(theirs));
    }

    private static async Task<HttpStatusCode> View(Browser browser, DocumentId document, DocumentId? page = null)
    {
        var shown = await browser.Get($"/portal/invoices/{page ?? document}");
        Assert.Equal(
            $"/portal/invoices/{page ?? document}?handler=Viewed",
            shown.Page.QuerySelector("[data-viewed-post]")!.GetAttribute("data-viewed-post"));
        return (await browser.Post(
            $"/portal/invoices/{document}?handler=Viewed", [], ("RequestVerificationToken", Token(shown)))).Status;
    }

    private static string Token(Answer shown) => shown.Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;

    private async Task<IReadOnlyList<(string Through, string Device)>> Viewings(DocumentId document)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return (await connection.QueryAsync<(string, string)>(
            "select through, device from read.viewing where document = @document order by viewed_at",
            new { document = document.Value })).AsList();
    }
}
