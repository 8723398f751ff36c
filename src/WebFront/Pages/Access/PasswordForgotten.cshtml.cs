using System.Net.Mail;
using LedgerPortal.Notices;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/portal/password/forgot</c>: sends a link to a new password. A known and an unknown address get the same answer; for both
/// a message is queued, and the worker drops the one that is for nobody.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class PasswordForgottenModel(
    ContactAccounts accounts, Messages messages, TimeProvider time, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    public string Email { get; set; } = "";

    public bool IsSent { get; private set; }

    [OpenToAnyone("It shows a form.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("Whoever asks, the link goes to the address and nowhere else.")]
    public async Task<IActionResult> OnPost()
    {
        var email = Email.Trim();
        if (email.Length is 0 or > 254 || !(MailAddress.TryCreate(email, out var address) && address.Address == email))
        {
            ModelState.Clear();
            ModelState.AddModelError(nameof(Email), text["FirstRun.EmailInvalid"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var reset = await accounts.BeginReset(email);
        await messages.Send(
            reset?.Business ?? default, new ToEmail(email),
            new PasswordResetMessage { Account = reset?.Account ?? default, Generation = reset?.Generation ?? 0 },
            Guid.CreateVersion7(time.GetUtcNow()), expiresAt: time.GetUtcNow() + ContactAccounts.ResetTime);
        IsSent = true;
        return Page();
    }
}
