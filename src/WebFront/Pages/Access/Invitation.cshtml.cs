using LedgerPortal.Businesses;
using LedgerPortal.Hosting;
using LedgerPortal.Invitations;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/c</c>: where the invitation of a contact leads. The person opens it, sets a password (or gives the one that the address
/// has from elsewhere), and is in. Until then nothing is spent.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class InvitationModel(
    GrantLinks grants, LinkTries tries, ContactAccounts accounts, PersonAddresses addresses, ContactVault vault, IGrains grains,
    PersonSignIn signIn, TimeProvider time, IStringLocalizer<AccessText> text) : SecretLinkPage(tries, text)
{
    [BindProperty]
    public string? Password { get; set; }

    public string BusinessName { get; private set; } = "";

    public string PartyName { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Whether the address has a password already.</summary>
    public bool HasPassword { get; private set; }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public void OnGet()
    {
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (TakeLink(out var link, out var secret) is { } refused)
            return refused;
        var (grant, why) = await Load(link, secret);
        if (grant is null)
            return Closed(why!.Value);
        IsLanding = false;
        return Page();
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPostAccept()
    {
        if (TakeLink(out var link, out var secret) is { } refused)
            return refused;
        var (grant, why) = await Load(link, secret);
        if (grant is null)
            return Closed(why!.Value);
        var password = Password ?? "";
        if (!HasPassword && ContactPasswords.ProblemOf(password, Email) is { } problem)
            return Refused(nameof(Password), Texts[$"FirstRun.Password{problem}"]);
        var contact = new ContactId(grant.Subject);
        if (!await accounts.Join(grant.Business, grant.Party, contact, Email, password))
            return Refused(nameof(Password), Texts["Password.NotThis"]);

        // The grain has the last word: it may know of a withdrawal that the look-up has just missed.
        var accepted = await grains.Get<IInvitation>($"{grant.Business}/{contact}").Execute(new AcceptInvitation
        {
            Id = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            By = Actor.Party(grant.Party, From),
            Generation = grant.Generation,
        });
        var hash = addresses.Hash(Medium.Email, Email);
        var person = (await accounts.Admitted(hash, HttpContext.RequestAborted))
            .FirstOrDefault(admitted => admitted.Business == grant.Business && admitted.Contact == contact);
        if (!accepted.IsAccepted || person is null)
            return Closed(SessionRefusal.LinkRevoked);
        await signIn.Begin(HttpContext, WayIn.Password, person, hash, time.GetUtcNow());
        return LocalRedirect("/portal");
    }

    private async Task<(Grant? Grant, SessionRefusal? Why)> Load(Guid link, string secret)
    {
        var (grant, why) = await grants.Find(LinkPurpose.Invitation, link, secret);
        if (grant is null)
            return (null, why);
        var person = (await vault.Unseal(grant.Business, [grant.Person], HttpContext.RequestAborted))[0];
        var business = await grains.Get<IBusiness>(grant.Business.ToString()).View();
        var party = await grains.Get<IParty>($"{grant.Business}/{grant.Party}").View();
        if (person?.Email is not { Length: > 0 } email || business is null || party is null)
            return (null, SessionRefusal.LinkRevoked);
        (Email, BusinessName, PartyName) = (email, business.Details.Name, party.Details.Name);
        HasPassword = await accounts.HasPassword(email);
        return (grant, null);
    }
}
