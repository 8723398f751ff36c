using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// Where a secret link for an operator leads. As with customers' links the page knows nothing of the link until a person
/// presses "Open": reading it spends nothing. The secret is then exchanged for a sealed cookie that is good for minutes.
/// </summary>
public abstract class OperatorLanding(LinkTries tries, IStringLocalizer<AccessText> text) : PageModel
{
    private const int MaxPasted = 2_000;

    [BindProperty]
    public string? Secret { get; set; }

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
        if (await Open(link, secret) is { } path)
            return LocalRedirect(path);
        HttpContext.Features.Set(new RefusedSession(SessionRefusal.LinkRevoked));
        return StatusCode(StatusCodes.Status403Forbidden);
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
