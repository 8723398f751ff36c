using System.ComponentModel.DataAnnotations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/first-run</c>: whoever has the code that the program printed becomes the owner. There once, then not there.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class FirstRunModel(FirstRun firstRun, Operators operators, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    public OwnerInput Input { get; set; } = new();

    public sealed record OwnerInput
    {
        [StringLength(40)]
        public string Code { get; init; } = "";

        [StringLength(256)]
        public string Email { get; init; } = "";

        [StringLength(1000)]
        public string Password { get; init; } = "";
    }

    [OpenToAnyone("The code that the program printed says who may.")]
    public async Task<IActionResult> OnGet() => await firstRun.Stage(HttpContext.RequestAborted) switch
    {
        InstallationStage.NoOwner => Page(),
        InstallationStage.NoBusiness => await ToBusiness(),
        _ => NotFound(),
    };

    [OpenToAnyone("The code that the program printed says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (await firstRun.Stage(HttpContext.RequestAborted) != InstallationStage.NoOwner)
            return RedirectToPage();
        var email = Input.Email.Trim();
        if (!new EmailAddressAttribute().IsValid(email))
            return Refused("Email", "FirstRun.EmailInvalid");

        var made = await firstRun.MakeOwner(Input.Code, email, Input.Password, operators);
        if (made is null)
            return Refused("Code", "FirstRun.CodeWrong");
        if (!made.Succeeded)
        {
            return made.Errors.First().Code switch
            {
                "PasswordTooShort" => Refused("Password", "FirstRun.PasswordTooShort"),
                "PasswordTooLong" => Refused("Password", "FirstRun.PasswordTooLong"),
                CommonPasswords.Code => Refused("Password", "FirstRun.PasswordTooCommon"),
                _ => Refused("Email", "FirstRun.EmailInvalid"),
            };
        }

        // Without a second factor this once: the first invoice comes before it, the next sign-in does not.
        var session = await operators.BeginFirst(email, Whereabouts.Of(HttpContext));
        SessionCookies.Give(HttpContext, AccessSchemes.Console, session);
        return LocalRedirect("/first-run/business");
    }

    private async Task<IActionResult> ToBusiness() =>
        (await HttpContext.AuthenticateAsync(AccessSchemes.Console)).Succeeded
            ? LocalRedirect("/first-run/business")
            : LocalRedirect("/console/sign-in?return=%2Ffirst-run%2Fbusiness");

    private PageResult Refused(string field, string message)
    {
        ModelState.AddModelError($"{nameof(Input)}.{field}", text[message]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
