using LedgerPortal.Access;
using LedgerPortal.Export;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>The statement of a period to be taken along, with the same address as the page's.</summary>
[OpenToDelegatedViews]
public sealed class LedgerCsvModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    public async Task<IActionResult> OnGetAsync(string? show)
    {
        await using var read = await Open();
        if (!Visit.Settings.ShowStatement)
            return NotFound();
        var period = StatementPeriod.Read(Request.Query, Visit.Today, Visit.Business.FinancialYearStartMonth);
        await StatementCsv.Write(
            read,
            new StatementScope(
                Visit.Session.Business, Visit.Session.Party, Visit.CurrencyFor(Request.Query["currency"]), period.From, period.To,
                Visit.Zone),
            show == StatementView.OpenItemsName,
            Response);
        return new EmptyResult();
    }
}
