using LedgerPortal.Resources;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/console/reset/password</c>: the new password. It signs nobody in: that goes its usual way.</summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class ResetPasswordModel(
    PasswordResets resets, UserManager<OperatorUser> users, ShortCookies cookies, SecurityEvents events,
    RevocationSignal revocations, IStringLocalizer<AccessText> text) : PageModel
{
    private const string WhoMay = "The sealed cookie of the link says whose password it is.";

    [BindProperty]
    public string Password { get; set; } = "";

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnGet() => await Opened() is null ? Denied() : Page();

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnPost()
    {
        if (await Opened() is not { } reset || await resets.AccountOf(reset) is not { } account)
            return Denied();
        if (await resets.Take(users, reset, Password) is not { } taken)
            return Denied();
        if (!taken.Succeeded)
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Password), text[PasswordText.KeyOf(taken)]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        cookies.Remove(HttpContext, OpenedOperatorLink.ResetCookie);
        revocations.Raise();
        await events.Record(new SecurityEvent(SecurityEventKind.PasswordReset, account), Whereabouts.Of(HttpContext));
        return LocalRedirect("/console/sign-in?done=reset");
    }

    private async Task<Guid?> Opened() =>
        cookies.Read<OpenedOperatorLink>(HttpContext, OpenedOperatorLink.ResetCookie) is { } opened && await resets.IsOpen(opened.Link)
            ? opened.Link
            : null;

    private StatusCodeResult Denied()
    {
        HttpContext.Features.Set(new RefusedSession(SessionRefusal.LinkRevoked));
        return StatusCode(StatusCodes.Status403Forbidden);
    }
}
