using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/console/second-factor</c>: a passkey at once, or on to the authenticator app. Who has neither comes here before
/// anything else in the console.
/// </summary>
[Authorize(Policy = AccessPolicies.SecondFactor)]
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class SecondFactorModel(
    Operators operators, SecondFactors factors, Passkeys passkeys, SecurityEvents events, TimeProvider time,
    IStringLocalizer<AccessText> text) : SecondFactorPage(operators, factors, events, time)
{
    [BindProperty]
    public string? Credential { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [OpenToOperators]
    public IActionResult OnGet() => Confirmed() ?? Page();

    [OpenToOperators]
    public async Task<IActionResult> OnPostPasskeyOptions() => Confirmed() is not null
        ? StatusCode(StatusCodes.Status403Forbidden)
        : Content(await passkeys.AskForNew(HttpContext, await Account()), "application/json");

    [OpenToOperators]
    public async Task<IActionResult> OnPostPasskey()
    {
        if (Confirmed() is { } first)
            return first;
        var user = await Account();
        if (!await passkeys.Keep(HttpContext, user, Credential, Name))
        {
            ModelState.AddModelError("", text["Passkey.NotMade"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        return await Added(user, WayIn.Passkey, SecurityEventKind.PasskeyAdded);
    }
}
