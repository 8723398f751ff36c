using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/sign-in/second-step</c>: after the password, a code of the authenticator app, a passkey, or a recovery code.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class SecondStepModel(
    Operators operators, SecondFactors factors, Passkeys passkeys, ShortCookies cookies, IStringLocalizer<AccessText> text)
    : PageModel
{
    private const string WhoMay = "The sealed cookie of the first step says who it is.";

    private OperatorUser? _user;

    [BindProperty]
    public string Code { get; set; } = "";

    [BindProperty]
    public string? Credential { get; set; }

    [BindProperty(Name = "with", SupportsGet = true)]
    public string? With { get; set; }

    public bool IsRecovery => With == "recovery";

    public bool HasAuthenticator { get; private set; }

    public bool HasPasskey { get; private set; }

    private Whereabouts From => Whereabouts.Of(HttpContext);

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnGet() => await Load() is null ? Again() : Page();

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnPost()
    {
        if (await Load() is not { } halfWay)
            return Again();
        // While the account is locked the right code is refused too, in the same words.
        var isRight = !await operators.IsLocked(_user!) && (IsRecovery
            ? await factors.TakeRecoveryCode(_user!, Code)
            : await factors.TakeCode(_user!, Code));
        if (isRight)
            return await Go(halfWay, IsRecovery ? WayIn.RecoveryCode : WayIn.Authenticator);
        await operators.CountWrongStep(_user!, From);
        return Refused(nameof(Code), IsRecovery ? "SecondStep.RecoveryWrong" : "SecondStep.CodeWrong");
    }

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnPostPasskeyOptions() => await Load() is null
        ? StatusCode(StatusCodes.Status401Unauthorized)
        : Content(await passkeys.Ask(HttpContext, _user), "application/json");

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnPostPasskey()
    {
        if (await Load() is not { } halfWay)
            return Again();
        // A passkey cannot be guessed: nothing is counted, and who guesses passwords locks nobody out who has one.
        if (await passkeys.Check(HttpContext, Credential) is { } user && user.Id == halfWay.User)
            return await Go(halfWay, WayIn.Passkey);
        return Refused("", "Passkey.NotKnown");
    }

    private async Task<IActionResult> Go(HalfWaySignIn halfWay, WayIn way)
    {
        HalfWaySignIn.End(HttpContext, cookies);
        SessionCookies.Give(HttpContext, AccessSchemes.Console, await operators.Begin(_user!, way, From));
        return LocalRedirect(Url.IsLocalUrl(halfWay.Return) ? halfWay.Return : "/console");
    }

    /// <summary>Null when there was no first step, or it is too old.</summary>
    private async Task<HalfWaySignIn?> Load()
    {
        if (HalfWaySignIn.Of(HttpContext, cookies) is not { } halfWay
            || await operators.Find(halfWay.User) is not { } user || user.SecurityStamp != halfWay.Stamp)
            return null;
        _user = user;
        HasAuthenticator = user.TwoFactorEnabled;
        HasPasskey = (await passkeys.Of(user)).Count > 0;
        return halfWay;
    }

    private LocalRedirectResult Again() => LocalRedirect("/console/sign-in");

    private PageResult Refused(string field, string message)
    {
        ModelState.Clear();
        ModelState.AddModelError(field, text[message]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
