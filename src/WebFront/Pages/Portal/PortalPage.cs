using LedgerPortal.Access;
using LedgerPortal.Formatting;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>A page of the customer's side: it opens one look at the books, and knows whose they are.</summary>
public abstract class PortalPage(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PageModel, IPortalPage
{
    private bool _hasOthers;

    /// <summary>Set once <see cref="Open"/> was called.</summary>
    public PortalVisit Visit { get; private set; } = null!;

    protected PortalReader Reader => reader;

    protected IStringLocalizer<PortalText> Words => text;

    /// <summary>
    /// Navigation leads to what the switches show. With a document link there is nowhere to go: that page is all there is.
    /// </summary>
    public PortalFrame Frame => Visit.IsWholeParty
        ? new PortalFrame(
            Visit.Business.Name, Visit.Business.AccentColour, Visit.Logo, Visit.Party.Name, Places(isDock: false),
            Places(isDock: true), "/portal/sign-out")
        { SwitchUrl = _hasOthers ? "/portal/switch" : null, Banner = Banner }
        : new PortalFrame(Visit.Business.Name, Visit.Business.AccentColour, Visit.Logo, null, [], [], null);

    protected Task<ScopedRead> Open() => Open(keepsPlans: false);

    /// <inheritdoc cref="ScopedRead.Open" path="/param"/>
    protected async Task<ScopedRead> Open(bool keepsPlans)
    {
        var read = await reader.Open(HttpContext.RequestAborted, keepsPlans);
        try
        {
            Visit = await PortalVisit.Read(read, reader.Session, time.GetUtcNow());
            _hasOthers = reader.Session.AddressHash is { } hash
                && await HttpContext.RequestServices.GetRequiredService<Persons>().HasSeveral(hash, HttpContext.RequestAborted);
            return read;
        }
        catch
        {
            await read.DisposeAsync();
            throw;
        }
    }

    private IStringLocalizer<SharedText> SharedTexts =>
        HttpContext.RequestServices.GetRequiredService<IStringLocalizer<SharedText>>();

    private string? Banner => Visit.Session.Until is { } until
        ? text["View.Banner", Visit.Party.Name, Visit.Business.Name, DateText.Format(until, SharedTexts.Months())].Value
        : null;

    private List<Place> Places(bool isDock)
    {
        var places = new List<Place> { new("/portal", "home", text[isDock ? "Nav.Home" : "Nav.Invoices"]) };
        if (Visit.Settings.ShowStatement)
            places.Add(new("/portal/ledger", "book", text["Nav.Ledger"]));
        if (Visit.Settings.ShowCreditNotes)
            places.Add(new("/portal/credit-notes", "receipt", text["Nav.CreditNotes"]));
        // Who may only read has no profile here.
        if (!Visit.Session.IsReadOnly)
            places.Add(new("/portal/profile", "user", text["Nav.Profile"]));
        return places;
    }
}
