using LedgerPortal.Resources;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/console/reset#…</c>: the way to a new password for one that was forgotten.</summary>
[EnableRateLimiting(AccessRateLimits.Links)]
public sealed class OperatorResetModel(
    PasswordResets resets, LinkSecrets secrets, ShortCookies cookies, LinkTries tries, IStringLocalizer<AccessText> text)
    : OperatorLanding(tries, text)
{
    protected override async Task<string?> Open(Guid link, string secret)
    {
        if (!secrets.IsRight(LinkPurpose.OperatorReset, link, 1, secret) || !await resets.IsOpen(link))
            return null;
        cookies.Give(HttpContext, OpenedOperatorLink.ResetCookie, new OpenedOperatorLink(link), OpenedOperatorLink.Time);
        return "/console/reset/password";
    }
}
