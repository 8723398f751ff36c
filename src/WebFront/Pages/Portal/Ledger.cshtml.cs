using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Notices;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// The ledger of a period: opening balance, every entry with the balance after it, closing balance. On paper
/// (<c>?view=print</c>) it is the whole period, with the version and the hash that prove it. The business sees the same
/// (<see cref="StatementView"/>).
/// </summary>
[OpenToDelegatedViews]
public sealed class LedgerModel(
    PortalReader reader, Messages messages, IStringLocalizer<PortalText> text, TimeProvider time, PaperDesk papers)
    : PortalPage(reader, text, time)
{
    /// <summary>Names the wish of the form.</summary>
    [BindProperty]
    public CommandId Command { get; set; }

    /// <summary>Only to oneself: who came by a link is whoever has it, and has no address here.</summary>
    public bool CanMail => Visit.Session is { Person: not null, IsReadOnly: false };

    public StatementView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? part)
    {
        await using var read = await Open();
        if (!Visit.Settings.ShowStatement)
            return NotFound();
        View = await StatementView.Read(
            read, Request, Visit.Session.Business, Visit.Session.Party, Of, Visit.Currencies, Currency,
            new PortalStatementPlaces(Visit.Settings.ShowCreditNotes));
        if (part is null)
            return Page();
        return View.Part(part) is { } partial ? Partial(partial, View) : NotFound();
    }

    /// <summary>
    /// The period as a PDF, whole: its rows are read and set while its first pages are under way. All of it is of one moment.
    /// </summary>
    public async Task<IActionResult> OnGetPdfAsync()
    {
        await using (await Open())
        {
            if (!Visit.Settings.ShowStatement)
                return NotFound();
        }

        var period = StatementView.PeriodOf(Request, Of);
        return await papers.Stream(
            HttpContext, $"{Words["Statement.Title"].Value} {DateText.Machine(period.From)} {DateText.Machine(period.To)}",
            papers.Statements.Statement(Of, Open, Visit.Session.Business, Visit.Session.Party, Currency, period));
    }

    /// <summary>The receipt of a payment or a refund, the same bytes whenever it is asked for.</summary>
    public async Task<IActionResult> OnGetReceiptAsync(string? currency, long entry)
    {
        await using var read = await Open();
        if (!Currency.TryParse(currency, out var known))
            return NotFound();
        var (business, party) = (Visit.Session.Business, Visit.Session.Party);
        if (await ReceiptView.Read(read, business, party, known, entry) is not { } receipt)
            return NotFound();
        return receipt is { IsNumbered: true, Entry.Number: { } number }
            ? await papers.Kept(
                HttpContext, read, PaperName.OfReceipt(business, party, known, receipt.Entry), number,
                papers.Receipts.Receipt(
                    receipt, Visit.Business,
                    new DocumentPartyDetails(Visit.Party.Name, Visit.Party.TaxId, Visit.Party.Address)))
            : papers.NotYet();
    }

    /// <summary>Sends the statement to the contact who asks for it.</summary>
    public async Task<IActionResult> OnPostMailAsync()
    {
        StatementPeriod period;
        await using (await Open())
        {
            if (!Visit.Settings.ShowStatement || !CanMail || Visit.Session.Person is not { } person || Command == default)
                return NotFound();
            period = StatementView.PeriodOf(Request, Of);
            await messages.Send(
                Visit.Session.Business,
                new ToContact(Visit.Session.Party, person, Medium.Email),
                new StatementMessage { Party = Visit.Session.Party, Currency = Currency, From = period.From, To = period.To },
                Id.Derive(Command.Value, "statement mail"),
                cancellation: HttpContext.RequestAborted);
        }

        TempData.Tell(Words["Statement.Mailed"]);
        return Redirect(StatementView.UrlOf(new PortalStatementPlaces(Visit.Settings.ShowCreditNotes), Currency, period));
    }

    private StatementOf Of => new(Visit.Business, Visit.Party, Visit.Now);

    private Currency Currency => Visit.CurrencyFor(Request.Query["currency"]);
}
