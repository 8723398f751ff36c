using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary><c>/r</c>: where the link to a new password leads. It is spent when the password is set, and not before.</summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class PasswordResetModel(
    ContactAccounts accounts, LinkSecrets secrets, LinkTries tries, IStringLocalizer<AccessText> text)
    : SecretLinkPage(tries, text)
{
    [BindProperty]
    public string? Password { get; set; }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (TakeLink(out var account, out var secret) is { } refused)
            return refused;
        if (await Generation(account, secret) is null)
            return Closed(SessionRefusal.LinkRevoked);
        IsLanding = false;
        return Page();
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPostSet()
    {
        if (TakeLink(out var account, out var secret) is { } refused)
            return refused;
        if (await Generation(account, secret) is not { } generation)
            return Closed(SessionRefusal.LinkRevoked);
        if (ContactPasswords.ProblemOf(Password ?? "", email: null) is { } problem)
            return Refused(nameof(Password), Texts[$"FirstRun.Password{problem}"]);
        if (!await accounts.Reset(account, generation, Password!))
            return Closed(SessionRefusal.LinkRevoked);
        TempData.Tell(Texts["Password.Changed"]);
        return LocalRedirect(PasswordSignInModel.Path);
    }

    /// <summary>Of the reset that this secret is for; null for a wrong, spent or late one, by the same work.</summary>
    private async Task<int?> Generation(Guid account, string secret)
    {
        var open = await accounts.ResetGeneration(account);
        return secrets.IsRight(LinkPurpose.Reset, account, open ?? 0, secret) ? open : null;
    }
}
