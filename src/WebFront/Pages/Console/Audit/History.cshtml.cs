using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Audit;

/// <summary><c>/console/history</c>: everything that happened to one document or one party.</summary>
public sealed class HistoryPage(Desk desk) : AuditPage(desk)
{
    [BindProperty(Name = "document", SupportsGet = true)]
    public DocumentId? Document { get; set; }

    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId? Party { get; set; }

    /// <summary>The document's number, or the party's name.</summary>
    public string Name { get; private set; } = "";

    public string Back { get; private set; } = "";

    [Needs(Right.Read)]
    public Task<IActionResult> OnGet() => Show();

    [Needs(Right.Read)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => AsFile(form);

    protected override async Task<AuditSubject?> Subject(ScopedRead read)
    {
        if (Document is { } document)
        {
            var row = await read.RowOrNone<DocumentOf>(
                """
                select true as is_invoice, party, currency, number from read.invoice
                where business = @business and document = @document
                union all
                select false, party, currency, number from read.credit_note where business = @business and document = @document
                """, new { business = BusinessId, document });
            if (row is null)
                return null;
            (Name, Back) = (row.Number ?? Text["Invoice.Draft"].Value,
                row.IsInvoice ? ConsolePlaces.Invoice(document) : ConsolePlaces.CreditNote(document));
            return AuditSubject.Of(document, row.Party, row.Currency, BusinessId);
        }

        if (Party is not { } party || await PartyFacts.Read(read, BusinessId, party) is not { } facts)
            return null;
        (Name, Back) = (facts.Name, ConsolePlaces.Party(party));
        var currencies = await read.Rows<Currency>(
            "select currency from read.ledger where business = @business and party = @party", new { business = BusinessId, party });
        return AuditSubject.Of(party, currencies, BusinessId);
    }

    private sealed record DocumentOf(bool IsInvoice, PartyId Party, Currency Currency, string? Number);
}
