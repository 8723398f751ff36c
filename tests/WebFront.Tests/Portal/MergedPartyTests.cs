using System.Net;
using LedgerPortal.Access;
using LedgerPortal.CreditNotes;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>What the portal of a customer shows of the parties that were merged into it.</summary>
public sealed class MergedPartyTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Credit_notes_of_the_old_party_are_in_the_list_unapplied_as_far_as_they_are_here()
    {
        var (old, kept) = await Two();
        var invoice = await old.Issue(Today.AddDays(-5), 500m);
        await old.Pay(500m, Today.AddDays(-4));
        var note = await old.Credit(invoice, Today.AddDays(-3), Customer.Line("Returned", 1, 200m));
        var own = await kept.Issue(Today, 900m);
        var ownNote = await kept.Credit(own, Today, Customer.Line("Returned", 1, 70m));
        await Numbered(old, note);
        await Numbered(kept, ownNote);
        using var browser = await kept.SignedIn();
        Assert.Equal([await kept.NumberOfCredit(ownNote)], await Listed(browser));
        await old.MergeInto(kept);

        // The newest first, and each leads to its page.
        Assert.Equal([await kept.NumberOfCredit(ownNote), await old.NumberOfCredit(note)], await Listed(browser));
        var page = await browser.Get($"/portal/credit-notes/{note}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("200.00", await Row(browser, note), StringComparison.Ordinal);
        var file = await browser.Get("/portal/credit-notes?handler=File&as=csv");
        Assert.Contains(await old.NumberOfCredit(note), file.Body, StringComparison.Ordinal);

        // Used here, it is used.
        var credit = (await kept.Ledger().OpenEntries(100))[^1];
        (await kept.Ledger().Execute(new AllocateCredit
        {
            Id = Books.NewId(), By = Actor.System("test"), CreditEntry = credit,
            Settlement = new SettleExactly([new SettlementPart(1, new Money(150_00, Customer.Rupee))]),
        })).OrThrow();
        Assert.Contains("50.00", await Row(browser, note), StringComparison.Ordinal);

        // Of a third party there is nothing.
        using var stranger = await (await kept.Neighbour("Third party")).SignedIn();
        Assert.Empty(await Listed(stranger));
    }

    [Fact]
    public async Task An_invoice_of_the_old_party_is_forwarded_from_the_kept_ones_portal()
    {
        var (old, kept) = await Two();
        var invoice = await old.Issue(Today, 1_250m);
        var number = await old.NumberOf(invoice);
        await old.MergeInto(kept);
        var books = new Books(fixture.Portal) { Business = kept.Business };
        var person = await ContactPerson.Save(fixture.Portal, books, kept.Party);
        using var browser = await person.SignedUp();
        var url = (await browser.Get($"/portal/invoices/{invoice}")).Page
            .QuerySelector("a[href^='/portal/forward/']")!.GetAttribute("href")!;
        var email = $"{Guid.NewGuid():N}@example.com";
        var sent = await browser.Submit(url, ("Name", "Ravi Joshi"), ("Email", email));
        Assert.Equal($"/portal/invoices/{invoice}", sent.Location);

        // The link opens it, and nothing else.
        var mail = await new Mailbox(fixture.Portal).Newest("ForwardedLink", email);
        Assert.Contains("Deshpande Traders passes on to you " + number, mail.Text, StringComparison.Ordinal);
        using var receiver = fixture.Portal.Browse();
        var opened = await receiver.Submit("/i", ("Secret", Mailbox.SecretIn(mail)));
        Assert.Equal($"/portal/invoices/{invoice}", opened.Location);
        Assert.Contains("1,250.00", (await receiver.Get(opened.Location!)).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await receiver.Get("/portal")).Status);

        // The business sees who did, on the invoice and among what happens now.
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.Contains(
            "Sunita Kulkarni to Ravi Joshi",
            (await owner.Get($"/console/invoices/{invoice}")).Page.GetElementById("forwards")!.TextContent, StringComparison.Ordinal);
        var today = (await owner.Get("/console")).Page;
        var told = today.QuerySelectorAll(".feed li").Single(item => item.Words().Contains("forwarded", StringComparison.Ordinal));
        Assert.StartsWith($"Sunita Kulkarni of Kulkarni Stores forwarded {number} to Ravi Joshi", told.Words(), StringComparison.Ordinal);
        Assert.Equal(
            [$"/console/parties/{old.Party}", $"/console/invoices/{invoice}"],
            told.QuerySelectorAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public async Task A_credit_note_that_is_forwarded_is_told_of_and_a_person_who_was_removed_has_no_name()
    {
        var (customer, _) = await Two();
        var invoice = await customer.Issue(Today, 500m);
        var note = await customer.Credit(invoice, Today, Customer.Line("Returned", 1, 200m));
        await Numbered(customer, note);
        var books = new Books(fixture.Portal) { Business = customer.Business };
        var person = await ContactPerson.Save(fixture.Portal, books, customer.Party);
        using var browser = await person.SignedUp();
        await browser.Submit($"/portal/forward/credit-note/{note}", ("Name", "Ravi Joshi"), ("Email", $"{Guid.NewGuid():N}@example.com"));
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var number = await customer.NumberOfCredit(note);
        Assert.Contains($"Sunita Kulkarni of Kulkarni Stores forwarded {number} to Ravi Joshi", await Feed(owner), StringComparison.Ordinal);
        Assert.Contains($"/console/credit-notes/{note}", (await owner.Get("/console")).Body, StringComparison.Ordinal);

        (await fixture.Portal.Grains.Get<Parties.IParty>($"{customer.Business}/{customer.Party}").Execute(
            new Parties.RemoveContact { Id = Books.NewId(), By = Actor.System("test"), Contact = person.Id })).OrThrow();
        Assert.Contains($"Erased of Kulkarni Stores forwarded {number} to Ravi Joshi", await Feed(owner), StringComparison.Ordinal);
    }

    private static async Task<string> Feed(Browser owner) => (await owner.Get("/console")).Page.Text(".feed");

    private async Task<(Customer Old, Customer Kept)> Two()
    {
        var old = await Customer.Create(fixture.Portal);
        return (old, await old.Neighbour());
    }

    private static async Task<IEnumerable<string>> Listed(Browser browser) => [.. (await browser.Get("/portal/credit-notes")).Page
        .QuerySelectorAll("table.rows a.name").Select(link => link.Words())];

    private static async Task<string> Row(Browser browser, DocumentId note) => (await browser.Get("/portal/credit-notes")).Page
        .QuerySelector($"a[href='/portal/credit-notes/{note}']")!.Closest("tr")!.Words();

    /// <summary>Its number follows the command: without one it is not there for its customer yet.</summary>
    private async Task Numbered(Customer customer, DocumentId creditNote)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await fixture.Portal.Grains.Get<ICreditNote>($"{customer.Business}/{creditNote}").View())?.Number is null)
            await Task.Delay(20, limit.Token);
    }
}
