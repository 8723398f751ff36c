using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary><c>/console/parties/new</c>: a new customer.</summary>
public sealed class NewPartyPage(Desk desk, ContactVault vault) : ConsolePage(desk)
{
    [BindProperty]
    public PartyForm Input { get; set; } = new();

    /// <summary><c>invoice</c>: go on to its first invoice.</summary>
    [BindProperty(Name = "then", SupportsGet = true)]
    public string? Then { get; set; }

    [Needs(Right.Post)]
    public async Task OnGet(string? name)
    {
        await using var read = await Open();
        Input = PartyForm.New(Business.Details);
        Input.Name = name;
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        await using (await Open())
        {
            // The frame is read; the command has its own way.
        }

        var details = Input.Read(Form, Business.Details, Text);
        var contact = Input.ReadContact(Form, Business.Details, Text);
        if (IsUnreadable())
            return Page();
        var party = new PartyId(Id.Derive(Command.Value, "party"));
        var answer = await Grain<IParty>(party).Execute(
            new CreateParty { Id = Command, By = Actor, Details = details, IsShared = Input.IsShared });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, ("details.code", "Input.Code"));
            return Page();
        }

        if (contact is not null && await Save(party, contact) is { } notSaved)
        {
            // The party is there; its page says what became of the number.
            Tell(notSaved);
            return Redirect(ConsolePlaces.Party(party));
        }

        TempData.Tell(Text["Party.Created", details.Name]);
        return Redirect(Then == "invoice" ? $"/console/invoices/new?party={party}" : ConsolePlaces.Party(party));
    }

    private Task<Refusal?> Save(PartyId party, ContactDetails contact)
    {
        var command = Command.Derive("contact");
        return vault.Save(
            Grain<IParty>(party), BusinessId, command, Actor, new ContactId(command.Value), contact, null, HttpContext.RequestAborted);
    }
}
