using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// Where a secret link for an operator leads. As with customers' links the page knows nothing of the link until a person
/// presses "Open": reading it spends nothing. The secret is then exchanged for a sealed cookie that is good for minutes.
/// </summary>
public abstract class OperatorLanding(LinkTries tries, IStringLocalizer<AccessText> text) : SecretLinkPage(tries, text)
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
        return await Open(link, secret) is { } path ? LocalRedirect(path) : Closed(SessionRefusal.LinkRevoked);
    }

    /// <summary>Where it leads; null where it does not open, for whatever reason.</summary>
    protected abstract Task<string?> Open(Guid link, string secret);
}

/// <summary>What a link for an operator was exchanged for.</summary>
public sealed record OpenedOperatorLink(Guid Link)
{
    public const string JoinCookie = "__Host-console-join";
    public const string ResetCookie = "__Host-console-reset";

    public static readonly TimeSpan Time = TimeSpan.FromMinutes(30);
}
