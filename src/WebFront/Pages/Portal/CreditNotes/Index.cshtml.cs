using LedgerPortal.Access;
using LedgerPortal.Files;
using LedgerPortal.Portal;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Portal.CreditNotes;

/// <summary>The party's credit notes, when the business shows them. Their lines in the ledger are there either way.</summary>
[OpenToDelegatedViews]
public sealed class IndexModel(PortalReader reader, IStringLocalizer<PortalText> text, TimeProvider time)
    : PortalPage(reader, text, time)
{
    public CreditNoteList List { get; private set; } = null!;

    /// <summary>All of them, as a file.</summary>
    public Task<IActionResult> OnGetFileAsync([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, (read, wanted) =>
    {
        var currency = Visit.CurrencyFor(Request.Query["currency"]);
        return Task.FromResult(!Visit.Settings.ShowCreditNotes ? null : new RowsFile<ListedCreditNote>(
            "credit-notes", wanted,
            [
                new("number", row => row.Number), new("documentDate", row => row.DocumentDate),
                new("invoice", row => row.InvoiceNumber), new("reason", row => row.Reason), new("currency", _ => currency),
                new("total", row => new Money(row.TotalMinor, currency)),
                new("unapplied", row => new Money(row.UnappliedMinor, currency)),
            ],
            CreditNoteList.All(read, Visit, currency), read));
    });

    public async Task<IActionResult> OnGetAsync(string? part)
    {
        await using var read = await Open();
        if (!Visit.Settings.ShowCreditNotes)
            return NotFound();
        List = await CreditNoteList.Read(
            read, Visit, Visit.CurrencyFor(Request.Query["currency"]), CreditNoteKey.Parse(Request.Query["after"]),
            CreditNoteKey.Parse(Request.Query["through"]));
        return part switch
        {
            null => Page(),
            "rows" => Partial("_RowsAlone", this),
            _ => NotFound(),
        };
    }
}
