using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// Post-dated payments: a cheque that says a later day is no money until then. The ledger keeps it beside its entries, so that
/// no figure of any day counts it (invariants 1 to 3), and enters it when its day begins.
/// </summary>
internal static class HeldPayments
{
    /// <summary>The command was found fit for an entry of today: what it names can be settled.</summary>
    public static Decision<LedgerEvent> Hold(Ledger state, PostEntry post, DateTimeOffset dayBeginsAt)
    {
        if (state.Held is { Count: >= LedgerLimits.MaxHeldPayments })
            return new Refusal(RefusalCode.TooMany, null, [$"{LedgerLimits.MaxHeldPayments}"]);
        if (post.Settlement is SettleExactly { Parts.Count: > LedgerLimits.MaxHeldParts })
            return new Refusal(RefusalCode.TooMany, "settlement.parts", [$"{LedgerLimits.MaxHeldParts}"]);
        return Decision<LedgerEvent>.Of(new PaymentHeld
        {
            BalanceMinor = state.BalanceMinor,
            AmountMinor = post.Amount.Minor,
            Day = post.DocumentDate,
            DayBeginsAt = dayBeginsAt,
            Number = LedgerDecisions.Text(post.Number),
            Method = LedgerDecisions.Text(post.Method),
            Reference = LedgerDecisions.Text(post.Reference),
            Narration = LedgerDecisions.Text(post.Narration),
            InternalReason = LedgerDecisions.Text(post.InternalReason),
            Settlement = post.Settlement,
            ReceiptNumbering = post.ReceiptNumbering,
            Voucher = post.Voucher,
        });
    }

    public static Decision<LedgerEvent> Enter(
        Ledger state, EnterPayment enter, LedgerFacts facts, Currency currency, DateTimeOffset now)
    {
        if (state.FindHeld(enter.Held) is not { } held)
            return NotHeld(enter.Held);
        if (now < held.DayBeginsAt || enter.Date < held.Day || enter.Date > Today(held, now))
            return new Refusal(RefusalCode.DateOutOfRange, "date", [$"{held.Day:yyyy-MM-dd}"]);

        var balance = state.BalanceMinor - held.AmountMinor;
        if (Math.Abs(balance) > LedgerLimits.MaxBalanceMinor)
            return new Refusal(RefusalCode.AmountTooLarge, "balance");
        var settlement = new LedgerSettlement(state, facts, currency)
        {
            Moving = new OpenItem(state.Version + 1, held.AmountMinor, 0, enter.Date, enter.Date, enter.Date, null),
            Side = Side.Credit,
            BalanceMinor = balance,
        }.SettleWhatIsOpen(held.Settlement);
        return Decision<LedgerEvent>.Of(
        [
            new EntryPosted
            {
                BalanceMinor = balance,
                Kind = EntryKind.Payment,
                Side = Side.Credit,
                AmountMinor = held.AmountMinor,
                DocumentDate = enter.Date,
                DueDate = enter.Date,
                Number = held.Number,
                Method = held.Method,
                Reference = held.Reference,
                Narration = held.Narration,
                InternalReason = held.InternalReason,
                ReceiptNumbering = held.ReceiptNumbering is null ? null : enter.ReceiptNumbering ?? held.ReceiptNumbering,
                Voucher = Voucher.OfPayment(
                    held.Voucher, held.AmountMinor - settlement.Sum(allocated => allocated.AmountMinor)),
                Held = enter.Held,
            },
            .. settlement,
        ]);
    }

    public static Decision<LedgerEvent> GiveBack(Ledger state, GiveBackPayment back) =>
        state.FindHeld(back.Held) is null
            ? NotHeld(back.Held)
            : Decision<LedgerEvent>.Of(new PaymentGivenBack
            {
                BalanceMinor = state.BalanceMinor,
                Held = back.Held,
                Narration = LedgerDecisions.Text(back.Narration),
                InternalReason = back.InternalReason,
            });

    /// <summary>Where the business is, as far as its payment knows: clocks are put back and forward by less than a day.</summary>
    private static DateOnly Today(PaymentHeld held, DateTimeOffset now) =>
        held.Day.AddDays((int)((now - held.DayBeginsAt + TimeSpan.FromHours(1)) / TimeSpan.FromDays(1)));

    private static Refusal NotHeld(long held) => new(RefusalCode.EntryNotFound, "held", [$"{held}"]);
}

/// <summary>
/// A post-dated payment is entered when its day begins. Where it was given back meanwhile there is nothing to do. Where the
/// books are locked on its day it stays in keeping, for an operator to enter on a day that is open.
/// </summary>
/// <param name="Ledger">Key of the ledger.</param>
public sealed record EnterHeldPayment(string Ledger, long Held, DateOnly Day) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, Hosting.IGrains grains)
    {
        var business = await grains.Get<Businesses.IBusiness>($"{origin.Stream.Business}").View();
        var entered = await grains.Get<IPartyLedger>(Ledger).Execute(new EnterPayment
        {
            Id = origin.Command.Derive("entered"),
            By = Actor.System("outbox"),
            Held = Held,
            Date = Day,
            ReceiptNumbering = business?.Details.ReceiptNumbering(Day),
        });
        return entered.Refusal is { Code: RefusalCode.EntryNotFound or RefusalCode.PeriodLocked } ? null : entered.Refusal;
    }
}
