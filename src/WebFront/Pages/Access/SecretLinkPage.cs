using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>What a landing page says.</summary>
/// <param name="Link">The link as a person pasted it.</param>
public sealed record LandingView(string Title, string Message, string Action, string? Link);

/// <summary>
/// A page that a secret link leads to and that goes on from there. A GET shows the same for every link and asks nothing of the
/// database; the secret comes with the POST of a person who pressed its button, and goes along in the next form.
/// </summary>
public abstract class SecretLinkPage(LinkTries tries, IStringLocalizer<AccessText> text) : PageModel
{
    private const int MaxPasted = 2_000;

    /// <summary>What the page's script found in the address, or the form before had.</summary>
    [BindProperty]
    public string? Secret { get; set; }

    /// <summary>The link as a person pasted it, where scripts do not run.</summary>
    [BindProperty]
    public string? Link { get; set; }

    /// <summary>Before a link was read; then the page shows what follows.</summary>
    public bool IsLanding { get; protected set; } = true;

    protected IStringLocalizer<AccessText> Texts => text;

    /// <summary>Takes the link apart; the answer to give when that cannot be done.</summary>
    protected IActionResult? TakeLink(out Guid link, out string secret)
    {
        var pasted = string.IsNullOrEmpty(Secret) ? Link : Secret;
        secret = "";
        link = default;
        if (pasted is null or { Length: > MaxPasted } || !LinkSecrets.TryRead(pasted, out link, out var found))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Link), text["Landing.NotALink"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        secret = found;
        Secret = $"{Id.Text(link)}.{secret}";
        ModelState.Remove(nameof(Secret));
        return tries.Take(link, out var retryAfter) ? null : AccessRateLimits.Refuse(HttpContext, retryAfter);
    }

    /// <param name="link">For the way on, where one leads to the same customer.</param>
    protected StatusCodeResult Closed(SessionRefusal why, Guid? link = null)
    {
        HttpContext.Features.Set(new RefusedSession(why, link));
        return StatusCode(StatusCodes.Status403Forbidden);
    }

    /// <summary>Shows the page again with a message at a field.</summary>
    protected PageResult Refused(string field, string message)
    {
        IsLanding = false;
        ModelState.AddModelError(field, message);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    protected string? From => HttpContext.Connection.RemoteIpAddress?.ToString();

    /// <summary>Gives the browser its new session; the one it had ends.</summary>
    protected async Task Enter(Sessions sessions, NewSession session)
    {
        var present = (await HttpContext.AuthenticateAsync(AccessSchemes.Portal)).Principal?.PortalSession();
        if (present is not null)
            await sessions.End(present.Id);
        SessionCookies.Give(HttpContext, AccessSchemes.Portal, session);
    }
}
