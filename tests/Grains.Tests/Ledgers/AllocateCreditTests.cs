using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class AllocateCreditTests
{
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void Unapplied_credit_is_applied_later()
    {
        _ledger.Given(Payment(150, "2026-03-01"), Invoice(100, "2026-03-05"), Invoice(100, "2026-03-06"));
        var events = _ledger.When(Allocation(1)).Events.Cast<CreditAllocated>().ToList();
        Assert.Equal(
            [(2, 10_000, Day("2026-03-05")), (3, 5_000, Day("2026-03-06"))],
            events.Select(a => (a.Debit, a.AmountMinor, a.EffectiveDate)));
        _ledger.Given(Allocation(1));
        Assert.Equal((5_000L, 0, 5_000L), (
            _ledger.State.BalanceMinor, _ledger.State.UnappliedCredits, _ledger.OpenMinor(3)));
    }

    [Fact]
    public void With_nothing_left_to_join_it_is_already_done()
    {
        _ledger.Given(Payment(100, "2026-03-01"));
        _ledger.ThenNothing(Allocation(1));
        _ledger.Given(Invoice(100, "2026-03-05"), Allocation(1));
        _ledger.ThenNothing(Allocation(1));
    }

    [Fact]
    public void More_than_500_items_take_more_than_one_command()
    {
        _ledger.Given(Payment(1_000, "2026-03-01"));
        for (var i = 0; i < 700; i++)
            _ledger.Given(Invoice(1, "2026-03-05"));
        _ledger.Given(Allocation(1));
        Assert.Equal(200, _ledger.State.OpenItems);
        _ledger.Given(Allocation(1));
        Assert.Equal((0, 30_000L), (_ledger.State.OpenItems, _ledger.OpenMinor(1)));
    }

    [Fact]
    public void On_a_chosen_day_oldest_due_first_passes_over_what_came_later()
    {
        _ledger.Given(
            Payment(150, "2026-03-01"),
            Invoice(100, "2026-03-09", "2026-03-10"),
            Invoice(100, "2026-03-05", "2026-03-20"));
        var decision = _ledger.When(Allocation(1, on: "2026-03-07"));
        var allocated = Assert.IsType<CreditAllocated>(Assert.Single(decision.Events));
        Assert.Equal((3L, Day("2026-03-07")), (allocated.Debit, allocated.EffectiveDate));
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.Given(Payment(150, "2026-03-05"), Invoice(100, "2026-03-09"), Invoice(100, "2026-03-04"));
        var wrong = Allocation(9, new SettleNothing(), "1899-01-01");
        Refused(RefusalCode.FieldInvalid, "settlement");
        wrong = wrong with { Settlement = Exactly((1, 200)) };
        Refused(RefusalCode.DateOutOfRange, "effectiveDate");
        wrong = wrong with { EffectiveDate = Day("2026-03-04") };
        Refused(RefusalCode.EntryNotFound, "creditEntry");
        wrong = wrong with { CreditEntry = 2 };
        Refused(RefusalCode.NotACredit, "creditEntry");
        wrong = wrong with { CreditEntry = 1 };
        Refused(RefusalCode.AllocationBeforeDocument, "effectiveDate");
        wrong = wrong with { EffectiveDate = Day("2026-03-07") };
        Refused(RefusalCode.NotADebit, "settlement.parts[0].entry");
        wrong = wrong with { Settlement = Exactly((2, 101)) };
        Refused(RefusalCode.AmountExceedsOpen, "settlement.parts[0].amount");
        wrong = wrong with { Settlement = Exactly((2, 100), (3, 100)) };
        Refused(RefusalCode.AmountExceedsUnapplied, "settlement");
        wrong = wrong with { Settlement = Exactly((2, 100)) };
        Refused(RefusalCode.AllocationBeforeDocument, "settlement.parts[0].entry");
        _ledger.Given(wrong with { EffectiveDate = Day("2026-03-09") });

        void Refused(RefusalCode code, string field) => _ledger.ThenRefused(code, field, wrong);
    }
}
