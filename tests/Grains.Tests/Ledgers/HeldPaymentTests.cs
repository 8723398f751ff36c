using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

/// <summary>Post-dated payments: no money until their day, a payment like any other from then on.</summary>
public sealed class HeldPaymentTests
{
    private static readonly DocumentId Document = new(Guid.Parse("c10a3b1b-0a4d-4c8e-9a52-6a7f0d2a5e11"));
    private static readonly Numbering Numbering = new("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);

    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void A_payment_dated_ahead_is_kept_and_moves_nothing()
    {
        _ledger.Given(Invoice(1000, "2026-01-02"));
        var before = _ledger.State;

        var decision = _ledger.When(PostDated(400, "2026-02-05") with { Method = "Cheque", Reference = "000123" });
        var held = Assert.IsType<PaymentHeld>(Assert.Single(decision.Events));
        Assert.Equal((40_000, Day("2026-02-05"), "Cheque", "000123", before.BalanceMinor),
            (held.AmountMinor, held.Day, held.Method, held.Reference, held.BalanceMinor));

        _ledger.Record(decision);
        Assert.Equal(
            before with { Version = 2, RecordedAt = _ledger.State.RecordedAt, Held = _ledger.State.Held }, _ledger.State);
        Assert.Equal(2, Assert.Single(_ledger.State.Held!).Held);
        Assert.All(_ledger.Naive.Days(), day => Assert.Equal(_ledger.Naive.BalanceAsOf(day), _ledger.Naive.OpenAsOf(1, day)));
    }

    [Fact]
    public void A_payment_of_today_or_before_is_an_entry_at_once()
    {
        _ledger.Now = BeginningOf(Day("2026-02-05"));
        Assert.IsType<EntryPosted>(_ledger.When(PostDated(400, "2026-02-05")).Events[0]);
        Assert.IsType<EntryPosted>(_ledger.When(PostDated(400, "2026-02-04")).Events[0]);
        _ledger.Now -= TimeSpan.FromMicroseconds(1);
        Assert.IsType<PaymentHeld>(_ledger.When(PostDated(400, "2026-02-05")).Events[0]);
    }

    [Fact]
    public void On_its_day_what_it_leaves_unsettled_is_an_advance()
    {
        var terms = VoucherTerms.For(Examples.BusinessDetails, Examples.PartyDetails);
        _ledger.Given(Invoice(300, "2026-01-02"));
        var held = _ledger.Given(PostDated(400, "2026-02-05") with { ReceiptNumbering = Numbering, Voucher = terms });
        _ledger.Now = BeginningOf(Day("2026-02-05"));
        var posted = _ledger.When(Entering(held, "2026-02-05")).Events.OfType<EntryPosted>().Single();
        Assert.Equal(new Voucher(terms!, 10_000), posted.Voucher);
    }

    [Fact]
    public void On_its_day_it_is_entered_as_the_payment_that_it_is()
    {
        _ledger.Given(Invoice(1000, "2026-01-02"));
        var held = _ledger.Given(PostDated(400, "2026-02-05") with
        {
            Method = "Cheque",
            Reference = "000123",
            Narration = "For January",
            InternalReason = "By courier",
            ReceiptNumbering = Numbering,
        });
        _ledger.Now = BeginningOf(Day("2026-02-05"));
        var renumbered = Numbering with { Pattern = "R{000000}" };

        var decision = _ledger.When(Entering(held, "2026-02-05") with { ReceiptNumbering = renumbered });
        Assert.Equal(
            new EntryPosted
            {
                BalanceMinor = 60_000,
                Kind = EntryKind.Payment,
                Side = Side.Credit,
                AmountMinor = 40_000,
                DocumentDate = Day("2026-02-05"),
                DueDate = Day("2026-02-05"),
                Method = "Cheque",
                Reference = "000123",
                Narration = "For January",
                InternalReason = "By courier",
                ReceiptNumbering = renumbered,
                Held = held,
            },
            decision.Events[0]);
        var joined = Assert.IsType<CreditAllocated>(Assert.Single(decision.Events.Skip(1)));
        Assert.Equal((1, 3, 40_000, Day("2026-02-05"), 60_000),
            (joined.Debit, joined.Credit, joined.AmountMinor, joined.EffectiveDate, joined.DebitOpenMinor));

        _ledger.Record(decision);
        Assert.Null(_ledger.State.Held);
        Assert.Equal(60_000, _ledger.State.BalanceMinor);
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "held", Entering(held, "2026-02-05"));
        // From here on it can bounce.
        _ledger.Given(Reversal(3, "2026-02-07"));
        Assert.Equal(100_000, _ledger.OpenMinor(1));
    }

    [Fact]
    public void What_was_settled_meanwhile_is_passed_over_and_the_rest_stays_unapplied()
    {
        _ledger.Given(Invoice(300, "2026-01-02"), Invoice(500, "2026-01-03", null, Document), Invoice(900, "2026-01-04"));
        var exact = _ledger.Given(PostDated(800, "2026-02-05", Exactly((1, 300), (3, 500))));
        var ofDocument = _ledger.Given(PostDated(500, "2026-02-05", new SettleDocument(Document)));
        _ledger.Given(Payment(300, "2026-01-10", Exactly((1, 300))), Payment(200, "2026-01-11", new SettleDocument(Document)));
        _ledger.Given(Payment(600, "2026-01-12", Exactly((3, 600))));
        _ledger.Now = BeginningOf(Day("2026-02-05"));

        foreach (var decision in new[] { _ledger.When(Entering(exact, "2026-02-05")), _ledger.WhenTooManyAreOpen(Entering(exact, "2026-02-05")) })
        {
            var joined = Assert.IsType<CreditAllocated>(Assert.Single(decision.Events.Skip(1)));
            Assert.Equal((3, 30_000, 50_000), (joined.Debit, joined.AmountMinor, joined.CreditOpenMinor));
        }

        _ledger.Given(Entering(exact, "2026-02-05"));
        var part = Assert.IsType<CreditAllocated>(Assert.Single(_ledger.When(Entering(ofDocument, "2026-02-05")).Events.Skip(1)));
        Assert.Equal((2, 30_000, 20_000), (part.Debit, part.AmountMinor, part.CreditOpenMinor));
    }

    [Fact]
    public void It_is_entered_on_its_day_or_on_a_later_one_that_has_begun()
    {
        var held = _ledger.Given(PostDated(400, "2026-02-05", new SettleNothing()));
        _ledger.Now = BeginningOf(Day("2026-02-05")).AddTicks(-1);
        _ledger.ThenRefused(RefusalCode.DateOutOfRange, "date", Entering(held, "2026-02-05"));
        _ledger.Now = BeginningOf(Day("2026-02-07")).AddHours(20);
        _ledger.ThenRefused(RefusalCode.DateOutOfRange, "date", Entering(held, "2026-02-04"));
        _ledger.ThenRefused(RefusalCode.DateOutOfRange, "date", Entering(held, "2026-02-08"));
        _ledger.Given(Entering(held, "2026-02-07"));
        Assert.Equal(Day("2026-02-07"), _ledger.Naive.Entries[^1].Posted.DocumentDate);
    }

    [Fact]
    public void Given_back_it_never_counted_and_another_one_may_come()
    {
        _ledger.Given(Invoice(1000, "2026-01-02"));
        var held = _ledger.Given(PostDated(400, "2026-02-05"));
        _ledger.ThenRefused(RefusalCode.FieldRequired, "internalReason", GivingBack(held) with { InternalReason = " " });
        _ledger.Given(GivingBack(held));
        Assert.Equal((100_000, 3), (_ledger.State.BalanceMinor, _ledger.State.Version));
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "held", GivingBack(held));
        _ledger.Now = BeginningOf(Day("2026-02-05"));
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "held", Entering(held, "2026-02-05"));
        Assert.Equal(4, _ledger.Given(PostDated(400, "2026-03-05")));
    }

    [Fact]
    public void What_could_not_be_settled_today_is_refused_when_it_comes()
    {
        _ledger.Given(Invoice(1000, "2026-01-02"));
        _ledger.ThenRefused(
            RefusalCode.AmountExceedsOpen, "settlement.parts[0].amount", PostDated(2000, "2026-02-05", Exactly((1, 1001))));
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "settlement.document", PostDated(1, "2026-02-05", new SettleDocument(Document)));
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "dayBeginsAt", PostDated(1, "2026-02-05") with { DayBeginsAt = BeginningOf(Day("2026-02-07")) });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "dayBeginsAt",
            Entry(EntryKind.WriteOff, 1, "2026-02-05") with { DayBeginsAt = BeginningOf(Day("2026-02-05")) });
    }

    [Fact]
    public void Only_so_many_are_kept_at_a_time()
    {
        for (var i = 0; i < LedgerLimits.MaxHeldPayments; i++)
            _ledger.Given(PostDated(1, "2027-02-05"));
        _ledger.ThenRefused(RefusalCode.TooMany, null, PostDated(1, "2027-02-05"));
        _ledger.Given(GivingBack(7));
        _ledger.Given(PostDated(1, "2027-02-05"));
    }

    [Fact]
    public void A_ledger_that_was_merged_takes_no_more_and_enters_what_it_has()
    {
        var held = _ledger.Given(PostDated(400, "2026-02-05"));
        _ledger.Given(MergeLedgerTests.Merge("2026-01-10"));
        _ledger.ThenRefused(RefusalCode.PartyMerged, null, PostDated(400, "2026-02-06"));
        _ledger.Now = BeginningOf(Day("2026-02-05"));
        _ledger.Given(Entering(held, "2026-02-05"));
        _ledger.Given(MergeLedgerTests.Out(_ledger.Last, "2026-02-05"));
        Assert.Equal(0, _ledger.State.BalanceMinor);
    }
}
