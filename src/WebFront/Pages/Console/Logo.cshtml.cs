using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console;

/// <summary>The business's own logo, by the name that pages give it.</summary>
public sealed class LogoPage(Desk desk) : ConsolePage(desk)
{
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(string logo)
    {
        await using var read = await Open();
        return LogoImage.Answer(await OwnLogo.Find(read, BusinessId, logo), Response);
    }
}
