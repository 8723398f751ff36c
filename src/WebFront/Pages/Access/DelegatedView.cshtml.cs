using LedgerPortal.DelegatedViews;
using LedgerPortal.Hosting;
using LedgerPortal.Notices;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/v</c>: where the link of a delegated view leads. The link alone opens nothing: a code goes to the address that the view
/// was given to, and is typed in the same browser.
/// </summary>
[EnableRateLimiting(AccessRateLimits.SignIn)]
public sealed class DelegatedViewModel(
    GrantLinks grants, ViewCodes codes, LinkTries tries, ContactVault vault, IGrains grains, Messages messages, Sessions sessions,
    TimeProvider time, IStringLocalizer<AccessText> text) : SecretLinkPage(tries, text)
{
    private const string Cookie = "__Host-view";

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>Where the code went: enough for its owner to know it again.</summary>
    public string Address { get; private set; } = "";

    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public void OnGet()
    {
    }

    /// <summary>Sends the code.</summary>
    [OpenToAnyone("It knows no link; the secret that is posted says who may.")]
    public async Task<IActionResult> OnPost()
    {
        if (TakeLink(out var link, out var secret) is { } refused)
            return refused;
        var (grant, email, why) = await Load(link, secret);
        if (grant is null)
            return Closed(why!.Value);
        IsLanding = false;
        // Too soon after the last one: that one still counts.
        if (await codes.Begin(grant.Business, new DelegatedViewId(grant.Subject)) is { } challenge)
        {
            await messages.Send(
                grant.Business, new ToEmail(email), new ViewCodeMessage { Challenge = challenge.Id }, challenge.Id,
                expiresAt: challenge.ExpiresAt);
            Response.Cookies.Append(Cookie, challenge.Browser, SessionCookies.Options());
        }

        return Page();
    }

    [OpenToAnyone("It knows no link; the secret that is posted says who may, and the code.")]
    public async Task<IActionResult> OnPostConfirm()
    {
        if (TakeLink(out var link, out var secret) is { } refused)
            return refused;
        var (grant, _, why) = await Load(link, secret);
        if (grant is null)
            return Closed(why!.Value);
        var view = new DelegatedViewId(grant.Subject);
        if (!await codes.IsRight(grant.Business, view, Request.Cookies[Cookie], Code ?? ""))
            return Refused(nameof(Code), Texts["View.CodeWrong"]);
        Response.Cookies.Delete(Cookie, SessionCookies.Options());

        var used = await grains.Get<IDelegatedView>($"{grant.Business}/{view}").Execute(new RecordViewUse
        {
            Id = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            By = Actor.System("view/" + view),
            Generation = grant.Generation,
            Device = Device.Of(Request),
        });
        if (!used.IsAccepted)
            return Closed(SessionRefusal.LinkRevoked);
        await Enter(sessions, await sessions.BeginPortal(
            WayIn.Delegation, grant.Business, grant.Party, null, grant.Link, grant.Generation, Device.Of(Request)));
        return LocalRedirect("/portal");
    }

    private async Task<(Grant? Grant, string Email, SessionRefusal? Why)> Load(Guid link, string secret)
    {
        var (grant, why) = await grants.Find(LinkPurpose.View, link, secret);
        if (grant is null)
            return (null, "", why);
        var person = (await vault.Unseal(grant.Business, [grant.Person], HttpContext.RequestAborted))[0];
        if (person?.Email is not { Length: > 0 } email)
            return (null, "", SessionRefusal.LinkRevoked);
        Address = Masked.Email(email)!;
        return (grant, email, null);
    }
}
