using LedgerPortal.Access;
using LedgerPortal.Formatting;
using LedgerPortal.Portal;
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
public sealed class LedgerModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
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

    /// <summary>The address of the ledger: the period shown, or another one.</summary>
    public string UrlOf(
        StatementPeriod? period = null, string? part = null, StatementKey? after = null, StatementKey? through = null,
        bool isForPrint = false)
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
        return "/portal/ledger" + query;
    }

    public StatementPeriod PeriodOf(PeriodName name) =>
        StatementPeriod.Of(name, Visit.Today, Visit.Business.FinancialYearStartMonth);
}
