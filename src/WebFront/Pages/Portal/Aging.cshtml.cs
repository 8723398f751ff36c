using LedgerPortal.Access;
using LedgerPortal.Formatting;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>How old what is open is, as of today or another day, and the items of each column.</summary>
[OpenToDelegatedViews]
public sealed class AgingModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    public LedgerAging Shown { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string? part)
    {
        await using var read = await Open();
        if (!Visit.Settings.ShowStatement)
            return NotFound();
        Shown = await LedgerAging.Read(
            read, Visit.Session.Business, Visit.Session.Party, Visit.CurrencyFor(Request.Query["currency"]), Visit.Today, Request.Query);
        return part switch
        {
            null => Page(),
            "aging" => Partial("_Aging", this),
            _ => NotFound(),
        };
    }

    public string UrlOf(string? column, string? part = null)
    {
        var query = new QueryBuilder { { "currency", Shown.Currency.Code } };
        // Today goes on being today.
        if (Shown.AsOf != Shown.Today)
            query.Add("asOf", DateText.Machine(Shown.AsOf));
        if (column is not null)
            query.Add("column", column);
        if (part is not null)
            query.Add("part", part);
        return "/portal/aging" + query;
    }
}
