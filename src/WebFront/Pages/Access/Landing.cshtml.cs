using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/p</c> and <c>/i</c>: where secret links lead. The page is the same for every link and knows nothing of it: the
/// secret stands behind the <c>#</c> and stays in the browser until a person presses "Open". Reading it (GET, HEAD, a
/// preview, a scanner) signs nobody in, spends nothing and marks nothing as viewed.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Links)]
public sealed class LandingModel(LinkOpening links, LinkTries tries, IStringLocalizer<AccessText> text)
    : SecretLinkPage(tries, text)
{
    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (TakeLink(out var link, out var secret) is { } refused)
            return refused;
        var present = (await HttpContext.AuthenticateAsync(AccessSchemes.Portal)).Principal?.PortalSession();
        var opened = await links.Open(
            link, secret, present, Device.Of(Request), From);
        switch (opened)
        {
            case OpenedLink.Open open:
                if (open.Session is { } session)
                    SessionCookies.Give(HttpContext, AccessSchemes.Portal, session);
                return LocalRedirect(open.Path);
            case OpenedLink.Closed closed:
                return Closed(closed.Why, link);
            default:
                throw new InvalidOperationException($"Nothing is done about {opened}.");
        }
    }
}
