using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Invitations;
using LedgerPortal.Notices;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>
/// <c>/console/parties/{party}/contacts/{contact}</c> and <c>…/contacts/new</c>: a person at a party. What identifies the person
/// goes into the books sealed under a key of its own; removing the person deletes that key.
/// </summary>
public sealed class ContactPage(Desk desk, ContactVault vault, Messages messages) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [FromRoute(Name = "contact")]
    public string ContactText { get; set; } = "";

    [BindProperty]
    public ContactForm Input { get; set; } = new();

    public PartyFacts Known { get; private set; } = null!;

    public ContactView? Person { get; private set; }

    /// <summary>Null when the contact was never invited.</summary>
    public InvitationFacts? Invitation { get; private set; }

    private const int InvitationDays = 7;

    public bool IsNew => ContactText == "new";

    private ContactId Contact => IsNew
        ? new ContactId(Id.Derive(Command.Value, "contact"))
        : Id.TryParse<ContactId>(ContactText, out var contact) ? contact : default;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet()
    {
        if (!await Load() || (!IsNew && Person is null))
            return NotFound();
        Input = new ContactForm
        {
            Name = Person?.Person?.Name,
            Mobile = Person?.Person?.Mobile,
            Email = Person?.Person?.Email,
            Role = Person?.Role,
        };
        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load() || (!IsNew && Person is null))
            return NotFound();
        var (details, role) = Input.Read(Form, Business.Details, Text);
        if (IsUnreadable())
            return Page();

        var refused = await vault.Save(
            Grain<IParty>(Party), BusinessId, Command, Actor, Contact, details, role, HttpContext.RequestAborted);
        if (refused is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text["Contact.Saved", details.Name]);
        return Redirect(ConsolePlaces.Party(Party));
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostRemove()
    {
        if (IsNew || !await Load())
            return NotFound();
        var answer = await Grain<IParty>(Party).Execute(
            new RemoveContact { Id = Command, By = Actor, Contact = Contact });
        if (answer.Refusal is { } refusal)
        {
            Tell(refusal);
            return Redirect(ConsolePlaces.Party(Party));
        }

        if (Invitation is { WithdrawnAt: null })
        {
            await Grain<IInvitation>(Contact).Execute(
                new WithdrawInvitation { Id = Command.Derive("invitation"), By = Actor });
        }

        // First out of the books, then for good: in this order a failure between leaves nothing that looks like a person.
        await vault.Erase(BusinessId, Contact, HttpContext.RequestAborted);
        TempData.Tell(Text["Contact.Removed"]);
        return Redirect(ConsolePlaces.Party(Party));
    }

    /// <summary>Invites the contact to set a password, or once more: the link before ends.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostInvite()
    {
        if (IsNew || !await Load() || Person?.Person?.Email is not { Length: > 0 } || Command == default)
            return NotFound();
        var answer = await Grain<IInvitation>(Contact).Execute(
            new InviteContact { Id = Command, By = Actor, Party = Party, ExpiryDays = InvitationDays });
        if (answer.Refusal is { } refusal)
        {
            Tell(refusal);
            return Redirect(Address);
        }

        await messages.Send(
            BusinessId, new ToContact(Party, Contact, Medium.Email), new ContactInvitationMessage { Contact = Contact },
            Id.Derive(Command.Value, "invitation"), expiresAt: answer.Value!.ExpiresAt);
        TempData.Tell(Text["Invite.Sent", Person.Person.Name]);
        return Redirect(Address);
    }

    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostWithdraw()
    {
        if (IsNew || !await Load())
            return NotFound();
        var answer = await Grain<IInvitation>(Contact).Execute(new WithdrawInvitation { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Invite.WithdrawnNow"]);
        return Redirect(Address);
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } known)
            return false;
        Known = known;
        var row = await read.RowOrNone<Row>(
            """
            select sealed, role from read.contact
            where business = @business and party = @party and contact = @contact and not is_removed
            """, new { business = BusinessId, party = Party, contact = Contact });
        if (row is null)
            return true;
        var person = await vault.Unseal(
            BusinessId, [new SealedContact(Contact, row.Sealed, row.Role)], HttpContext.RequestAborted);
        Person = new ContactView(Contact, row.Role, person[0]);
        Invitation = (await InvitationFacts.Read(read, BusinessId, Party)).GetValueOrDefault(Contact);
        return true;
    }

    private sealed record Row(byte[] Sealed, string? Role);
}
