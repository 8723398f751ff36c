using LedgerPortal.Access;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// The first page of the portal: what is owed, how old it is, and every invoice. Parts of it are fetched again by
/// themselves (<c>?part=</c>): the balance, the list, or one page of the list's rows.
/// </summary>
public sealed class IndexModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    /// <summary>With the parts that show it.</summary>
    public PartyBalance? Balance { get; private set; }

    /// <inheritdoc cref="Balance"/>
    public InvoiceList? Invoices { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? part)
    {
        await using var read = await Open();
        var currency = Visit.CurrencyFor(Request.Query["currency"]);
        switch (part)
        {
            case null:
                Balance = await PartyBalance.Read(read, Visit, currency);
                Invoices = await ReadInvoices(read, currency);
                return Page();
            case "balance":
                Balance = await PartyBalance.Read(read, Visit, currency);
                return Partial("_Balance", this);
            case "list":
                Invoices = await ReadInvoices(read, currency);
                // Filter, order and search stand in the address bar, too.
                Response.Headers["HX-Replace-Url"] = Invoices.Query.Url();
                return Partial("_InvoiceList", this);
            case "rows":
                Invoices = await ReadInvoices(read, currency);
                return Partial("_InvoiceRowsAlone", this);
            default:
                return NotFound();
        }
    }

    private Task<InvoiceList> ReadInvoices(ScopedRead read, Currency currency) => InvoiceList.Read(
        read, Visit, InvoiceListQuery.From(Request.Query, currency), Request.Headers.ContainsKey("X-Live"));
}
