using LedgerPortal.Access;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// <c>/portal/password</c>: a contact who came by password sets another one. It needs the present one; every other session of
/// the old one ends, and this one goes on under a new cookie.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class PasswordModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, ContactAccounts accounts,
    PersonSignIn signIn, RevocationSignal revocations) : PortalPage(reader, text, time)
{
    [BindProperty]
    public string? Present { get; set; }

    [BindProperty]
    public string? New { get; set; }

    public async Task<IActionResult> OnGetAsync()
    {
        await using var read = await Open();
        return Visit.Session is { Way: WayIn.Password } ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await using (await Open())
        {
            // The frame is read; the password has its own way.
        }

        if (Visit.Session is not { Way: WayIn.Password, Person: { } contact, AddressHash: { } hash } session)
            return NotFound();
        if (ContactPasswords.ProblemOf(New ?? "", email: null) is { } problem)
            return Refused(nameof(New), Words[$"Password.{problem}"]);
        if (await accounts.Change(session.Business, contact, Present ?? "", New!) is null)
            return Refused(nameof(Present), Words["Password.Wrong"]);

        var person = (await accounts.Admitted(hash, HttpContext.RequestAborted)).FirstOrDefault(
            admitted => admitted.Business == session.Business && admitted.Contact == contact);
        if (person is null)
            return LocalRedirect("/sign-in/password");
        await signIn.Begin(HttpContext, WayIn.Password, person, hash, Visit.Now);
        revocations.Raise();
        TempData.Tell(Words["Password.Changed"]);
        return LocalRedirect("/portal/profile");
    }

    private PageResult Refused(string field, string message)
    {
        ModelState.AddModelError(field, message);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
