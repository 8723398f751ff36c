using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Pages.Console.Entries;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Payments;

/// <summary><c>/console/payments/new?party=…</c>: money that came in, and what it settles.</summary>
public sealed class NewPaymentPage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(Name = "currency", SupportsGet = true)]
    public Currency Named { get; set; }

    /// <summary>The invoice it is for: its open amount is offered.</summary>
    [BindProperty(Name = "invoice", SupportsGet = true)]
    public DocumentId? Invoice { get; set; }

    [BindProperty]
    public PaymentForm Input { get; set; } = new();

    public PartyChoice? Choice { get; private set; }

    public PartyFacts Customer { get; private set; } = null!;

    public Currency Currency { get; private set; }

    public IReadOnlyList<OpenItemRow> Items { get; private set; } = [];

    /// <summary>Payments with the same method and reference: perhaps this one, recorded before.</summary>
    public IReadOnlyList<TwinRow> Twins { get; private set; } = [];

    protected override Currency AmountsIn => Currency;

    [Needs(Right.Post)]
    public async Task<IActionResult> OnGet(string? q)
    {
        if (Party == default)
        {
            await using var read = await Open();
            Choice = await PartyChoice.Read(read, BusinessId, q, "/console/payments/new");
            return Page();
        }

        if (!await Load())
            return NotFound();
        if (IfMerged(Customer) is { } merged)
            return merged;
        Input.Date = DateText.Machine(Today);
        if (Items.FirstOrDefault(item => item.Document == Invoice && Invoice is not null) is { } item)
        {
            var open = MoneyText.Figures(new Money(item.OpenThenMinor, Currency));
            Input.Amount = open;
            Input.Settlement = new SettlementForm { Way = "choose", Parts = [new() { Entry = item.Entry, Amount = open }] };
        }

        return Page();
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPost()
    {
        if (!await Load())
            return NotFound();
        if (IfMerged(Customer) is { } merged)
            return merged;
        var payment = Read();
        if (IsUnreadable())
            return Page();
        if (!Input.IsNoTwin && await FindTwins(payment) && !await IsKnown())
        {
            Response.StatusCode = StatusCodes.Status409Conflict;
            return Page();
        }

        var answer = await Grain<IPartyLedger>($"{Party}/{Currency}").Execute(payment);
        if (!answer.IsAccepted)
        {
            Refuse(Input.Settlement.OnForm(answer.Refusal), ("documentDate", "Input.Date"), ("settlement", "Input.Settlement.Way"));
            return Page();
        }

        if (answer.Value.IsHeld)
        {
            TempData.Tell(Text[
                "Held.Taken", MoneyText.Format(payment.Amount), Customer.Name, Show(payment.DocumentDate)]);
            return Redirect(ConsolePlaces.HeldPayment(Party, Currency, answer.Value.Version));
        }

        TempData.Tell(Text["Payment.Recorded", MoneyText.Format(payment.Amount), Customer.Name]);
        return Redirect(ConsolePlaces.Entry(Party, Currency, answer.Value.Version));
    }

    private PostEntry Read()
    {
        var date = Form.Date("Input.Date", Input.Date, Today);
        return new PostEntry
        {
            Id = Command,
            By = Actor,
            Kind = EntryKind.Payment,
            Amount = Form.Amount("Input.Amount", Input.Amount, Currency),
            DocumentDate = date,
            Method = Form.Required("Input.Method", Input.Method, 40),
            Reference = Form.Optional("Input.Reference", Input.Reference, 80),
            Narration = Form.Optional("Input.Narration", Input.Narration, 200),
            InternalReason = Form.Optional("Input.InternalReason", Input.InternalReason, 500),
            Settlement = Input.Settlement.Read(Form, Currency, Text),
            ReceiptNumbering = Business.Details.ReceiptNumbering(date),
            DayBeginsAt = Business.Details.BeginningOf(date),
            Voucher = VoucherTerms.For(Business.Details, Customer.Details),
        };
    }

    /// <summary>A payment without a reference, such as cash, has no twin to be known by.</summary>
    private async Task<bool> FindTwins(PostEntry payment)
    {
        if (payment.Reference is null)
            return false;
        await using var read = await Open();
        Twins = await read.Rows<TwinRow>(
            """
            select t.party, p.name as party_name, t.currency, t.entry, t.is_held, t.number, t.amount_minor, t.document_date
            from (
              select e.business, e.party, e.currency, e.entry, false as is_held, e.number, e.amount_minor, e.document_date,
                e.recorded_at
              from read.entry e
              where e.business = @business and e.kind = 'Payment' and e.reversed_by is null
                and lower(e.method) = lower(@method) and lower(e.reference) = lower(@reference)
              union all
              select h.business, h.party, h.currency, h.held, true, null, h.amount_minor, h.day, h.held_at
              from read.held_payment h
              where h.business = @business and h.entered_as is null and h.given_back_at is null
                and lower(h.method) = lower(@method) and lower(h.reference) = lower(@reference)
            ) t
            join read.party p on p.business = t.business and p.party = t.party
            order by t.recorded_at desc limit 5
            """, new { business = BusinessId, method = payment.Method, reference = payment.Reference });
        return Twins.Count > 0;
    }

    /// <summary>
    /// Whether this very form was taken already, so that the twin is itself. The ledger tells: a wish that cannot be granted
    /// is refused as such, unless its id was used before.
    /// </summary>
    private async Task<bool> IsKnown()
    {
        var answer = await Grain<IPartyLedger>($"{Party}/{Currency}").Execute(
            new AllocateCredit { Id = Command, By = Actor, CreditEntry = 0, Settlement = new SettleNothing() });
        return answer.Refusal?.Code == RefusalCode.CommandIdReused;
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (await PartyFacts.Read(read, BusinessId, Party) is not { } customer)
            return false;
        (Customer, Currency) = (customer, customer.CurrencyOf(Named));
        Items = await SettlementForm.Items(read, BusinessId, Party, Currency, Today, ofDebits: true);
        return true;
    }
}

public sealed class PaymentForm
{
    public string? Date { get; set; }

    public string? Amount { get; set; }

    public string? Method { get; set; }

    public string? Reference { get; set; }

    public string? Narration { get; set; }

    public string? InternalReason { get; set; }

    public SettlementForm Settlement { get; set; } = new();

    /// <summary>The operator has seen the twins and says that this is another payment.</summary>
    public bool IsNoTwin { get; set; }
}

public sealed record TwinRow(
    PartyId Party, string PartyName, Currency Currency, long Entry, bool IsHeld, string? Number, long AmountMinor,
    DateOnly DocumentDate)
{
    public string Address => IsHeld
        ? ConsolePlaces.HeldPayment(Party, Currency, Entry)
        : ConsolePlaces.Entry(Party, Currency, Entry);
}
