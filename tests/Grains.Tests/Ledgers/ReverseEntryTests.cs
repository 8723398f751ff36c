using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class ReverseEntryTests
{
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void A_bounced_payment_opens_again_what_it_settled_with_the_due_dates_it_had()
    {
        _ledger.Given(
            Invoice(100, "2026-03-01", "2026-03-31"),
            Invoice(100, "2026-03-05", "2026-04-04"),
            Payment(150, "2026-04-10"));
        _ledger.Given(Reversal(3, "2026-04-20"));

        Assert.Equal(20_000, _ledger.State.BalanceMinor);
        Assert.Equal((2, 0), (_ledger.State.OpenItems, _ledger.State.UnappliedCredits));
        Assert.Equal(
            [(1, 10_000, Day("2026-03-31")), (2, 10_000, Day("2026-04-04"))],
            _ledger.State.Debits!.OldestDueFirst.Select(item => (item.Entry, item.OpenMinor, item.DueDate)));
    }

    [Fact]
    public void Only_a_payment_bounces_and_says_so()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(100, "2026-04-10"));
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "cause", Reversal(1, "2026-04-20") with { Cause = ReversalCause.Bounced });
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "cause", Reversal(2, "2026-04-20") with { Cause = (ReversalCause)7 });
        _ledger.Given(Reversal(2, "2026-04-20") with { Cause = ReversalCause.Bounced });
        Assert.Equal(ReversalCause.Bounced, _ledger.Naive.Entries[^1].Posted.Cause);
    }

    [Fact]
    public void Until_it_bounced_the_payment_has_settled_its_invoice()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(100, "2026-04-10"), Reversal(2, "2026-04-20"));
        Assert.Equal(0, _ledger.Naive.OpenAsOf(1, Day("2026-04-19")));
        Assert.Equal(10_000, _ledger.Naive.OpenAsOf(1, Day("2026-04-20")));
        Assert.Equal(10_000, _ledger.Naive.OpenAsOf(1, Day("2026-04-09")));
    }

    [Fact]
    public void What_was_settled_until_then_is_not_settled_twice_by_a_back_dated_payment()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(100, "2026-04-10"), Reversal(2, "2026-04-20"));
        var allocated = (CreditAllocated)_ledger.When(Payment(100, "2026-04-12")).Events[1];
        Assert.Equal(Day("2026-04-20"), allocated.EffectiveDate);
    }

    [Fact]
    public void A_reversal_on_the_entrys_own_day_leaves_no_trace_in_what_is_open_on_any_day()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(60, "2026-03-01"), Reversal(1, "2026-03-01"));
        Assert.All(_ledger.Naive.Days(), day => Assert.Equal(0, _ledger.Naive.OpenAsOf(1, day)));
        Assert.Equal(6_000, _ledger.OpenMinor(2));
        Assert.Equal(-6_000, _ledger.State.BalanceMinor);
    }

    [Fact]
    public void A_reversed_refund_gives_its_credit_back()
    {
        _ledger.Given(
            Payment(100, "2026-03-01"),
            Entry(EntryKind.Refund, 40, "2026-03-02") with { Settlement = new SettleOldestDueFirst() },
            Reversal(2, "2026-03-03"));
        Assert.Equal((10_000L, -10_000L), (_ledger.OpenMinor(1), _ledger.State.BalanceMinor));
    }

    [Fact]
    public void A_payment_that_bounces_after_it_was_refunded_leaves_the_refund_owed()
    {
        _ledger.Given(
            Payment(100, "2026-03-01"),
            Entry(EntryKind.Refund, 100, "2026-03-02") with { Settlement = new SettleOldestDueFirst() },
            Reversal(1, "2026-03-03"));
        Assert.Equal((10_000L, 10_000L), (_ledger.OpenMinor(2), _ledger.State.BalanceMinor));
    }

    [Fact]
    public void The_disputed_part_of_a_reversed_invoice_ends()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Dispute(1, 30), Reversal(1, "2026-03-02"));
        Assert.Equal(0, _ledger.Naive.DisputedNow(1));
        Assert.Equal(0L, _ledger.When(Dispute(1, 0)).Events.Count);
    }

    [Fact]
    public void An_entry_settled_before_and_undone_later_is_settled_by_its_reversal_from_then()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(100, "2026-03-02"), Undoing(2, 1, from: "2026-03-20"));
        var settled = (CreditAllocated)_ledger.When(Reversal(1, "2026-03-10")).Events[^1];
        Assert.Equal(Day("2026-03-20"), settled.EffectiveDate);
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Invoice(100, "2026-03-01"), Reversal(2, "2026-03-01"));
        var wrong = Reversal(9, "1899-12-31") with { Narration = "\0", InternalReason = " " };
        Refused(RefusalCode.DateOutOfRange, "documentDate");
        wrong = wrong with { DocumentDate = Day("2026-02-28") };
        Refused(RefusalCode.FieldInvalid, "narration");
        wrong = wrong with { Narration = null };
        Refused(RefusalCode.FieldRequired, "internalReason");
        wrong = wrong with { InternalReason = "Wrong" };
        Refused(RefusalCode.EntryNotFound, "entry");
        wrong = wrong with { Entry = 3 };
        Refused(RefusalCode.CannotBeReversed, "entry");
        wrong = wrong with { Entry = 2 };
        Refused(RefusalCode.AlreadyReversed, "entry");
        wrong = wrong with { Entry = 1 };
        Refused(RefusalCode.DateOutOfRange, "documentDate");
        _ledger.Given(wrong with { DocumentDate = Day("2026-03-01") });

        void Refused(RefusalCode code, string field) => _ledger.ThenRefused(code, field, wrong);
    }
}
