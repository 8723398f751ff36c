using LedgerPortal.Access;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// <c>/portal/confirm?return=…</c>: the person of the session proves again who they are, by a code to the number that the
/// business has of them now, and goes on where they were. Whoever changes a profile, a password or a way to pay asks
/// <see cref="PortalSession.NeedsProof"/> first and leads here.
/// </summary>
[EnableRateLimiting(AccessRateLimits.Codes)]
public sealed class ConfirmModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, Persons persons, SignInCodes codes,
    CodeTries tries, PersonAddresses addresses, Sessions sessions, ContactAccounts accounts) : PortalPage(reader, text, time)
{
    private string? _number;

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Where the person was; only a path of ours is followed.</summary>
    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    /// <summary>Who came by password proves it by the password again.</summary>
    [BindProperty]
    public string? Password { get; set; }

    public bool IsByPassword => Session.Way is WayIn.Password;

    public bool IsAsked { get; private set; }

    /// <summary>The last digits, for the person to know which number is meant; null when there is none.</summary>
    public string? NumberEnd => _number?[^4..];

    private PortalSession Session => Reader.Session;

    public async Task<IActionResult> OnGet() => await Load() ? Page() : NotFound();

    public async Task<IActionResult> OnPostPassword()
    {
        if (!await Load() || !IsByPassword)
            return NotFound();
        if (!await accounts.IsRight(Session.Business, Session.Person!.Value, Password ?? ""))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Password), Words["Password.Wrong"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        await sessions.Prove(Session.Id);
        return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/portal");
    }

    public async Task<IActionResult> OnPostSend()
    {
        if (!await Load() || _number is not { } number)
            return NotFound();
        var browser = CodeCookie.Give(HttpContext);
        if (!tries.Take(
            Convert.ToHexString(addresses.Hash(Notices.Medium.Mobile, number)), browser, Session.Business, out var wait))
            return Limited(wait);
        var asked = await codes.Ask(
            number, browser, new SignInHint(Session.Business, Session.Party), Session.Id, HttpContext.RequestAborted);
        IsAsked = true;
        return asked is AskedCode.Limited limited ? Limited(limited.RetryAfter) : Page();
    }

    public async Task<IActionResult> OnPost()
    {
        if (!await Load() || CodeCookie.Of(Request) is not { } browser)
            return NotFound();
        IsAsked = true;
        var typed = new string([.. (Code ?? "").Where(char.IsAsciiDigit)]);
        if (typed.Length != CodeLimits.Digits)
            return Refused(StatusCodes.Status422UnprocessableEntity, Words["Confirm.NotACode"]);
        switch (await codes.Try(typed, browser, Session.Id, HttpContext.RequestAborted))
        {
            case TriedCode.Right right:
                await codes.Use(right.Code);
                await sessions.Prove(Session.Id);
                return LocalRedirect(Url.IsLocalUrl(Return) ? Return : "/portal");
            case TriedCode.Wrong { Left: > 0 and var left }:
                return Refused(StatusCodes.Status422UnprocessableEntity, Words.Count("Confirm.Wrong", left));
            case TriedCode.Limited limited:
                return Limited(limited.RetryAfter);
            default:
                return Refused(StatusCodes.Status422UnprocessableEntity, Words["Confirm.Spent"]);
        }
    }

    /// <summary>False for a session that is not of a person: whoever has a link proves nothing about themselves.</summary>
    private async Task<bool> Load()
    {
        await using (await Open())
        {
            // The frame around the page.
        }

        if (Session is not { Person: { } person, AddressHash: { } hash })
            return false;
        var known = await persons.At(hash, HttpContext.RequestAborted);
        _number = known.FirstOrDefault(found =>
            found.Business == Session.Business && found.Party == Session.Party && found.Contact == person)?.Details.Mobile;
        IsAsked = CodeCookie.Of(Request) is { } browser
            && await codes.NumberOf(browser, Session.Id, HttpContext.RequestAborted) is not null;
        return true;
    }

    private PageResult Limited(TimeSpan wait)
    {
        AccessRateLimits.SetRetryAfter(HttpContext, wait);
        return Refused(
            StatusCodes.Status429TooManyRequests,
            Words.Count("Confirm.Wait", Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))));
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
