using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Pages.Console.Documents;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary><c>/console/invoices/new?party=…</c>: a new invoice; without a party it asks for whom.</summary>
public sealed class NewInvoicePage(Desk desk) : InvoiceEditor(desk)
{
    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    public PartyChoice? Choice { get; private set; }

    public override bool IsNew => true;

    protected override DocumentId DocumentId => new(Id.Derive(Command.Value, "document"));

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet(string? q)
    {
        if (Party == default)
        {
            await using var read = await Open();
            Choice = await PartyChoice.Read(read, BusinessId, q, "/console/invoices/new");
            return Page();
        }

        if (!await Load())
            return NotFound();
        if (IfMerged(Customer) is { } merged)
            return merged;
        Input = DocumentForm.New(Business.Details, Customer.Details.TermsDays, Rate, Today);
        ComputeTotals();
        return Page();
    }

    protected override async Task<bool> Load()
    {
        await using var read = await Open();
        return await LoadCustomer(read, Party, Named);
    }

    protected override Task<Answer<DocumentAnswer>> Save(TaxSplit split, DocumentContent content) =>
        Grain<IInvoice>(DocumentId).Execute(new DraftInvoice
        {
            Id = Command,
            By = Actor,
            Party = Party,
            Currency = Currency,
            TaxSplit = split,
            Content = content,
        });
}
