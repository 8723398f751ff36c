using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Formatting;
using LedgerPortal.Hosting;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>
/// A page of the console. It opens one look at the books (<see cref="Open"/>), which also reads the frame around the page;
/// a form sends one command, whose id stands in the form so that sending it twice is one wish.
/// </summary>
public abstract class ConsolePage(Desk desk) : PageModel, IConsolePage
{
    private OwnBusiness? _business;

    /// <summary>
    /// Names the wish of the form that was sent. It stays the same while a form is refused and sent again, and is a
    /// fresh one each time a form is rendered anew (<c>&lt;command-id /&gt;</c>).
    /// </summary>
    [BindProperty]
    public CommandId Command { get; set; }

    public OwnBusiness Business => _business
        ?? throw new InvalidOperationException("A page of the console opens its look at the books before it is shown.");

    public ConsoleFrame Frame => new(
        Business.Details.Name,
        Business.Details.AccentColour,
        Business.Logo,
        desk.Reader.Session.Role is OperatorRole.Visitor
            ? Text["Frame.Visitor", desk.Reader.Session.Email]
            : desk.Reader.Session.Email,
        ConsolePlaces.Of(Business, Text),
        ConsolePlaces.SignOut);

    /// <summary>The day it is at the business.</summary>
    public DateOnly Today => Business.Details.DayOf(Now);

    public DateTimeOffset Now => desk.Time.GetUtcNow();

    public bool IsOwner => desk.Reader.Session.Role is OperatorRole.Owner;

    public BusinessId BusinessId => desk.Reader.Session.Business;

    /// <summary>The part of the page that a live refresh asked for is rendered alone.</summary>
    protected bool IsLive => Request.Headers.ContainsKey("X-Live");

    protected IStringLocalizer<ConsoleText> Text => desk.Text;

    protected IStringLocalizer<SharedText> SharedTexts => desk.Shared;

    /// <summary>The currency of what the page is about.</summary>
    protected virtual Currency AmountsIn => Business.Details.Currency;

    protected Actor Actor => desk.Reader.Actor;

    protected FormReading Form => new(ModelState, Text, SharedTexts, Zone);

    /// <summary>Reads without telling: for figures that are shown while someone is still typing.</summary>
    protected FormReading Silent => new(new ModelStateDictionary(), Text, SharedTexts, Zone);

    protected TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Business.Details.TimeZone);

    /// <summary>Where this page is, for live regions to ask for themselves again; also when a form of it was refused.</summary>
    public string Address => Addresses.Of(Request);

    protected TContract Grain<TContract>(object key) where TContract : class =>
        desk.Grains.Get<TContract>($"{BusinessId}/{key}");

    protected IGrains Grains => desk.Grains;

    protected IBusiness OfBusiness => desk.Grains.Get<IBusiness>(BusinessId.ToString());

    /// <summary>A look at one moment of the books. Dispose it before the page is rendered.</summary>
    protected Task<ScopedRead> Open() => Open(keepsPlans: false);

    /// <inheritdoc cref="ScopedRead.Open" path="/param"/>
    protected async Task<ScopedRead> Open(bool keepsPlans)
    {
        var read = await desk.Reader.Open(HttpContext.RequestAborted, keepsPlans);
        try
        {
            _business = await OwnBusiness.Read(read, BusinessId);
            return read;
        }
        catch
        {
            await read.DisposeAsync();
            throw;
        }
    }

    /// <summary>The whole page, or for a live refresh only the part that refreshes.</summary>
    protected IActionResult Shown(string part) => IsLive ? Partial(part, this) : Page();

    /// <summary>Puts the message of a refusal at its field, and the status of the answer to what it means.</summary>
    /// <param name="refusal">As the grain gave it.</param>
    /// <param name="fields">Where a field of the command is not the field of the form: command's name, form's name.</param>
    protected void Refuse(Refusal refusal, params (string OfCommand, string OfForm)[] fields)
    {
        var message = Refusals.Message(refusal, AmountsIn, Text, SharedTexts);
        ModelState.AddModelError(Refusals.FieldOf(refusal.Field, ModelState, fields), message);
        Response.StatusCode = Refusals.StatusOf(refusal.Code);
    }

    /// <summary>The form cannot be understood as it is: shown again with what was typed.</summary>
    protected bool IsUnreadable()
    {
        if (Command == default)
            ModelState.AddModelError("", Text["Form.NoCommand"]);
        if (ModelState.IsValid)
            return false;
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return true;
    }

    /// <summary>Nothing new is recorded for a party that was merged: its page says where its affairs go on.</summary>
    protected IActionResult? IfMerged(PartyFacts customer)
    {
        if (customer.MergedInto is null)
            return null;
        TempData.Tell(Text["Merge.NothingMore", customer.Name, customer.MergedIntoName ?? ""]);
        return Redirect(ConsolePlaces.Party(customer.Id));
    }

    /// <summary>For forms that are a button and nothing else: what went wrong is told by the page they lead back to.</summary>
    protected void Tell(Refusal refusal) => TempData.Tell(Refusals.Message(refusal, AmountsIn, Text, SharedTexts));

    /// <summary>That the person who is signed in did something that is not of the books.</summary>
    protected Task Record(SecurityEvents events, SecurityEventKind kind, string detail) => events.Record(
        new SecurityEvent(kind, desk.Reader.Session.User, Business: BusinessId, Detail: detail), Whereabouts.Of(HttpContext));

    protected string Show(DateOnly date) => DateText.Format(date, SharedTexts.Months());
}
