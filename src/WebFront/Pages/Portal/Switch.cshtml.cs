using LedgerPortal.Access;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// <c>/portal/switch</c>: the other businesses and customers that the person's number or address belongs to. Going to one
/// of them is a new session of the same proof.
/// </summary>
public sealed class SwitchModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, Persons persons, ContactAccounts accounts,
    PersonSignIn signIn)
    : PortalPage(reader, text, time)
{
    public IReadOnlyList<KnownPerson> Persons { get; private set; } = [];

    public bool IsHere(KnownPerson person) =>
        person.Business == Reader.Session.Business && person.Party == Reader.Session.Party;

    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        return await Load() ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(string? choice)
    {
        await using (await Open())
        {
            // The frame, for a choice that is none.
        }

        if (!await Load())
            return NotFound();
        if (Persons.FirstOrDefault(person => PersonSignIn.Name(person) == choice) is not { } chosen)
            return Page();
        var session = Reader.Session;
        if (!IsHere(chosen))
        {
            await signIn.Begin(
                HttpContext, session.Way, chosen, session.AddressHash!, session.ProvedAt ?? DateTimeOffset.UnixEpoch);
        }

        return Redirect("/portal");
    }

    private async Task<bool> Load()
    {
        if (Reader.Session.AddressHash is not { } hash)
            return false;
        // A password lets in where its invitation was accepted, and nowhere else.
        Persons = PersonSignIn.Choices(Reader.Session.Way is WayIn.Password
            ? await accounts.Admitted(hash, HttpContext.RequestAborted)
            : await persons.At(hash, HttpContext.RequestAborted));
        return true;
    }
}
