using LedgerPortal.Access;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Pages.Portal;

/// <summary>The logo of the business whose portal it is, by the name that pages give it; another's is not there.</summary>
[OpenToDocumentLinks]
public sealed class LogoModel(PortalReader reader) : PageModel
{
    public async Task<IActionResult> OnGetAsync(string logo)
    {
        await using var read = await reader.Open(HttpContext.RequestAborted);
        return LogoImage.Answer(await OwnLogo.Find(read, reader.Session.Business, logo), Response);
    }
}
