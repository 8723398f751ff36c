using System.ComponentModel.DataAnnotations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/sign-in</c>: a passkey leads to a new session; address and password lead to the second step, or to setting one
/// up.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class SignInModel(
    Operators operators, Passkeys passkeys, ShortCookies cookies, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    [EmailAddress, StringLength(256)]
    public string Email { get; set; } = "";

    [BindProperty]
    [StringLength(1000)]
    public string Password { get; set; } = "";

    /// <summary>What the browser's passkey answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>Where the person wanted to go; only a path of ours is followed.</summary>
    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    /// <summary>Whether the password has just been set anew.</summary>
    [BindProperty(Name = "done", SupportsGet = true)]
    public string? Done { get; set; }

    private Whereabouts From => Whereabouts.Of(HttpContext);

    [OpenToAnyone("It is where people become known.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It is where people become known.")]
    public async Task<IActionResult> OnPost()
    {
        var answer = Email.Length is > 0 and <= 256 && Password.Length > 0
            ? await operators.TryPassword(Email, Password, From)
            : new PasswordAnswer.Refused();
        switch (answer)
        {
            case PasswordAnswer.SignedIn signedIn:
                return Go(signedIn.Session);
            case PasswordAnswer.HalfWay halfWay:
                HalfWaySignIn.Begin(HttpContext, cookies, halfWay.User, Return);
                return LocalRedirect("/console/sign-in/second-step");
            default:
                return Refused("SignIn.Refused");
        }
    }

    [OpenToAnyone("It asks a question and tells nothing.")]
    public async Task<ContentResult> OnPostPasskeyOptions() =>
        Content(await passkeys.Ask(HttpContext, null), "application/json");

    [OpenToAnyone("The passkey says who it is.")]
    public async Task<IActionResult> OnPostPasskey()
    {
        if (await passkeys.Check(HttpContext, Credential) is { } user)
            return Go(await operators.Begin(user, WayIn.Passkey, From));
        return Refused("Passkey.NotKnown");
    }

    private LocalRedirectResult Go(NewSession session)
    {
        SessionCookies.Give(HttpContext, AccessSchemes.Console, session);
        return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/console");
    }

    private PageResult Refused(string message)
    {
        ModelState.Clear();
        ModelState.AddModelError("", text[message]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
