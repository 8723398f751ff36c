using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/confirm</c>: who is signed in shows once more who it is, before changing how to sign in. The session is begun
/// anew; it ends when the old one would have.
/// </summary>
[Authorize(Policy = AccessPolicies.SecondFactor)]
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class ConfirmModel(Operators operators, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    public string Password { get; set; } = "";

    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    [OpenToOperators]
    public void OnGet()
    {
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPost()
    {
        var session = User.ConsoleSession()!;
        var user = await operators.Of(session);
        var from = Whereabouts.Of(HttpContext);
        if (!await operators.IsPassword(user, Password, from))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Password), text["Confirm.Wrong"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        SessionCookies.Give(HttpContext, AccessSchemes.Console, await operators.Renew(session, user, session.Way, from));
        return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/console");
    }
}
