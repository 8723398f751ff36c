using System.Net;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>A statement by e-mail says that it is there and leads to the sign-in: no amount, no secret.</summary>
public sealed class StatementMailTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private Mailbox Mail => new(fixture.Portal);

    [Fact]
    public async Task A_customer_who_signed_in_sends_it_to_oneself()
    {
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Kulkarni Stores");
        await books.Post(party, 123_456_78);
        var person = await ContactPerson.Save(fixture.Portal, books, party);
        using var browser = await person.SignedUp();
        var before = await Mail.Ended("statement", "Dropped");

        var page = await browser.Get("/portal/ledger?period=custom&from=2026-10-01&to=2026-11-30");
        var form = page.Page.QuerySelector("form[action*='handler=Mail']")!;
        var sent = await browser.Post(form.GetAttribute("action")!, Fields(form));
        // Pressed twice it is one wish.
        await browser.Post(form.GetAttribute("action")!, Fields(form));

        Assert.Equal("/portal/ledger?currency=INR&period=custom&from=2026-10-01&to=2026-11-30", sent.Location);
        var mail = await Mail.Newest("Statement", person.Email);
        Assert.Contains("from 01 Oct 2026 to 30 Nov 2026", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"{new Uri(fixture.Portal.Address, sent.Location)}", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1,23,456", mail.Subject + mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("#", mail.Text, StringComparison.Ordinal);
        Assert.Equal(before + 1, await Mail.Ended("statement", "Dropped"));
    }

    [Fact]
    public async Task Who_came_by_a_link_has_no_address_here()
    {
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Kulkarni Stores");
        await books.Post(party, 100);
        using var browser = await books.SignedIn(party);
        var page = await browser.Get("/portal/ledger");
        Assert.Null(page.Page.QuerySelector("form[action*='handler=Mail']"));
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value")
            ?? page.Page.QuerySelector("meta[name=antiforgery]")?.GetAttribute("content") ?? "";
        var answer = await browser.Post(
            "/portal/ledger?handler=Mail", [new("__RequestVerificationToken", token), new("Command", Id.Text(Guid.NewGuid()))]);
        Assert.True(answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{answer.Status}");
    }

    [Fact]
    public async Task An_operator_sends_it_to_a_contact_and_not_once_the_statement_is_switched_off()
    {
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Kulkarni Stores");
        await books.Post(party, 100);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var address = $"/console/parties/{party}/statement?period=custom&from=2026-11-01&to=2026-11-30";
        Assert.Contains("No contact of this party", await Sent(owner, address), StringComparison.Ordinal);

        var person = await ContactPerson.Save(fixture.Portal, books, party);
        Assert.Contains("Sunita Kulkarni", await Sent(owner, address), StringComparison.Ordinal);
        Assert.Contains("from 01 Nov 2026 to 30 Nov 2026", (await Mail.Newest("Statement", person.Email)).Text, StringComparison.Ordinal);

        var before = await Mail.Ended("statement", "NotNeeded");
        await books.SwitchPortal(isEnabled: false);
        await Sent(owner, address);
        Assert.Equal(before + 1, await Mail.Ended("statement", "NotNeeded"));
    }

    private static async Task<string> Sent(Browser owner, string address)
    {
        var form = (await owner.Get(address)).Page.QuerySelector("form[action*='handler=Mail']")!;
        var answer = await owner.Post(form.GetAttribute("action")!, Fields(form));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return (await owner.Get(answer.Location!.Split('#')[0])).Body;
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(AngleSharp.Dom.IElement form) =>
        form.QuerySelectorAll("input[name]").Select(input =>
            new KeyValuePair<string, string>(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""));
}
