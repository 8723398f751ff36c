using System.ComponentModel.DataAnnotations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/sign-in/code</c>: the code that this browser asked for. A right one leads to the portal, or to a choice where the
/// number belongs to several customers. "No code?" tells the businesses that know the number, in the same words for all.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Codes)]
public sealed class CodeModel(
    SignInCodes codes, CodeTries tries, PersonSignIn signIn, PersonAddresses addresses, TimeProvider time,
    IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    [StringLength(12)]
    public string? Code { get; set; }

    /// <summary>Set after help was asked for.</summary>
    [BindProperty(Name = "asked", SupportsGet = true)]
    public bool IsHelpAsked { get; set; }

    /// <summary>As this browser typed it.</summary>
    public string Number { get; private set; } = "";

    [OpenToAnyone("It shows the number that this browser typed, to this browser.")]
    public async Task<IActionResult> OnGet() => await Load() is null ? Redirect("/sign-in") : Page();

    [OpenToAnyone("The code says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (await Load() is not { } browser)
            return Redirect("/sign-in");
        var typed = new string([.. (Code ?? "").Where(letter => !char.IsWhiteSpace(letter) && letter != '-')]);
        if (typed.Length != CodeLimits.Digits || !typed.All(char.IsAsciiDigit))
            return Refused(StatusCodes.Status422UnprocessableEntity, text["Code.NotACode"]);
        switch (await codes.Try(typed, browser, null, HttpContext.RequestAborted))
        {
            case TriedCode.Right right:
                return await Enter(right);
            case TriedCode.Wrong { Left: > 0 and var left }:
                return Refused(StatusCodes.Status422UnprocessableEntity, text.Count("Code.Wrong", left));
            case TriedCode.Limited limited:
                return Limited(limited.RetryAfter);
            default:
                return Refused(StatusCodes.Status422UnprocessableEntity, text["Code.Spent"]);
        }
    }

    [OpenToAnyone("It tells nobody whether the number is known.")]
    public async Task<IActionResult> OnPostResend()
    {
        if (await Load() is not { } browser)
            return Redirect("/sign-in");
        if (!tries.Take(Convert.ToHexString(addresses.Hash(Notices.Medium.Mobile, Number)), browser, null, out var wait))
            return Limited(wait);
        return await codes.Ask(Number, browser, null, null, HttpContext.RequestAborted) is AskedCode.Limited limited
            ? Limited(limited.RetryAfter)
            : Redirect("/sign-in/code");
    }

    [OpenToAnyone("It tells nobody whether the number is known.")]
    public async Task<IActionResult> OnPostHelp()
    {
        if (await Load() is not { } browser)
            return Redirect("/sign-in");
        await codes.AskForHelp(browser, HttpContext.RequestAborted);
        return Redirect("/sign-in/code?asked=true");
    }

    private async Task<string?> Load()
    {
        if (CodeCookie.Of(Request) is not { } browser
            || await codes.NumberOf(browser, null, HttpContext.RequestAborted) is not { } number)
            return null;
        Number = number;
        return browser;
    }

    private async Task<IActionResult> Enter(TriedCode.Right right)
    {
        var choices = PersonSignIn.Choices(right.Persons);
        var only = choices.Count == 1
            ? choices[0]
            : choices.FirstOrDefault(person => person.Business == right.Hint?.Business && person.Party == right.Hint.Party);
        if (only is null)
            return Redirect("/sign-in/choose");
        var proved = new ProvedCode(right.Code, right.NumberHash, time.GetUtcNow());
        return await signIn.ByCode(HttpContext, proved, only) ? Redirect("/portal") : Redirect("/sign-in");
    }

    private PageResult Limited(TimeSpan wait)
    {
        AccessRateLimits.SetRetryAfter(HttpContext, wait);
        return Refused(
            StatusCodes.Status429TooManyRequests,
            wait > TimeSpan.FromMinutes(2)
                ? text.Count("Code.WaitHours", Math.Max(1, (long)Math.Ceiling(wait.TotalHours)))
                : text.Count("Code.Wait", Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))));
    }

    private PageResult Refused(int status, string message)
    {
        ModelState.Clear();
        Code = null;
        ModelState.AddModelError(nameof(Code), message);
        Response.StatusCode = status;
        return Page();
    }
}
