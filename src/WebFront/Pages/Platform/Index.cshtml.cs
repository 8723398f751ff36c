using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Platform;

/// <summary>
/// <c>/platform</c>: the businesses of the installation, for who runs it. Figures only: the books of a business are read when
/// its owner lets them be.
/// </summary>
public sealed class PlatformPage(
    PlatformAccess platform, Operators operators, Colleagues colleagues, SecurityEvents events, IGrains grains,
    IStringLocalizer<AccessText> text) : PageModel
{
    private const int MaxNameLength = 200;

    public IReadOnlyList<PlatformBusiness> Businesses { get; private set; } = [];

    [BindProperty]
    public CommandId Command { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Country { get; set; } = "IN";

    [BindProperty]
    public string? Currency { get; set; } = "INR";

    [BindProperty]
    public string? TimeZone { get; set; } = "Asia/Kolkata";

    public IEnumerable<SelectListItem> Currencies =>
        LedgerPortal.Currency.Codes.Select(code => new SelectListItem(code, code));

    public IEnumerable<SelectListItem> TimeZones => TimeZoneInfo.GetSystemTimeZones()
        .Select(zone => zone.Id).Where(id => id.Contains('/') || id == "UTC").Order(StringComparer.Ordinal)
        .Select(id => new SelectListItem(id, id));

    private ConsoleSession Session => User.ConsoleSession()!;

    private Whereabouts From => Whereabouts.Of(HttpContext);

    public string Megabytes(long bytes) => (bytes / 1_048_576d).ToString("0.0", CultureInfo.InvariantCulture);

    public async Task OnGet() => Businesses = await platform.Businesses();

    public async Task<IActionResult> OnPostSuspend(BusinessId business, string? reason)
    {
        if (!await IsThere(business))
            return NotFound();
        var why = reason?.Trim() ?? "";
        if (why.Length is 0 or > PlatformAccess.MaxReasonLength)
            return await Refused("", "Platform.ReasonNeeded");
        return Done(await platform.Suspend(business, why, Session.User, From) ? "Platform.Suspended" : "Platform.NothingDone");
    }

    public async Task<IActionResult> OnPostResume(BusinessId business) =>
        Done(await platform.Resume(business, Session.User, From) ? "Platform.Resumed" : "Platform.NothingDone");

    /// <summary>Goes on in the business's console, to read, for as long as its owner lets that be.</summary>
    public async Task<IActionResult> OnPostVisit(BusinessId business)
    {
        if (await platform.BooksOpenUntil(business) is null)
            return Done("Platform.NothingDone");
        await events.Record(new SecurityEvent(SecurityEventKind.BooksVisited, Session.User, Business: business), From);
        var visit = await operators.Renew(Session, await operators.Of(Session), Session.Way, From, business);
        SessionCookies.Give(HttpContext, AccessSchemes.Console, visit);
        return LocalRedirect("/console");
    }

    public async Task<IActionResult> OnPostCreate()
    {
        var name = Name?.Trim() ?? "";
        var email = Email?.Trim() ?? "";
        var country = Country?.Trim().ToUpperInvariant() ?? "";
        if (name.Length is 0 or > MaxNameLength)
            ModelState.AddModelError(nameof(Name), text["FirstRun.FieldRequired"]);
        if (email.Length > Colleagues.MaxEmailLength || !new EmailAddressAttribute().IsValid(email))
            ModelState.AddModelError(nameof(Email), text["FirstRun.EmailInvalid"]);
        if (country.Length != 2 || !country.All(char.IsAsciiLetter))
            ModelState.AddModelError(nameof(Country), text["FirstRun.CountryInvalid"]);
        var isKnown = LedgerPortal.Currency.TryParse(Currency ?? "", out var currency)
            && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out _);
        if (!ModelState.IsValid || !isKnown || Command == default)
            return await Refused("", "FirstRun.FieldInvalid");

        // The form names the wish: sent twice it is one business.
        var business = new BusinessId(Id.Derive(Command.Value, "business"));
        var answer = await grains.Get<IBusiness>(business.ToString()).Execute(new CreateBusiness
        {
            Id = Command,
            By = Actor.Operator(Session.User, From.Address),
            Details = new BusinessDetails
            {
                Name = name,
                LegalName = name,
                Address = new Address(null, null, null, null, null, country),
                TaxScheme = TaxScheme.None,
                Currency = currency,
                TimeZone = TimeZone!,
                FinancialYearStartMonth = country == "IN" ? 4 : 1,
                RoundTotals = country == "IN",
            },
        });
        if (answer.Refusal is not null)
            return await Refused("", "FirstRun.FieldInvalid");
        await events.Record(new SecurityEvent(SecurityEventKind.BusinessCreated, Session.User, Business: business), From);
        await colleagues.Invite(business, email, OperatorRole.Owner, Session.User, From);
        return Done("Platform.Created");
    }

    private async Task<bool> IsThere(BusinessId business) =>
        (await platform.Businesses()).Any(row => row.Business == business);

    private async Task<IActionResult> Refused(string field, string message)
    {
        if (ModelState.IsValid)
            ModelState.AddModelError(field, text[message]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        Businesses = await platform.Businesses();
        return Page();
    }

    private RedirectResult Done(string note)
    {
        TempData.Tell(text[note]);
        return Redirect("/platform");
    }
}
