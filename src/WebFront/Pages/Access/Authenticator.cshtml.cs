using System.Security.Cryptography;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/second-factor/authenticator</c>: a key for an app, as a picture and as text. It is the account's when a code
/// shows that the app has it; until then it is nowhere but in this page, sealed for this account and half an hour.
/// </summary>
[Authorize(Policy = AccessPolicies.SecondFactor)]
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class AuthenticatorModel(
    Operators operators, SecondFactors factors, SecurityEvents events, TimeProvider time,
    IDataProtectionProvider protection, IStringLocalizer<AccessText> text)
    : SecondFactorPage(operators, factors, events, time)
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(30);

    private string _key = "";

    [BindProperty]
    public string Code { get; set; } = "";

    [BindProperty]
    public string? SealedKey { get; set; }

    public string KeyInGroups => string.Join(' ', _key.Chunk(4).Select(group => new string(group)));

    /// <summary>The key as an app's camera reads it.</summary>
    public string Picture
    {
        get
        {
            var address = Uri.EscapeDataString("LedgerPortal:" + Session.Email);
            return QrPicture.DataUri($"otpauth://totp/{address}?secret={_key}&issuer=LedgerPortal&digits=6&period=30", dots: 6);
        }
    }

    private ITimeLimitedDataProtector Protector =>
        protection.CreateProtector("authenticator key", Session.User.ToString()).ToTimeLimitedDataProtector();

    [OpenToOperators]
    public IActionResult OnGet()
    {
        if (Confirmed() is { } first)
            return first;
        Offer(Factors.NewKey());
        return Page();
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPost()
    {
        if (Confirmed() is { } first)
            return first;
        if (Opened() is not { } key)
            return LocalRedirect("/console/second-factor/authenticator");
        var user = await Account();
        if (await Factors.Confirm(user, key, Code))
            return await Added(user, WayIn.Authenticator, SecurityEventKind.AuthenticatorAdded);
        Offer(key);
        ModelState.AddModelError(nameof(Code), text["Authenticator.Wrong"]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private void Offer(string key)
    {
        _key = key;
        SealedKey = Protector.Protect(key, Time);
    }

    private string? Opened()
    {
        try
        {
            return SealedKey is null ? null : Protector.Unprotect(SealedKey);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
