using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/p</c> and <c>/i</c>: where secret links lead. The page is the same for every link and knows nothing of it: the
/// secret stands behind the <c>#</c> and stays in the browser until a person presses "Open". Reading it (GET, HEAD, a
/// preview, a scanner) signs nobody in, spends nothing and marks nothing as viewed.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Links)]
public sealed class LandingModel(LinkOpening links, LinkTries tries, IStringLocalizer<AccessText> text) : PageModel
{
    private const int MaxPasted = 2_000;

    /// <summary>What the page's script found in the address.</summary>
    [BindProperty]
    public string? Secret { get; set; }

    /// <summary>The link as a person pasted it, where scripts do not run.</summary>
    [BindProperty]
    public string? Link { get; set; }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPost()
    {
        var pasted = string.IsNullOrEmpty(Secret) ? Link : Secret;
        if (pasted is null or { Length: > MaxPasted } || !LinkSecrets.TryRead(pasted, out var link, out var secret))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Link), text["Landing.NotALink"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        if (!tries.Take(link, out var retryAfter))
            return AccessRateLimits.Refuse(HttpContext, retryAfter);

        var present = (await HttpContext.AuthenticateAsync(AccessSchemes.Portal)).Principal?.PortalSession();
        var opened = await links.Open(
            link, secret, present, Device.Of(Request), HttpContext.Connection.RemoteIpAddress?.ToString());
        switch (opened)
        {
            case OpenedLink.Open open:
                if (open.Session is { } session)
                    SessionCookies.Give(HttpContext, AccessSchemes.Portal, session);
                return LocalRedirect(open.Path);
            case OpenedLink.Closed closed:
                HttpContext.Features.Set(new RefusedSession(closed.Why, link));
                return StatusCode(StatusCodes.Status403Forbidden);
            default:
                throw new InvalidOperationException($"Nothing is done about {opened}.");
        }
    }
}
