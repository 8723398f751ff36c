using System.ComponentModel.DataAnnotations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/console/forgot</c>: sends a link to a new password. Known and unknown addresses get the same answer.</summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class ForgotModel(PasswordResets resets, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    public string Email { get; set; } = "";

    public bool IsDone { get; private set; }

    [OpenToAnyone("It is asked by people who cannot sign in.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It is asked by people who cannot sign in.")]
    public async Task<IActionResult> OnPost()
    {
        var email = Email.Trim();
        if (email.Length > Colleagues.MaxEmailLength || !new EmailAddressAttribute().IsValid(email))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Email), text["FirstRun.EmailInvalid"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        await resets.Ask(email);
        IsDone = true;
        return Page();
    }
}
