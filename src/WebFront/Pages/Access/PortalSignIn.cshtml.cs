using System.ComponentModel.DataAnnotations;
using LedgerPortal.Consoles;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/sign-in</c>: a customer types a mobile number, and a code goes to it if a business has it saved. What the page says
/// and how long it takes is the same for every number.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Codes)]
public sealed class PortalSignInModel(
    SignInCodes codes, CodeTries tries, LinkOpening links, PersonAddresses addresses, IStringLocalizer<AccessText> text)
    : PageModel
{
    /// <summary>Numbers without a country are of this one.</summary>
    public const string DefaultCountry = "IN";

    [BindProperty]
    [StringLength(30)]
    public string? Number { get; set; }

    /// <summary>The public half of the link that led here, if one did.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Link { get; set; }

    [OpenToAnyone("It knows nobody.")]
    public void OnGet() => Link = Id.TryParse<DocumentId>(Link, out var link) ? link.ToString() : null;

    [OpenToAnyone("It tells nobody whether the number is known; the code goes to who has the number.")]
    public async Task<IActionResult> OnPost()
    {
        if (!MobileNumbers.TryRead(Number, DefaultCountry, out var number))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Number), text["Mobile.NotANumber"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var hint = await Hint();
        var browser = CodeCookie.Give(HttpContext);
        var numberName = Convert.ToHexString(addresses.Hash(Notices.Medium.Mobile, number));
        if (!tries.Take(numberName, browser, hint?.Business, out var retryAfter))
            return AccessRateLimits.Refuse(HttpContext, retryAfter);
        // A code that was just asked for is still good: nothing more is sent, and the page for it is shown.
        return await codes.Ask(number, browser, hint, null, HttpContext.RequestAborted) switch
        {
            AskedCode.Limited { RetryAfter: var wait } when wait > TimeSpan.FromSeconds(CodeLimits.ResendSeconds) =>
                AccessRateLimits.Refuse(HttpContext, wait),
            _ => Redirect("/sign-in/code"),
        };
    }

    /// <summary>Who came through a link is meant to see what it belongs to.</summary>
    private async Task<SignInHint?> Hint()
    {
        if (Id.TryParse<DocumentId>(Link, out var link))
            return await links.HintOf(link.Value);
        var present = (await HttpContext.AuthenticateAsync(AccessSchemes.Portal)).Principal?.PortalSession();
        return present is null ? null : new SignInHint(present.Business, present.Party);
    }
}
