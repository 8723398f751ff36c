using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Pages.Console.Documents;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Pages.Console.CreditNotes;

/// <summary>
/// <c>/console/credit-notes/new?party=…&amp;invoice=…</c>: a credit note, free or for an invoice, whose lines are then offered and
/// whose amount it never exceeds.
/// </summary>
public sealed class NewCreditNotePage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    [BindProperty(Name = "invoice", SupportsGet = true)]
    public DocumentId? InvoiceId { get; set; }

    [BindProperty]
    public DocumentForm Input { get; set; } = new();

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty(Name = "then")]
    public string? Then { get; set; }

    public PartyChoice? Choice { get; private set; }

    public PartyFacts Customer { get; private set; } = null!;

    public Currency Currency { get; private set; }

    public CreditedInvoiceRow? Invoice { get; private set; }

    /// <summary>The tax rate that a new line offers.</summary>
    public decimal? Rate { get; private set; }

    public TotalsView Totals { get; private set; } = null!;

    protected override Currency AmountsIn => Currency;

    private DocumentId DocumentId => new(Id.Derive(Command.Value, "document"));

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet(string? q)
    {
        if (Party == default)
        {
            await using var read = await Open();
            Choice = await PartyChoice.Read(read, BusinessId, q, "/console/credit-notes/new");
            return Page();
        }

        if (!await Load())
            return NotFound();
        if (Invoice is null && IfMerged(Customer) is { } merged)
            return merged;
        Input = DocumentForm.New(Business.Details, 0, Rate, Today);
        if (Invoice is { } invoice)
        {
            var content = OwnBusiness.Stored<DocumentContent>(invoice.Content);
            Input = DocumentForm.Of(content with { Notes = null, Date = Today, DueDate = null }, Zone);
        }

        ComputeTotals();
        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostTotals()
    {
        if (!await Load())
            return NotFound();
        ComputeTotals();
        return Partial("~/Pages/Console/Documents/_Totals.cshtml", Totals);
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return NotFound();
        // What it credits was billed to this party, whoever owes it now.
        if (Invoice is null && IfMerged(Customer) is { } merged)
            return merged;
        if (Then is "totals" or "lines")
            return ShowAgain();
        var content = Input.Read(Form, Today, isInvoice: false, Business.Details.Currency, Text);
        var reason = Form.Required(nameof(Reason), Reason, 500);
        if (IsUnreadable())
            return ShowAgain();

        var answer = await Grain<ICreditNote>(DocumentId).Execute(new IssueCreditNote
        {
            Id = Command,
            By = Actor,
            Party = Party,
            Currency = Currency,
            TaxSplit = TaxSplits.Between(Business.Details, Customer.Details, content.PlaceOfSupply),
            Content = content,
            Supplier = PartyFacts.Supplier(Business.Details),
            Customer = Customer.OnDocument,
            Invoice = Invoice is { Number: { } number } invoice
                ? new InvoiceReference(invoice.Document, number, invoice.DocumentDate)
                : null,
            CreditableMinor = Invoice?.CreditableMinor,
            Reason = reason,
            Numbering = Business.Details.CreditNoteNumbering(content.Date),
        });
        if (answer.Refusal is { } refusal)
        {
            Refuse(Input.OnForm(refusal), ("reason", nameof(Reason)));
            return ShowAgain();
        }

        TempData.Tell(Text["CreditNote.IssuedTo", Customer.Name]);
        return Redirect(ConsolePlaces.CreditNote(DocumentId));
    }

    private PageResult ShowAgain()
    {
        if (Then == "lines")
        {
            for (var more = 0; more < 5; more++)
                Input.Lines.Add(LineForm.Empty(Rate));
        }

        ComputeTotals();
        return Page();
    }

    private void ComputeTotals()
    {
        Totals = TotalsView.Of(Input, Business.Details, Customer.Details, Currency, () => Silent, Today, Text) with { DueDate = null };
        if (Invoice is { } invoice && Totals.Totals?.TotalMinor > invoice.CreditableMinor)
        {
            var left = MoneyText.Format(new Money(invoice.CreditableMinor, Currency));
            Totals = Totals with { Problem = Text["CreditNote.Beyond", left] };
        }
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } customer)
            return false;
        (Customer, Currency) = (customer, customer.CurrencyOf(Named));
        Rate = await PartyFacts.LatestRate(read, BusinessId, Party) ?? LineForm.UsualRate(Business.Details);
        if (InvoiceId is not { } document)
            return true;
        Invoice = await read.RowOrNone<CreditedInvoiceRow>(
            """
            select i.document, i.number, i.document_date, i.currency, i.content::text as content,
              i.total_minor - i.credited_minor as creditable_minor
            from read.invoice i
            where i.business = @business and i.party = @party and i.document = @document and i.status = 'Issued'
            """, new { business = BusinessId, party = Party, document });
        if (Invoice is { } invoice)
            Currency = invoice.Currency;
        return Invoice is not null;
    }
}

/// <param name="CreditableMinor">What credit notes have left of its total.</param>
public sealed record CreditedInvoiceRow(
    DocumentId Document, string? Number, DateOnly DocumentDate, Currency Currency, string Content, long CreditableMinor);
