using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Pages.Console.Documents;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary><c>/console/invoices/{document}/edit</c>: goes on with a draft.</summary>
public sealed class EditInvoicePage(Desk desk) : InvoiceEditor(desk)
{
    private DocumentContent _content = null!;

    [BindProperty(SupportsGet = true)]
    public DocumentId Document { get; set; }

    /// <summary>The version that was shown: what someone else changed meanwhile is not overwritten unseen.</summary>
    [BindProperty]
    public long Version { get; set; }

    public bool IsDraft { get; private set; }

    public override bool IsNew => false;

    protected override DocumentId DocumentId => Document;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        if (!IsDraft)
            return Redirect(ConsolePlaces.Invoice(Document));
        Input = DocumentForm.Of(_content, Zone);
        ComputeTotals();
        return Page();
    }

    protected override async Task<bool> Load()
    {
        await using var read = await Open();
        var row = await read.RowOrNone<Row>(
            """
            select i.party, i.version, i.status, i.currency, i.content::text as content, c.number as corrects
            from read.invoice i
            left join read.invoice c on c.business = i.business and c.document = i.copied_from
            where i.business = @business and i.document = @document
            """, new { business = BusinessId, document = Document });
        if (row is null || !await LoadCustomer(read, row.Party, row.Currency))
            return false;
        (Currency, Corrects) = (row.Currency, row.Corrects);
        IsDraft = row.Status == DocumentStatus.Draft;
        _content = OwnBusiness.Stored<DocumentContent>(row.Content);
        if (HttpMethods.IsGet(Request.Method))
            Version = row.Version;
        return true;
    }

    protected override Task<Answer<DocumentAnswer>> Save(TaxSplit split, DocumentContent content) =>
        Grain<IInvoice>(Document).Execute(new ReviseInvoice
        {
            Id = Command,
            By = Actor,
            ExpectedVersion = Version,
            TaxSplit = split,
            Content = content,
        });

    private sealed record Row(
        PartyId Party, long Version, DocumentStatus Status, Currency Currency, string Content, string? Corrects);
}
