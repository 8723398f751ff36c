using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Entries;

/// <summary>
/// <c>/console/parties/new-entry/{kind}?party=…</c>: an adjustment, a write-off, TDS, a refund, a debit note, an opening balance.
/// One form, because they are one command; <see cref="EntryForms"/> says which asks for what.
/// </summary>
public sealed class NewEntryPage(Desk desk) : ConsolePage(desk)
{
    [FromRoute(Name = "kind")]
    public string KindName { get; set; } = "";

    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    [BindProperty]
    public EntryForm Input { get; set; } = new();

    public EntryFormKind Kind { get; private set; } = null!;

    public PartyChoice? Choice { get; private set; }

    public PartyFacts Customer { get; private set; } = null!;

    public Currency Currency { get; private set; }

    public IReadOnlyList<OpenItemRow> Items { get; private set; } = [];

    protected override Currency AmountsIn => Currency;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet(string? q)
    {
        if (EntryForms.Find(KindName) is not { } kind)
            return NotFound();
        Kind = kind;
        if (Party == default)
        {
            await using var read = await Open();
            Choice = await PartyChoice.Read(read, BusinessId, q, $"/console/parties/new-entry/{KindName}");
            return Page();
        }

        if (!await Load())
            return NotFound();
        if (IfMerged(Customer) is { } merged)
            return merged;
        Input.Date = DateText.Machine(Today);
        // What is let go or deducted is of certain invoices; the rest may go to the oldest.
        Input.Settlement.Way = Kind.Kind is EntryKind.WriteOff or EntryKind.Tds ? "choose" : "oldest";
        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (EntryForms.Find(KindName) is not { } kind)
            return NotFound();
        Kind = kind;
        if (!await Load())
            return NotFound();
        if (IfMerged(Customer) is { } merged)
            return merged;
        var entry = Read();
        if (IsUnreadable())
            return Page();
        var answer = await Grain<IPartyLedger>($"{Party}/{Currency}").Execute(entry);
        if (!answer.IsAccepted)
        {
            Refuse(Input.Settlement.OnForm(answer.Refusal), ("documentDate", "Input.Date"), ("settlement", "Input.Settlement.Way"));
            return Page();
        }

        TempData.Tell(Text["Entry.Recorded", Text[$"Kind.{Kind.Kind}"].Value, MoneyText.Format(entry.Amount), Customer.Name]);
        return Redirect(ConsolePlaces.Entry(Party, Currency, answer.Value.Version));
    }

    private PostEntry Read()
    {
        var side = Kind.AsksSide ? Form.Choice<Side>("Input.Side", Input.Side) : (Side?)null;
        var isDebit = Kind.CanBeDebit && side != Side.Credit;
        var date = Form.Date("Input.Date", Input.Date, Today);
        return new PostEntry
        {
            Id = Command,
            By = Actor,
            Kind = Kind.Kind,
            Side = side,
            Amount = Form.Amount("Input.Amount", Input.Amount, Currency),
            DocumentDate = date,
            DueDate = isDebit ? Form.OptionalDate("Input.DueDate", Input.DueDate, Today) : null,
            Number = Kind.AsksNumber ? Form.Optional("Input.Number", Input.Number, 40) : null,
            Method = Kind.AsksMethod ? Form.Required("Input.Method", Input.Method, 40) : null,
            Reference = Kind.AsksMethod ? Form.Optional("Input.Reference", Input.Reference, 80) : null,
            Narration = Form.Optional("Input.Narration", Input.Narration, 200),
            InternalReason = Kind.NeedsReason
                ? Form.Required("Input.InternalReason", Input.InternalReason, 500)
                : Form.Optional("Input.InternalReason", Input.InternalReason, 500),
            Settlement = Kind.Settles == Settles.Nothing || (isDebit && Kind.Settles == Settles.Debits)
                ? new SettleNothing()
                : Input.Settlement.Read(Form, Currency, Text),
            ReceiptNumbering = Kind.Kind is EntryKind.Refund ? Business.Details.RefundNumbering(date) : null,
            Voucher = Kind.Kind is EntryKind.Refund ? VoucherTerms.For(Business.Details, Customer.Details) : null,
        };
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } customer)
            return false;
        (Customer, Currency) = (customer, customer.CurrencyOf(Named));
        if (Kind.Settles != Settles.Nothing)
            Items = await SettlementForm.Items(read, BusinessId, Party, Currency, Today, Kind.Settles == Settles.Debits);
        return true;
    }
}

public sealed class EntryForm
{
    public string? Side { get; set; }

    public string? Amount { get; set; }

    public string? Date { get; set; }

    public string? DueDate { get; set; }

    public string? Number { get; set; }

    public string? Method { get; set; }

    public string? Reference { get; set; }

    public string? Narration { get; set; }

    public string? InternalReason { get; set; }

    public SettlementForm Settlement { get; set; } = new();
}
