using LedgerPortal.Access;
using LedgerPortal.Files;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal;

/// <summary>
/// The first page of the portal: what is owed, how old it is, and every invoice. Parts of it are fetched again by
/// themselves (<c>?part=</c>): the balance, the list, or one page of the list's rows.
/// </summary>
[OpenToDelegatedViews]
public sealed class IndexModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    /// <summary>With the parts that show it.</summary>
    public PartyBalance? Balance { get; private set; }

    /// <inheritdoc cref="Balance"/>
    public InvoiceList? Invoices { get; private set; }

    public async Task<IActionResult> OnGetAsync(string? part)
    {
        await using var read = await Open(keepsPlans: true);
        var query = InvoiceListQuery.From(Request.Query, Visit.CurrencyFor(Request.Query["currency"]));
        switch (part)
        {
            case null:
                await Read(read, query, withBalance: true, withInvoices: true);
                return Page();
            case "balance":
                await Read(read, query, withBalance: true, withInvoices: false);
                return Partial("_Balance", this);
            case "list":
                await Read(read, query, withBalance: false, withInvoices: true);
                // Filter, order and search stand in the address bar, too.
                Response.Headers["HX-Replace-Url"] = query.Url();
                return Partial("_InvoiceList", this);
            case "rows":
                await Read(read, query, withBalance: false, withInvoices: true);
                return Partial("_InvoiceRowsAlone", this);
            default:
                return NotFound();
        }
    }

    /// <summary>All that the filter shows, as a file.</summary>
    public Task<IActionResult> OnGetFileAsync([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, (read, wanted) =>
    {
        var query = InvoiceListQuery.From(Request.Query, Visit.CurrencyFor(Request.Query["currency"]));
        var currency = query.Currency;
        return Task.FromResult<RowsFile<ListedInvoice>?>(new RowsFile<ListedInvoice>(
            "invoices", wanted,
            [
                new("number", row => row.Number), new("documentDate", row => row.DocumentDate),
                new("dueDate", row => row.DueDate), new("reference", row => row.Reference), new("status", row => row.Status),
                new("currency", _ => currency), new("total", row => new Money(row.TotalMinor, currency)),
                new("open", row => new Money(row.OpenMinor, currency)),
                new("disputed", row => new Money(row.DisputedMinor, currency)),
            ],
            InvoiceList.All(read, Visit, query), read));
    });

    /// <summary>Whatever is asked for comes in one round trip.</summary>
    private async Task Read(ScopedRead read, InvoiceListQuery query, bool withBalance, bool withInvoices)
    {
        var isRefresh = Request.Headers.ContainsKey("X-Live");
        var sql = new List<string>();
        var parameters = new List<object>();
        if (withBalance)
        {
            sql.AddRange(PartyBalance.Sql(Visit, query.Currency));
            parameters.Add(PartyBalance.Parameters(Visit, query.Currency));
        }

        if (withInvoices)
        {
            sql.Add(InvoiceList.Sql(query, Visit, isRefresh));
            parameters.Add(InvoiceList.Parameters(Visit, query));
        }

        await using var results = await read.LastResults(string.Join(";\n", sql), new SqlParameters(parameters));
        if (withBalance)
            Balance = await PartyBalance.Take(results, Visit, query.Currency);
        if (withInvoices)
            Invoices = await InvoiceList.Take(results, Visit, query, isRefresh);
    }
}
