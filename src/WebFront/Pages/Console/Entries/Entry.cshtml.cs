using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Papers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Entries;

/// <summary>
/// <c>/console/parties/{party}/entries/{currency}/{entry}</c>: one entry, what it is joined to, and what can be done with it: apply what
/// is left of a credit, undo what joins it to another, take it back by a reversal.
/// </summary>
public sealed class EntryPage(Desk desk, PaperDesk papers) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(SupportsGet = true)]
    public Currency Currency { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Entry { get; set; }

    [BindProperty]
    public TakeBackForm Input { get; set; } = new();

    public PartyFacts Customer { get; private set; } = null!;

    public EntryRow Row { get; private set; } = null!;

    /// <summary>Of a payment or a refund.</summary>
    public ReceiptView? Receipt { get; private set; }

    public ReceiptPapers Papers => papers.Receipts;

    public ReasonRow? Reason { get; private set; }

    /// <summary>Of a transfer: the party on its other side.</summary>
    public string? OtherName { get; private set; }

    public IReadOnlyList<SettlementRow> Settlements { get; private set; } = [];

    /// <summary>What a credit with something left could settle.</summary>
    public IReadOnlyList<OpenItemRow> Items { get; private set; } = [];

    public long Version { get; private set; }

    public Money Amount => new(Row.AmountMinor, Currency);

    public Money Left => new(Row.OpenMinor, Currency);

    public bool CanBeApplied => !Row.IsDebit && Row.OpenMinor > 0;

    /// <summary>Documents are taken back where they are: an invoice by voiding or correcting it.</summary>
    public bool CanBeReversed => Row.ReversedBy is null && Row.Kind is not (EntryKind.Reversal or EntryKind.Transfer)
        && !(Row.Kind is EntryKind.Invoice or EntryKind.CreditNote && Row.Document is not null);

    protected override Currency AmountsIn => Currency;

    private IPartyLedger Ledger => Grain<IPartyLedger>($"{Party}/{Currency}");

    private string Here => ConsolePlaces.Entry(Party, Currency, Entry);

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        Input.Date = DateText.Machine(Today);
        return Shown("_Entry");
    }

    /// <summary>The receipt that its customer gets.</summary>
    [Needs(Right.Read)]
    public async Task<IActionResult> OnGetReceipt()
    {
        await using var read = await Open();
        if (Currency == default || await PartyFacts.Read(read, BusinessId, Party) is not { } customer
            || await ReceiptView.Read(read, BusinessId, Party, Currency, Entry) is not { } receipt)
            return NotFound();
        return receipt is { IsNumbered: true, Entry.Number: { } number }
            ? await papers.Kept(
                HttpContext, read, PaperName.OfReceipt(BusinessId, Party, Currency, receipt.Entry), number,
                papers.Receipts.Receipt(receipt, Business.Details, customer.OnDocument))
            : papers.NotYet();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostApply()
    {
        if (!await Load())
            return NotFound();
        var settlement = Input.Settlement.Read(Form, Currency, Text);
        if (IsUnreadable())
            return Page();
        var answer = await Ledger.Execute(
            new AllocateCredit { Id = Command, By = Actor, CreditEntry = Entry, Settlement = settlement });
        if (answer.Refusal is { } refusal)
        {
            Refuse(Input.Settlement.OnForm(refusal), ("settlement", "Input.Settlement.Way"));
            return Page();
        }

        TempData.Tell(Text["Settle.Applied"]);
        return Redirect(Here);
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostUndo(long other)
    {
        if (!await Load())
            return NotFound();
        var answer = await Ledger.Execute(new UndoAllocation
        {
            Id = Command,
            By = Actor,
            CreditEntry = Row.IsDebit ? other : Entry,
            DebitEntry = Row.IsDebit ? Entry : other,
        });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Settle.Undone"]);
        return Redirect(Here);
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostReverse()
    {
        if (!await Load())
            return NotFound();
        var date = Form.Date("Input.Date", Input.Date, Today);
        var reason = Form.Required("Input.InternalReason", Input.InternalReason, 500);
        var narration = Form.Optional("Input.Narration", Input.Narration, 200);
        if (IsUnreadable())
            return Page();
        var answer = await Ledger.Execute(new ReverseEntry
        {
            Id = Command,
            By = Actor,
            Entry = Entry,
            DocumentDate = date,
            Narration = narration,
            InternalReason = reason,
            Cause = Input.IsBounce && Row.Kind is EntryKind.Payment ? ReversalCause.Bounced : null,
        });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, ("documentDate", "Input.Date"));
            return Page();
        }

        TempData.Tell(Text[Input.IsBounce ? "Entry.HasBounced" : "Entry.Reversed", Text.Title(Row.FirstKind, Row.Number)]);
        return Redirect(Here);
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (Currency == default || await PartyFacts.Read(read, BusinessId, Party) is not { } customer)
            return false;
        Customer = customer;
        var key = new { business = BusinessId, party = Party, currency = Currency, entry = Entry };
        if (await read.RowOrNone<EntryRow>(LedgerQueries.Entry, key) is not { } row)
            return false;
        Row = row;
        Receipt = await ReceiptView.Read(read, BusinessId, Party, Currency, Entry);
        if ((row.OriginParty ?? row.TransferredTo) is { } other)
            OtherName = (await PartyFacts.Read(read, BusinessId, other))?.Name;
        Settlements = await read.Rows<SettlementRow>(LedgerQueries.Settlements, key);
        Reason = await read.RowOrNone<ReasonRow>(
            """
            select reason, access.operator_email(actor) as by from read.entry_reason
            where business = @business and party = @party and currency = @currency and entry = @entry
            """, key);
        if (CanBeApplied)
            Items = await SettlementForm.Items(read, BusinessId, Party, Currency, Today, ofDebits: true);
        Version = await read.Position(Topic.Ledger(Party, Currency)) ?? 0;
        return true;
    }
}

/// <summary>What is typed to apply or to take back an entry.</summary>
public sealed class TakeBackForm
{
    public string? Date { get; set; }

    public string? InternalReason { get; set; }

    public string? Narration { get; set; }

    /// <summary>Of a payment: the bank did not honour it.</summary>
    public bool IsBounce { get; set; }

    public SettlementForm Settlement { get; set; } = new();
}

/// <param name="By">Null when it was not an operator's doing.</param>
public sealed record ReasonRow(string Reason, string? By);
