using System.Globalization;
using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// Who the party is in the business's books, how to reach the business, and who outside may look: a person of the party, who
/// came by code or password, gives its accountant a read-only view until a date, and takes it back.
/// </summary>
public sealed class ProfileModel(
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, ContactVault vault, Sessions sessions,
    ViewGrants grants)
    : PortalPage(reader, text, time)
{
    private const int DaysByDefault = 90;

    public IReadOnlyList<ProfileContact> Contacts { get; private set; } = [];

    /// <summary>Of the person who signed in, at all businesses; none behind a link, which is whoever has it.</summary>
    public IReadOnlyList<OwnSession> Sessions { get; private set; } = [];

    /// <summary>Read for those who may give and take back; a portal link may have been passed on.</summary>
    public IReadOnlyList<GivenView> Views { get; private set; } = [];

    [BindProperty]
    public CommandId Command { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    /// <summary>Giving away a view needs a fresh proof of who one is; taking it back does not.</summary>
    public bool NeedsProof => Visit.Session.NeedsProof(PortalAct.Delegate, Visit.Now);

    public string ProofUrl => "/portal/confirm" + QueryString.Create("return", "/portal/profile#views");

    public string Earliest => Machine(Visit.Today);

    public string Latest => Machine(Visit.Today.AddYears(1));

    public async Task<IActionResult> OnGetAsync()
    {
        await Load();
        Until = Machine(Visit.Today.AddDays(DaysByDefault));
        return Page();
    }

    public async Task<IActionResult> OnPostGiveViewAsync()
    {
        await Load();
        if (!Visit.Session.May(PortalAct.Delegate))
            return Forbid(AccessSchemes.Portal);
        if (NeedsProof)
            return LocalRedirect(ProofUrl);
        var email = Email?.Trim() ?? "";
        if (email.Length is 0 or > 254 || !(MailAddress.TryCreate(email, out var address) && address.Address == email))
            ModelState.AddModelError(nameof(Email), Words["View.NotAnEmail"]);
        if (!DateOnly.TryParseExact(Until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            || until < Visit.Today || until > Visit.Today.AddYears(1))
            ModelState.AddModelError(nameof(Until), Words["View.NotADay"]);
        if (Command == default || Views.Count(view => view.IsOpen(Visit.Now)) >= ViewGrants.MaxOpen)
            ModelState.AddModelError("", Words["View.TooMany"]);
        if (ModelState.IsValid)
        {
            var refusal = await grants.Give(
                Visit.Session.Business, Visit.Business, Visit.Session.Party, email, until, Command, Reader.Actor);
            if (refusal is null)
            {
                TempData.Tell(Words["View.Given", email]);
                return LocalRedirect("/portal/profile#views");
            }

            ModelState.AddModelError(nameof(Until), Words["View.NotADay"]);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    public async Task<IActionResult> OnPostTakeBackAsync(DelegatedViewId view)
    {
        await Load();
        if (!Visit.Session.May(PortalAct.Delegate))
            return Forbid(AccessSchemes.Portal);
        var id = Command == default ? new CommandId(Guid.CreateVersion7(Visit.Now)) : Command;
        if (await grants.TakeBack(Visit.Session.Business, Visit.Session.Party, view, id, Reader.Actor) is not null)
            return NotFound();
        TempData.Tell(Words["View.Taken"]);
        return LocalRedirect("/portal/profile#views");
    }

    public async Task<IActionResult> OnPostSignOutEverywhereAsync()
    {
        if (Reader.Session.AddressHash is not { } person)
            return NotFound();
        await sessions.EndAllOf(person);
        SessionCookies.Take(HttpContext, AccessSchemes.Portal);
        return Redirect("/sign-in");
    }

    private async Task Load()
    {
        await using var read = await Open();
        Contacts = await PortalProfile.ReadContacts(read, vault, Visit, HttpContext.RequestAborted);
        if (Visit.Session.May(PortalAct.Delegate))
        {
            Views = await GivenView.Read(
                read, vault, Visit.Session.Business, Visit.Session.Party, HttpContext.RequestAborted);
        }

        if (Reader.Session.AddressHash is { } person)
            Sessions = await sessions.OfPerson(person, HttpContext.RequestAborted);
    }

    private static string Machine(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
