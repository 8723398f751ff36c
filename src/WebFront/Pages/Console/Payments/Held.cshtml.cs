using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pages.Console.Entries;
using LedgerPortal.Pages.Shared;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Payments;

/// <summary>
/// <c>/console/parties/{party}/held/{currency}/{held}</c>: a payment that is kept until its day. It can be given back before, and
/// entered by hand where the books were locked on its day.
/// </summary>
public sealed class HeldPaymentPage(Desk desk) : ConsolePage(desk)
{
    [BindProperty(SupportsGet = true)]
    public PartyId Party { get; set; }

    [BindProperty(SupportsGet = true)]
    public Currency Currency { get; set; }

    [BindProperty(SupportsGet = true)]
    public long Held { get; set; }

    [BindProperty]
    public HeldPaymentForm Input { get; set; } = new();

    public HeldPaymentRow Row { get; private set; } = null!;

    /// <summary>Why it was taken, and why it was given back.</summary>
    public IReadOnlyList<ReasonRow> Reasons { get; private set; } = [];

    public long Version { get; private set; }

    /// <summary>Its day has come, and it is no entry yet.</summary>
    public bool IsWaiting => Row.IsHeld && Row.Day <= Today;

    protected override Currency AmountsIn => Currency;

    private IPartyLedger Ledger => Grain<IPartyLedger>($"{Party}/{Currency}");

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        if (!await Load())
            return NotFound();
        // Its own day, or the first one that is open.
        var day = Business.LockedThrough is { } locked && locked >= Row.Day ? locked.AddDays(1) : Row.Day;
        Input.Date = DateText.Machine(day <= Today ? day : Today);
        return Shown("_Held");
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostEnter()
    {
        if (!await Load())
            return NotFound();
        var date = Form.Date("Input.Date", Input.Date, Today);
        if (IsUnreadable())
            return Page();
        var answer = await Ledger.Execute(new EnterPayment
        {
            Id = Command,
            By = Actor,
            Held = Held,
            Date = date,
            ReceiptNumbering = Business.Details.ReceiptNumbering(date),
        });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal, ("date", "Input.Date"), ("documentDate", "Input.Date"));
            return Page();
        }

        TempData.Tell(Text["Payment.Recorded", MoneyText.Format(Row.Amount), Row.PartyName]);
        return Redirect(ConsolePlaces.Entry(Party, Currency, answer.OrThrow().Version));
    }

    [Needs(Right.Post)]
    public async Task<IActionResult> OnPostGiveBack()
    {
        if (!await Load())
            return NotFound();
        var reason = Form.Required("Input.InternalReason", Input.InternalReason, 500);
        var narration = Form.Optional("Input.Narration", Input.Narration, 200);
        if (IsUnreadable())
            return Page();
        var answer = await Ledger.Execute(new GiveBackPayment
        {
            Id = Command,
            By = Actor,
            Held = Held,
            Narration = narration,
            InternalReason = reason,
        });
        if (answer.Refusal is { } refusal)
        {
            Refuse(refusal);
            return Page();
        }

        TempData.Tell(Text["Held.GivenBack", MoneyText.Format(Row.Amount), Row.PartyName]);
        return Redirect(Row.Address);
    }

    private async Task<bool> Load()
    {
        await using var read = await Open();
        if (Currency == default
            || await HeldPaymentRow.Find(read, BusinessId, Party, Currency, Held) is not { } row)
            return false;
        Row = row;
        // Operators' reasons stand with the version that recorded them.
        Reasons = await read.Rows<ReasonRow>(
            """
            select r.reason, access.operator_email(r.actor) as by from read.entry_reason r
            where r.business = @business and r.party = @party and r.currency = @currency and r.entry in (@held, @back)
            order by r.entry
            """, new { business = BusinessId, party = Party, currency = Currency, held = Held, back = row.GivenBackBy ?? 0 });
        Version = await read.Position(Topic.Ledger(Party, Currency)) ?? 0;
        return true;
    }
}

/// <summary>What is typed to enter a post-dated payment by hand, or to give it back.</summary>
public sealed class HeldPaymentForm
{
    public string? Date { get; set; }

    public string? InternalReason { get; set; }

    public string? Narration { get; set; }
}
