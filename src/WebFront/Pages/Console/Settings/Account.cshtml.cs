using System.Buffers.Text;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/account</c>: how the operator who looks signs in, and where.</summary>
public sealed class AccountPage(
    Desk desk, Operators operators, SecondFactors factors, Passkeys passkeys, Sessions sessions, SecurityEvents events)
    : ConsolePage(desk)
{
    [BindProperty]
    public string? Present { get; set; }

    [BindProperty]
    public string? Next { get; set; }

    public bool HasAuthenticator { get; private set; }

    public bool HasSecondFactor => HasAuthenticator || Passkeys.Count > 0;

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public int CodesLeft { get; private set; }

    public IReadOnlyList<OperatorSession> Sessions { get; private set; } = [];

    public string Email => Session.Email;

    public Guid SessionId => Session.Id;

    private ConsoleSession Session => User.ConsoleSession()!;

    private Whereabouts From => Whereabouts.Of(HttpContext);

    public string IdOf(UserPasskeyInfo passkey) => Base64Url.EncodeToString(passkey.CredentialId);

    [OpenToOperators]
    public Task OnGet() => Load();

    [OpenToOperators]
    public async Task<IActionResult> OnPostPassword()
    {
        var user = await operators.Of(Session);
        var changed = await operators.ChangePassword(user, Present ?? "", Next ?? "", From);
        if (!changed.Succeeded)
        {
            await Load();
            var code = changed.Errors.First().Code;
            var isPresent = code == nameof(IdentityErrorDescriber.PasswordMismatch);
            ModelState.Clear();
            ModelState.AddModelError(isPresent ? nameof(Present) : nameof(Next), Text[code switch
            {
                nameof(IdentityErrorDescriber.PasswordMismatch) => "Account.PresentWrong",
                PasswordLength.TooShort => HasSecondFactor ? "Account.TooShort" : "Account.TooShortAlone",
                PasswordLength.TooLong => "Account.TooLong",
                _ => "Account.TooCommon",
            }]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        // The other sessions rest on the old password's stamp and have ended with it.
        await events.Record(new SecurityEvent(SecurityEventKind.PasswordChanged, user.Id), From);
        await GiveNewSession(user);
        return Done("Account.PasswordChanged");
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPostRemoveAuthenticator()
    {
        if (Confirmed() is { } first)
            return first;
        var user = await operators.Of(Session);
        if (!await factors.RemoveAuthenticator(user))
            return Done("Account.LastFactor");
        await events.Record(new SecurityEvent(SecurityEventKind.AuthenticatorRemoved, user.Id), From);
        await GiveNewSession(user);
        return Done("Account.Removed");
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPostRemovePasskey(string passkey)
    {
        if (Confirmed() is { } first)
            return first;
        var user = await operators.Of(Session);
        if (!await passkeys.Remove(user, CredentialOf(passkey)))
            return Done("Account.LastFactor");
        await events.Record(new SecurityEvent(SecurityEventKind.PasskeyRemoved, user.Id), From);
        await GiveNewSession(user);
        return Done("Account.Removed");
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPostRenamePasskey(string passkey, string? name)
    {
        await passkeys.Rename(await operators.Of(Session), CredentialOf(passkey), name);
        return Redirect("/settings/account");
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPostSignOut(Guid session)
    {
        if (await sessions.EndOf(Session.User, session))
            await events.Record(new SecurityEvent(SecurityEventKind.SignedOutElsewhere, Session.User), From);
        return Done("Account.SignedOut");
    }

    [OpenToOperators]
    public async Task<IActionResult> OnPostSignOutElsewhere()
    {
        await sessions.EndOthers(Session.User, Session.Id);
        await events.Record(new SecurityEvent(SecurityEventKind.SignedOutElsewhere, Session.User), From);
        return Done("Account.SignedOut");
    }

    private async Task Load()
    {
        var user = await operators.Of(Session);
        HasAuthenticator = user.TwoFactorEnabled;
        Passkeys = await passkeys.Of(user);
        CodesLeft = await factors.RecoveryCodesLeft(user);
        Sessions = await sessions.OfOperator(user.Id, HttpContext.RequestAborted);
        await using var read = await Open();
    }

    private RedirectResult? Confirmed() => Session.IsFresh(Now) ? null : Redirect("/console/confirm?return=%2Fsettings%2Faccount");

    private async Task GiveNewSession(OperatorUser user) => SessionCookies.Give(
        HttpContext, AccessSchemes.Console, await operators.Renew(Session, user, Session.Way, From));

    private RedirectResult Done(string note)
    {
        TempData.Tell(Text[note]);
        return Redirect("/settings/account");
    }

    private static byte[] CredentialOf(string passkey) => Base64Url.IsValid(passkey) ? Base64Url.DecodeFromChars(passkey) : [];
}
