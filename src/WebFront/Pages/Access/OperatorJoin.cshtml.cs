using LedgerPortal.Resources;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/console/join#…</c>: an invitation to work for a business.</summary>
[EnableRateLimiting(AccessRateLimits.Links)]
public sealed class OperatorJoinModel(
    Colleagues colleagues, LinkSecrets secrets, ShortCookies cookies, LinkTries tries, IStringLocalizer<AccessText> text)
    : OperatorLanding(tries, text)
{
    protected override async Task<string?> Open(Guid link, string secret)
    {
        if (await colleagues.Find(link) is not { } invitation
            || !secrets.IsRight(LinkPurpose.OperatorInvitation, link, invitation.Generation, secret))
            return null;
        cookies.Give(HttpContext, OpenedOperatorLink.JoinCookie, new OpenedOperatorLink(link), OpenedOperatorLink.Time);
        return "/console/join/accept";
    }
}
