using System.ComponentModel.DataAnnotations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/console/sign-in</c>: address and password lead to a new session.</summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class SignInModel(Operators operators, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    [EmailAddress, StringLength(256)]
    public string Email { get; set; } = "";

    [BindProperty]
    [StringLength(1000)]
    public string Password { get; set; } = "";

    /// <summary>Where the person wanted to go; only a path of ours is followed.</summary>
    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    [OpenToAnyone("It is where people become known.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It is where people become known.")]
    public async Task<IActionResult> OnPost()
    {
        var session = Email.Length is > 0 and <= 256 && Password.Length > 0
            ? await operators.SignIn(Email, Password, Device.Of(Request))
            : null;
        if (session is null)
        {
            ModelState.Clear();
            ModelState.AddModelError("", text["SignIn.Refused"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        SessionCookies.Give(HttpContext, AccessSchemes.Console, session);
        return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/console");
    }
}
