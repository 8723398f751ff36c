using System.ComponentModel.DataAnnotations;
using LedgerPortal.Hosting;
using LedgerPortal.Invitations;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/sign-in/password</c>: a contact's address and password lead to a new session. Whatever is wrong with them, the
/// answer is the same bytes after the same work.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class PasswordSignInModel(
    ContactAccounts accounts, PersonSignIn signIn, IGrains grains, TimeProvider time, IStringLocalizer<AccessText> text)
    : PageModel
{
    public const string Path = "/sign-in/password";

    [BindProperty]
    [StringLength(254)]
    public string Email { get; set; } = "";

    [BindProperty]
    [StringLength(1000)]
    public string Password { get; set; } = "";

    [OpenToAnyone("It is where a contact signs in.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It is where a contact signs in: address and password say who may.")]
    public async Task<IActionResult> OnPost()
    {
        var verified = Email.Length is > 0 and <= 254 && Password.Length > 0
            ? await accounts.Verify(Email, Password)
            : null;
        if (verified is null || !await Enter(verified))
        {
            ModelState.Clear();
            ModelState.AddModelError("", text["PasswordSignIn.Refused"]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        return LocalRedirect(PersonSignIn.Choices(verified.Persons).Count > 1 ? "/portal/switch" : "/portal");
    }

    /// <summary>Into the first party that lets the person in now; from there the person chooses.</summary>
    private async Task<bool> Enter(VerifiedContact verified)
    {
        foreach (var person in verified.Persons)
        {
            var recorded = await grains.Get<IInvitation>($"{person.Business}/{person.Contact}").Execute(
                new RecordContactSignIn
                {
                    Id = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
                    By = Actor.Party(person.Party, HttpContext.Connection.RemoteIpAddress?.ToString()),
                    Device = Device.Of(Request),
                });
            if (!recorded.IsAccepted)
                continue;
            await signIn.Begin(HttpContext, WayIn.Password, person, verified.AddressHash, time.GetUtcNow());
            return true;
        }

        return false;
    }
}
