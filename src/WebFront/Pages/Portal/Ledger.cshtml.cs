using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
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
    PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time, PaperDesk papers,
    PublicAddress address)
    : PortalPage(reader, text, time)
{
    public PortalStatement Statement { get; private set; } = null!;

    public bool IsForPrint { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? part, string? view)
    {
        await using var read = await Open();
        if (!Visit.Settings.ShowStatement)
            return NotFound();
        IsForPrint = view == "print";
        Statement = await PortalStatement.Read(
            read,
            Visit,
            Visit.CurrencyFor(Request.Query["currency"]),
            StatementPeriod.Read(Request.Query, Visit.Today, Visit.Business.FinancialYearStartMonth),
            IsForPrint ? null : StatementKey.Parse(Request.Query["after"]),
            IsForPrint ? null : StatementKey.Parse(Request.Query["through"]),
            IsForPrint ? PortalStatement.PrintSize : PortalStatement.PageSize);
        return part switch
        {
            null => Page(),
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
            Paper(Visit.CurrencyFor(Request.Query["currency"]), period));
    }

    /// <summary>The look at the books begins when a process is free: whoever waits for one holds no connection.</summary>
    private async IAsyncEnumerable<PaperPart> Paper(Currency currency, StatementPeriod period)
    {
        await using var read = await Open();
        Task<PortalStatement> From(StatementKey? after) =>
            PortalStatement.Read(read, Visit, currency, period, after, null, RowsAtOnce);
        var first = await From(null);
        var check = first.Ledger is { } ledger ? ProofLink.Of(address, ledger.Version, ledger.HeadHash) : null;
        await foreach (var part in papers.Statements.Statement(Visit, first, after => From(after), check))
            yield return part;
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

    /// <summary>Read at once for a PDF.</summary>
    private const int RowsAtOnce = 500;

    /// <summary>Where the receipt of a payment is.</summary>
    public string ReceiptUrl(StatementRow payment) =>
        $"/portal/ledger?handler=Receipt&currency={Statement.Currency}&entry={payment.Entry}";

    /// <summary>The address of the ledger: the period shown, or another one.</summary>
    public string UrlOf(
        StatementPeriod? period = null, string? part = null, StatementKey? after = null, StatementKey? through = null,
        bool isForPrint = false, bool isPdf = false)
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
        if (isForPrint)
            query.Add("view", "print");
        if (isPdf)
            query.Add("handler", "Pdf");
        return "/portal/ledger" + query;
    }

    public StatementPeriod PeriodOf(PeriodName name) =>
        StatementPeriod.Of(name, Visit.Today, Visit.Business.FinancialYearStartMonth);
}
