using System.Net;
using LedgerPortal.Access;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Hosting;
using LedgerPortal.Live;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>A person of the party passes a document on to somebody, who gets that document and nothing else.</summary>
public sealed class ForwardTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    private Mailbox Mail => new(Portal);

    [Fact]
    public async Task Whom_it_was_forwarded_to_sees_that_document_and_nothing_else_and_the_business_sees_who_did()
    {
        var (customer, books, person, browser) = await Person();
        var document = await customer.Issue(Customer.Today, 1_250m);
        await customer.Issue(Customer.Today, 7_777m);
        var number = await customer.NumberOf(document);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        await using var live = await LiveClient.Connect(Portal, owner);
        await live.Watch(Topic.Business);
        var email = NewEmail();
        var url = (await browser.Get($"/portal/invoices/{document}")).Page
            .QuerySelector("a[href^='/portal/forward/']")!.GetAttribute("href")!;

        var form = await browser.Get(url);
        var sent = await browser.Submit(url, form, ("Name", "Ravi Joshi"), ("Email", email));
        // Pressed twice it is one wish.
        await browser.Submit(url, form, ("Name", "Ravi Joshi"), ("Email", email));

        Assert.Equal($"/portal/invoices/{document}", sent.Location);
        Assert.Contains($"{number} is on its way to {email}", (await browser.Get(sent.Location!)).Body, StringComparison.Ordinal);
        var told = await live.NextChange();
        while (told["what"]?.ToJsonString().Contains("forwarded", StringComparison.Ordinal) != true)
            told = await live.NextChange();

        var mail = await Mail.Newest("ForwardedLink", email);
        Assert.Contains("Kulkarni Stores passes on to you " + number, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1,250", mail.Subject + mail.Text, StringComparison.Ordinal);
        using var receiver = Portal.Browse();
        var opened = await receiver.Submit("/i", ("Secret", Mailbox.SecretIn(mail)));
        Assert.Equal($"/portal/invoices/{document}", opened.Location);
        Assert.Contains(number, (await receiver.Get(opened.Location!)).Body, StringComparison.Ordinal);
        foreach (var path in new[] { "/portal", "/portal/ledger", "/portal/profile", url })
            Assert.Equal(HttpStatusCode.Forbidden, (await receiver.Get(path)).Status);

        var contact = Assert.Single(await Contacts(customer), known => known.Details?.Email == email);
        Assert.Equal((SealedContact.Forwarded, "Ravi Joshi"), (contact.Role, contact.Details!.Name));
        var seen = (await owner.Get($"/console/invoices/{document}")).Page.GetElementById("forwards")!;
        Assert.Contains("Sunita Kulkarni to Ravi Joshi", seen.TextContent, StringComparison.Ordinal);
        Assert.Contains(email, seen.TextContent, StringComparison.Ordinal);
        Assert.Single(seen.QuerySelectorAll("li"));
        Assert.NotEqual(default, person.Id);
    }

    [Fact]
    public async Task Who_is_a_contact_already_stays_one_and_the_answer_is_the_same()
    {
        var (customer, books, _, browser) = await Person();
        var document = await customer.Issue(Customer.Today, 100m);
        var known = await ContactPerson.Save(Portal, books, customer.Party, $"Accounts.{Guid.NewGuid():N}@Example.com");
        var before = (await Contacts(customer)).Count;

        var toKnown = await Forward(browser, "invoice", document, "Somebody Else", known.Email.ToUpperInvariant());
        var after = await browser.Get(toKnown.Location!);
        var unknown = NewEmail();
        var toUnknown = await Forward(browser, "invoice", document, "Somebody Else", unknown);

        Assert.Equal((toUnknown.Status, toUnknown.Location), (toKnown.Status, toKnown.Location));
        Assert.DoesNotContain("Sunita", after.Body, StringComparison.Ordinal);
        Assert.Contains(known.Email.ToUpperInvariant(), after.Body, StringComparison.Ordinal);
        await Mail.Newest("ForwardedLink", known.Email);
        var contacts = await Contacts(customer);
        Assert.Equal(before + 1, contacts.Count);
        Assert.Equal("accounts", contacts.Single(contact => contact.Id == known.Id).Role);
    }

    [Theory]
    [InlineData("", "a@example.com", "Please type the person")]
    [InlineData("Ravi", "", "like name@example.com")]
    [InlineData("Ravi", "ravi at example.com", "like name@example.com")]
    [InlineData("Ravi", "a@example.com, b@example.com", "one address")]
    [InlineData("Ravi", "a@example.com;b@example.com", "one address")]
    [InlineData("Ravi", "own", "your own address")]
    public async Task Careless_input_is_told_keeps_what_was_typed_and_sends_nothing(string name, string email, string told)
    {
        var (customer, _, person, browser) = await Person();
        var document = await customer.Issue(Customer.Today, 100m);
        email = email == "own" ? person.Email.ToUpperInvariant() : email;
        var answer = await Forward(browser, "invoice", document, name, email);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(told, answer.Page.QuerySelector("main form")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(email, answer.Page.QuerySelector("#Email")!.GetAttribute("value") ?? "");
        Assert.Single(await Contacts(customer));
        Assert.Null(await Portal.Grains.Get<IDocumentLink>($"{customer.Business}/{document}").View());
    }

    [Fact]
    public async Task A_credit_note_is_forwarded_as_well_unless_the_business_shows_none()
    {
        var (customer, books, _, browser) = await Person();
        var invoice = await customer.Issue(Customer.Today, 500m);
        var note = await customer.Credit(invoice, Customer.Today, Customer.Line("Returned", 1, 200m));
        await Numbered(customer, note);
        var email = NewEmail();
        Assert.Equal($"/portal/credit-notes/{note}", (await Forward(browser, "credit-note", note, "Ravi Joshi", email)).Location);
        using var receiver = Portal.Browse();
        var opened = await receiver.Submit("/i", ("Secret", Mailbox.SecretIn(await Mail.Newest("ForwardedLink", email))));
        Assert.Equal($"/portal/credit-notes/{note}", opened.Location);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.Contains(email, (await owner.Get($"/console/credit-notes/{note}")).Page.GetElementById("forwards")!.TextContent, StringComparison.Ordinal);

        await customer.Show(new() { ShowCreditNotes = false });
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/forward/credit-note/{note}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/forward/credit-note/{invoice}")).Status);
    }

    [Fact]
    public async Task Who_came_by_a_link_is_led_to_sign_in_and_forwards_nothing()
    {
        var customer = await Customer.Create(Portal);
        var document = await customer.Issue(Customer.Today, 100m);
        using var byToken = await customer.SignedIn();
        var page = await byToken.Get($"/portal/forward/invoice/{document}");
        Assert.Null(page.Page.QuerySelector("form input[name=Email]"));
        Assert.NotNull(page.Page.QuerySelector("a[href='/sign-in']"));
        var token = page.Page.QuerySelector("meta[name=antiforgery]")?.GetAttribute("content")
            ?? page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var answer = await byToken.Post(
            $"/portal/forward/invoice/{document}",
            [
                new("__RequestVerificationToken", token), new("Command", Id.Text(Guid.NewGuid())), new("Name", "Ravi"),
                new("Email", NewEmail()),
            ]);
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);

        using var byDocument = await customer.WithLinkOf(document);
        Assert.Equal(HttpStatusCode.Forbidden, (await byDocument.Get($"/portal/forward/invoice/{document}")).Status);
        Assert.Null((await byDocument.Get($"/portal/invoices/{document}")).Page.QuerySelector("a[href^='/portal/forward']"));
        Assert.Empty(await Contacts(customer));
    }

    [Fact]
    public async Task Nothing_but_the_document_is_sent_to_who_became_a_contact_so()
    {
        var (customer, books, person, browser) = await Person();
        var document = await customer.Issue(Customer.Today, 100m);
        await Forward(browser, "invoice", document, "Ravi Joshi", NewEmail());
        (await Portal.Grains.Get<IParty>($"{customer.Business}/{customer.Party}").Execute(
            new RemoveContact { Id = Books.NewId(), By = Actor.System("test"), Contact = person.Id })).OrThrow();
        await books.GenerateToken(customer.Party);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await owner.Get($"/console/parties/{customer.Party}");
        Assert.Contains("was forwarded a document", page.Body, StringComparison.Ordinal);
        Assert.Null(page.Page.QuerySelector("form[action*='handler=MailLink']"));
    }

    [Fact]
    public async Task An_invoice_that_became_void_and_another_partys_are_not_there()
    {
        var (customer, _, _, browser) = await Person();
        var neighbour = await customer.Neighbour();
        var theirs = await neighbour.Issue(Customer.Today, 100m);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/forward/invoice/{theirs}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/portal/forward/estimate/" + theirs)).Status);
        var draft = await customer.Draft(Customer.Today, Customer.Line("Rice", 1, 10));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/portal/forward/invoice/{draft}")).Status);
    }

    [Fact]
    public async Task So_many_in_an_hour_and_no_more()
    {
        var (customer, _, _, browser) = await Person();
        var document = await customer.Issue(Customer.Today, 100m);
        var url = $"/portal/forward/invoice/{document}";
        var form = await browser.Get(url);
        var limit = new AccessSettings { DataFolder = "" }.ForwardsPerPartyAnHour;
        for (var i = 0; i < limit; i++)
            Assert.Equal(HttpStatusCode.Redirect, (await browser.Submit(url, form, ("Name", "Ravi"), ("Email", "ravi@example.com"))).Status);
        var answer = await browser.Submit(url, form, ("Name", "Ravi"), ("Email", "ravi@example.com"));
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.True(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture) > 60);
    }

    /// <summary>Its number follows the command: without one it is not there for its customer yet.</summary>
    private async Task Numbered(Customer customer, DocumentId creditNote)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Portal.Grains.Get<ICreditNote>($"{customer.Business}/{creditNote}").View())?.Number is null)
            await Task.Delay(20, limit.Token);
    }

    private static string NewEmail() => $"{Guid.NewGuid():N}@example.com";

    private async Task<(Customer Customer, Books Books, ContactPerson Person, Browser Browser)> Person()
    {
        var customer = await Customer.Create(Portal);
        var books = new Books(Portal) { Business = customer.Business };
        var person = await ContactPerson.Save(Portal, books, customer.Party);
        return (customer, books, person, await person.SignedUp());
    }

    private static async Task<Answer> Forward(Browser browser, string kind, DocumentId document, string name, string email)
    {
        var url = $"/portal/forward/{kind}/{document}";
        return await browser.Submit(url, ("Name", name), ("Email", email));
    }

    private async Task<List<(ContactId Id, string? Role, ContactDetails? Details)>> Contacts(Customer customer)
    {
        var party = (await Portal.Grains.Get<IParty>($"{customer.Business}/{customer.Party}").View())!;
        var people = await Portal.Services.GetRequiredService<ContactVault>().Unseal(customer.Business, party.Contacts);
        return [.. party.Contacts.Zip(people, (contact, details) => (contact.Id, contact.Role, details))];
    }
}
