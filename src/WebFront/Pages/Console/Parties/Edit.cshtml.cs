using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary><c>/console/parties/{party}/edit</c>: name, address, terms. Documents that are issued keep what they say.</summary>
public sealed class EditPartyPage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty]
    public PartyForm Input { get; set; } = new();

    /// <summary>The version that was shown: what someone else changed meanwhile is not overwritten unseen.</summary>
    [BindProperty]
    public long Version { get; set; }

    public PartyFacts Known { get; private set; } = null!;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        Input = PartyForm.Of(Known.Details);
        Input.CountryCode ??= Business.Details.Address.CountryCode;
        Version = Known.Version;
        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return NotFound();
        var details = Input.Read(Form, Business.Details, Text);
        if (IsUnreadable())
            return Page();
        var answer = await Grain<IParty>(Party).Execute(
            new ChangeParty { Id = Command, By = Actor, ExpectedVersion = Version, Details = details });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text["Party.Saved", details.Name]);
        return Redirect(ConsolePlaces.Party(Party));
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } known)
            return false;
        Known = known;
        return true;
    }
}
