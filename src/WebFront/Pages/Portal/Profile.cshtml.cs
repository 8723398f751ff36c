using LedgerPortal.Access;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>Who the party is in the business's books, and how to reach the business.</summary>
public sealed class ProfileModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, ContactVault vault,
    Sessions sessions)
    : PortalPage(reader, text, time)
{
    public IReadOnlyList<ProfileContact> Contacts { get; private set; } = [];

    /// <summary>Of the person who signed in, at all businesses; none behind a link, which is whoever has it.</summary>
    public IReadOnlyList<OwnSession> Sessions { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        await using var read = await Open();
        Contacts = await PortalProfile.ReadContacts(read, vault, Visit, HttpContext.RequestAborted);
        if (Reader.Session.AddressHash is { } person)
            Sessions = await sessions.OfPerson(person, HttpContext.RequestAborted);
        return Page();
    }

    public async Task<IActionResult> OnPostSignOutEverywhereAsync()
    {
        if (Reader.Session.AddressHash is not { } person)
            return NotFound();
        await sessions.EndAllOf(person);
        SessionCookies.Take(HttpContext, AccessSchemes.Portal);
        return Redirect("/sign-in");
    }
}
