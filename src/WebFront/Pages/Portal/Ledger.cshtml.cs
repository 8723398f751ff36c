using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Notices;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using LedgerPortal.Portal;
using LedgerPortal.Proofs;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// The ledger of a period: opening balance, every entry with the balance after it, closing balance. On paper
/// (<c>?view=print</c>) it is the whole period, with the version and the hash that prove it.
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

    public PortalStatement Statement { get; private set; } = null!;

    public bool IsForPrint { get; private set; }

    public const string OpenItemsName = "open";

    private const int OpenItemRows = 400;

    /// <summary>What is open at the end of the period, in place of its entries.</summary>
    public bool IsOpenOnly { get; private set; }

    public IReadOnlyList<OpenItemRow> OpenItems { get; private set; } = [];

    /// <summary>Then they do not all stand on the page.</summary>
    public bool HasMoreOpenItems { get; private set; }

    /// <summary>The day by which open items are late: today, or the end of a period that is over.</summary>
    public DateOnly AsOf => Statement.Period.To < Visit.Today ? Statement.Period.To : Visit.Today;

    public async Task<IActionResult> OnGetAsync(string? part, string? view, string? show)
    {
        IsOpenOnly = show == OpenItemsName;
        await using var read = await Open();
        if (!Visit.Settings.ShowStatement)
            return NotFound();
        IsForPrint = view == "print";
        Statement = await PortalStatement.Read(
            read,
            Visit.Session.Business,
            Visit.Session.Party,
            Visit.CurrencyFor(Request.Query["currency"]),
            StatementPeriod.Read(Request.Query, Visit.Today, Visit.Business.FinancialYearStartMonth),
            IsForPrint ? null : StatementKey.Parse(Request.Query["after"]),
            IsForPrint ? null : StatementKey.Parse(Request.Query["through"]),
            IsForPrint ? PortalStatement.PrintSize : PortalStatement.PageSize);
        if (IsOpenOnly)
            await ReadOpenItems(read);
        return part switch
        {
            null => Page(),
            "open" when IsOpenOnly => Partial("_OpenItemsAlone", this),
            "totals" => Partial("_StatementTotals", this),
            "rows" => Partial("_StatementRowsAlone", this),
            _ => NotFound(),
        };
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

        var period = StatementPeriod.Read(Request.Query, Visit.Today, Visit.Business.FinancialYearStartMonth);
        return await papers.Stream(
            HttpContext, $"{Words["Statement.Title"].Value} {DateText.Machine(period.From)} {DateText.Machine(period.To)}",
            papers.Statements.Statement(
                new StatementOf(Visit.Business, Visit.Party, Visit.Now), Open, Visit.Session.Business, Visit.Session.Party,
                Visit.CurrencyFor(Request.Query["currency"]), period));
    }

    /// <summary>The receipt of a payment, the same bytes whenever it is asked for.</summary>
    public async Task<IActionResult> OnGetReceiptAsync(string? currency, long entry)
    {
        await using var read = await Open();
        if (!Currency.TryParse(currency, out var known))
            return NotFound();
        var (business, party) = (Visit.Session.Business, Visit.Session.Party);
        var payment = await read.RowOrNone<EntryRow>(LedgerQueries.Entry, new { business, party, currency = known, entry });
        if (payment is not { Kind: EntryKind.Payment })
            return NotFound();
        if (payment.Number is not { } number)
            return papers.NotYet();
        return await papers.Kept(
            HttpContext, read, PaperName.OfReceipt(business, party, known, entry, payment.ReversedBy is not null), number,
            papers.Receipts.Receipt(
                payment, known, Visit.Business,
                new DocumentPartyDetails(Visit.Party.Name, Visit.Party.TaxId, Visit.Party.Address)));
    }

    /// <summary>Where the receipt of a payment is.</summary>
    public string ReceiptUrl(StatementRow payment) =>
        $"/portal/ledger?handler=Receipt&currency={Statement.Currency}&entry={payment.Entry}";

    /// <summary>Sends the statement to the contact who asks for it.</summary>
    public async Task<IActionResult> OnPostMailAsync()
    {
        StatementPeriod period;
        Currency currency;
        await using (await Open())
        {
            if (!Visit.Settings.ShowStatement || !CanMail || Visit.Session.Person is not { } person || Command == default)
                return NotFound();
            period = StatementPeriod.Read(Request.Query, Visit.Today, Visit.Business.FinancialYearStartMonth);
            currency = Visit.CurrencyFor(Request.Query["currency"]);
            await messages.Send(
                Visit.Session.Business,
                new ToContact(Visit.Session.Party, person, Medium.Email),
                new StatementMessage { Party = Visit.Session.Party, Currency = currency, From = period.From, To = period.To },
                Id.Derive(Command.Value, "statement mail"),
                cancellation: HttpContext.RequestAborted);
        }

        TempData.Tell(Words["Statement.Mailed"]);
        var query = new QueryBuilder { { "currency", currency.Code }, { "period", period.NameInUrl() } };
        if (period.Name == PeriodName.Custom)
        {
            query.Add("from", DateText.Machine(period.From));
            query.Add("to", DateText.Machine(period.To));
        }

        return Redirect("/portal/ledger" + query);
    }

    /// <summary>The address of the ledger: the period shown, or another one.</summary>
    public string UrlOf(
        StatementPeriod? period = null, string? part = null, StatementKey? after = null, StatementKey? through = null,
        bool isForPrint = false, bool isPdf = false, bool? isOpenOnly = null, bool isCsv = false)
    {
        period ??= Statement.Period;
        var query = new QueryBuilder();
        if (part is not null)
            query.Add("part", part);
        query.Add("currency", Statement.Currency.Code);
        query.Add("period", period.NameInUrl());
        if (period.Name == PeriodName.Custom)
        {
            query.Add("from", DateText.Machine(period.From));
            query.Add("to", DateText.Machine(period.To));
        }

        if (after is { } first)
            query.Add("after", first.ToString());
        if (through is { } last)
            query.Add("through", last.ToString());
        if (isOpenOnly ?? IsOpenOnly)
            query.Add("show", OpenItemsName);
        if (isForPrint)
            query.Add("view", "print");
        if (isPdf)
            query.Add("handler", "Pdf");
        return (isCsv ? "/portal/ledger.csv" : "/portal/ledger") + query;
    }

    /// <summary>Where an entry's document is shown, if the party is shown it.</summary>
    public string? DocumentUrl(EntryKind kind, DocumentId? document) => kind switch
    {
        _ when document is null => null,
        EntryKind.Invoice => $"/portal/invoices/{document}",
        EntryKind.CreditNote when Visit.Settings.ShowCreditNotes => $"/portal/credit-notes/{document}",
        _ => null,
    };

    /// <summary>The day on which an entry came into a period that was over by then.</summary>
    public DateOnly? RecordedLater(StatementRow row) => LateRecording.Of(row, Statement.Period.To, Visit.Zone);

    private async Task ReadOpenItems(ScopedRead read)
    {
        var limit = IsForPrint ? PortalStatement.PrintSize : OpenItemRows;
        var rows = await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, new
        {
            business = Visit.Session.Business,
            party = Visit.Session.Party,
            currency = Statement.Currency,
            asOf = Statement.Period.To,
            afterDue = (DateOnly?)null,
            afterEntry = (long?)null,
            limit = limit + 1,
        });
        HasMoreOpenItems = rows.Count > limit;
        OpenItems = [.. rows.Take(limit)];
    }

    public StatementPeriod PeriodOf(PeriodName name) =>
        StatementPeriod.Of(name, Visit.Today, Visit.Business.FinancialYearStartMonth);
}
