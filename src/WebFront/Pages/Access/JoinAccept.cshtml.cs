using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/join/accept</c>: who has no account yet sets a password, and then a second factor; who has one signs in and
/// accepts.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class JoinAcceptModel(
    Colleagues colleagues, Operators operators, ShortCookies cookies, IStringLocalizer<AccessText> text) : PageModel
{
    private const string WhoMay = "The sealed cookie of the link says who is invited; who has an account signs in besides.";

    private ConsoleSession? _session;

    [BindProperty]
    public string Password { get; set; } = "";

    public OpenInvitation Invitation { get; private set; } = null!;

    public bool HasAccount => Invitation.Account is not null;

    /// <summary>As the one who is invited, both steps done.</summary>
    public bool IsSignedIn => _session is { Way: not WayIn.SetUp } session && session.User == Invitation.Account;

    private Whereabouts From => Whereabouts.Of(HttpContext);

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnGet() => await Load() ? Page() : Denied();

    [OpenToAnyone(WhoMay)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return Denied();
        if (HasAccount)
            return IsSignedIn ? await Join() : LocalRedirect("/console/sign-in?return=%2Fconsole%2Fjoin%2Faccept");

        var (user, made) = await operators.CreateInvited(Invitation.Email, Password);
        if (!made.Succeeded)
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Password), text[PasswordText.KeyOf(made)]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (!await colleagues.Accept(Invitation, user.Id, From))
            return Denied();
        cookies.Remove(HttpContext, OpenedOperatorLink.JoinCookie);
        SessionCookies.Give(HttpContext, AccessSchemes.Console, await operators.Begin(user, WayIn.SetUp, From));
        return LocalRedirect("/console/second-factor");
    }

    private async Task<IActionResult> Join()
    {
        var user = await operators.Of(_session!);
        if (!await colleagues.Accept(Invitation, user.Id, From))
            return Denied();
        cookies.Remove(HttpContext, OpenedOperatorLink.JoinCookie);
        SessionCookies.Give(
            HttpContext, AccessSchemes.Console,
            await operators.Renew(_session!, user, _session!.Way, From, Invitation.Business));
        return LocalRedirect("/console");
    }

    private async Task<bool> Load()
    {
        if (cookies.Read<OpenedOperatorLink>(HttpContext, OpenedOperatorLink.JoinCookie) is not { } opened
            || await colleagues.Find(opened.Link) is not { } invitation)
            return false;
        Invitation = invitation;
        _session = (await HttpContext.AuthenticateAsync(AccessSchemes.Console)).Principal?.ConsoleSession();
        return true;
    }

    private StatusCodeResult Denied()
    {
        HttpContext.Features.Set(new RefusedSession(SessionRefusal.LinkRevoked));
        return StatusCode(StatusCodes.Status403Forbidden);
    }
}
