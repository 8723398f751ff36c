using System.Net;
using LedgerPortal.Access;
using LedgerPortal.Hosting;
using LedgerPortal.Invitations;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Testing;

/// <summary>A contact of a party, with an e-mail address, and what an operator and the person do about its password.</summary>
internal sealed class ContactPerson(RunningPortal portal, Books books, PartyId party, string email)
{
    public const string GoodPassword = "seventeen green bicycles";

    public ContactId Id { get; } = new(Guid.NewGuid());

    public string Email => email;

    public PartyId Party => party;

    private IInvitation Grain => portal.Grains.Get<IInvitation>($"{books.Business}/{Id}");

    public static async Task<ContactPerson> Save(
        RunningPortal portal, Books books, PartyId party, string? email = null)
    {
        var person = new ContactPerson(portal, books, party, email ?? $"{Guid.NewGuid():N}@example.com");
        await person.Save(person.Email);
        return person;
    }

    public async Task Save(string address)
    {
        var vault = portal.Services.GetRequiredService<ContactVault>();
        var bytes = await vault.Seal(books.Business, Id, new ContactDetails("Sunita Kulkarni", null, address));
        (await portal.Grains.Get<IParty>($"{books.Business}/{party}").Execute(new SaveContact
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Contact = new SealedContact(Id, bytes, "accounts"),
        })).OrThrow();
    }

    /// <summary>What stands behind the <c>#</c> of the invitation that was sent.</summary>
    public async Task<string> Invite()
    {
        var invited = (await Grain.Execute(
            new InviteContact { Id = Books.NewId(), By = Actor.System("test"), Party = party, ExpiryDays = 7 })).OrThrow();
        await portal.Services.GetRequiredService<Messages>().Send(
            books.Business, new ToContact(party, Id, Medium.Email), new ContactInvitationMessage { Contact = Id },
            Guid.CreateVersion7(), expiresAt: invited.ExpiresAt);
        return Mailbox.SecretIn(await new Mailbox(portal).Newest("Invitation", email));
    }

    public async Task Withdraw() =>
        (await Grain.Execute(new WithdrawInvitation { Id = Books.NewId(), By = Actor.System("test") })).OrThrow();

    public async Task<InvitationView> View() => (await Grain.View())!;

    /// <summary>Presses "Open", sets the password, and is in.</summary>
    public async Task<Browser> Accept(string secret, string password = GoodPassword)
    {
        var browser = portal.Browse();
        var answer = await Accept(browser, secret, password);
        Assert.Equal((HttpStatusCode.Redirect, "/portal"), (answer.Status, answer.Location));
        return browser;
    }

    public static async Task<Answer> Accept(Browser browser, string secret, string password)
    {
        var opened = await browser.Submit("/c", ("Secret", secret));
        Assert.Equal(HttpStatusCode.OK, opened.Status);
        return await browser.Submit("/c?handler=Accept", opened, ("Password", password));
    }

    public async Task<Browser> SignedUp() => await Accept(await Invite());

    public async Task<Answer> SignIn(Browser browser, string password = GoodPassword, string? address = null) =>
        await browser.Submit("/sign-in/password", ("Email", address ?? email), ("Password", password));
}
