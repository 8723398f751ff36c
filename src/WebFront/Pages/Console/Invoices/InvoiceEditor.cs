using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Pages.Console.Documents;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary>
/// Writing an invoice, new or a draft. The form is saved as a draft first and then issued if so wished, each by a command
/// of its own; figures shown while typing come from the arithmetic that freezes them.
/// </summary>
public abstract class InvoiceEditor(Desk desk) : ConsolePage(desk)
{
    /// <summary>How long an issued invoice can be called back before it leaves.</summary>
    protected const int HoldSeconds = 10;

    [BindProperty]
    public DocumentForm Input { get; set; } = new();

    /// <summary><c>save</c>, <c>issue</c>, <c>share</c>; <c>totals</c> and <c>lines</c> work without saving anything.</summary>
    [BindProperty(Name = "then")]
    public string? Then { get; set; }

    public PartyFacts Customer { get; protected set; } = null!;

    public Currency Currency { get; protected set; }

    /// <summary>The tax rate that a new line offers.</summary>
    public decimal? Rate { get; private set; }

    public TotalsView Totals { get; private set; } = null!;

    /// <summary>The invoice whose correction this draft is.</summary>
    public string? Corrects { get; protected set; }

    public abstract bool IsNew { get; }

    /// <summary>Reads what the editor is about; false when it is not there.</summary>
    protected abstract Task<bool> Load();

    /// <summary>Saves the draft, and says which document it is.</summary>
    protected abstract Task<Answer<DocumentAnswer>> Save(TaxSplit split, DocumentContent content);

    protected override Currency AmountsIn => Currency;

    protected abstract DocumentId DocumentId { get; }

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
        if (IfMerged(Customer) is { } merged)
            return merged;
        if (Then is "totals" or "lines")
            return ShowAgain();
        var content = Input.Read(Form, Today, isInvoice: true, Business.Details.Currency, Text);
        if (IsUnreadable())
            return ShowAgain();

        var split = TaxSplits.Between(Business.Details, Customer.Details, content.PlaceOfSupply);
        var saved = await Save(split, content);
        if (saved.Refusal is { } refusal)
        {
            Refuse(Input.OnForm(refusal));
            return ShowAgain();
        }

        return Then is "issue" or "share" ? await Issue(content) : Saved();
    }

    /// <summary>For whom it is, and in which currency.</summary>
    protected async Task<bool> LoadCustomer(ScopedRead read, PartyId party, Currency currency)
    {
        if (await PartyFacts.Read(read, BusinessId, party) is not { } customer)
            return false;
        (Customer, Currency) = (customer, customer.CurrencyOf(currency));
        Rate = await PartyFacts.LatestRate(read, BusinessId, party) ?? LineForm.UsualRate(Business.Details);
        return true;
    }

    protected void ComputeTotals() => Totals = TotalsView.Of(
        Input, Business.Details, Customer.Details, Currency, () => Silent, Today, Text);

    private RedirectResult Saved()
    {
        TempData.Tell(Text["Invoice.DraftSaved", Customer.Name]);
        return Redirect(ConsolePlaces.Invoice(DocumentId));
    }

    private async Task<IActionResult> Issue(DocumentContent content)
    {
        var isShared = Then == "share";
        var issue = new InvoiceIssue(Business.Details, Customer, content, isShared ? 0 : HoldSeconds);
        var answer = await Grain<IInvoice>(DocumentId).Execute(issue.Command(Command.Derive("issue"), Actor));
        if (answer.Refusal is { } refusal)
        {
            // The draft is safe; what stood in the way of issuing it is told where it can be mended.
            Tell(refusal);
            return Redirect(ConsolePlaces.Invoice(DocumentId));
        }

        if (isShared)
        {
            var notShared = await InvoiceSharing.Share(
                Grain<IInvoice>(DocumentId), Grain<IDocumentLink>(DocumentId), Customer.Id, Business.Portal,
                Command.Derive("share"), Actor);
            if (notShared is not null)
                Tell(notShared);
            return Redirect(ConsolePlaces.Invoice(DocumentId) + "#share");
        }

        TempData.OfferUndo(
            Text["Invoice.IssuedTo", Customer.Name], $"{ConsolePlaces.Invoice(DocumentId)}?handler=Recall",
            Now.AddSeconds(HoldSeconds));
        return Redirect(ConsolePlaces.Invoice(DocumentId));
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
}

/// <summary>What issuing an invoice takes besides the draft: who sells, who buys, which number comes next.</summary>
public sealed record InvoiceIssue(Businesses.BusinessDetails Business, PartyFacts Customer, DocumentContent Content, int HoldSeconds)
{
    public IssueInvoice Command(CommandId id, Actor by) => new()
    {
        Id = id,
        By = by,
        Supplier = PartyFacts.Supplier(Business),
        Customer = Customer.OnDocument,
        Numbering = Business.InvoiceNumbering(Content.Date),
        HoldSeconds = HoldSeconds,
    };
}
