using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/sign-out</c>, <c>/portal/sign-out</c>: a POST ends the session here and now and closes its open pages; a
/// GET only asks.
/// </summary>
public sealed class SignOutModel(Sessions sessions, SecurityEvents events) : PageModel
{
    private string Scheme =>
        RouteData.Values["side"] as string == "console" ? AccessSchemes.Console : AccessSchemes.Portal;

    /// <summary>Whether it has happened.</summary>
    public bool IsDone { get; private set; }

    [OpenToAnyone("It ends what session there is.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It ends what session there is.")]
    public async Task<IActionResult> OnPost()
    {
        var principal = (await HttpContext.AuthenticateAsync(Scheme)).Principal;
        var session = principal?.ConsoleSession()?.Id ?? principal?.PortalSession()?.Id;
        if (session is { } id)
            await sessions.End(id);
        if (principal?.ConsoleSession() is { } ended)
        {
            await events.Record(
                new SecurityEvent(
                    SecurityEventKind.SignedOut, ended.User, Business: ended.Business == default ? null : ended.Business),
                Whereabouts.Of(HttpContext));
        }

        SessionCookies.Take(HttpContext, Scheme);
        if (Scheme == AccessSchemes.Console)
            return LocalRedirect("/console/sign-in");
        IsDone = true;
        return Page();
    }
}
