using LedgerPortal.Access;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>Who the party is in the business's books, and how to reach the business.</summary>
public sealed class ProfileModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, ContactVault vault)
    : PortalPage(reader, text, time)
{
    public IReadOnlyList<ProfileContact> Contacts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        await using var read = await Open();
        Contacts = await PortalProfile.ReadContacts(read, vault, Visit, HttpContext.RequestAborted);
        return Page();
    }
}
