using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class UndoAllocationTests
{
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void A_mistake_is_undone_as_if_it_had_never_been()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(60, "2026-03-05"), Undoing(2, 1));
        Assert.Equal((10_000L, 6_000L, 4_000L), (
            _ledger.OpenMinor(1), _ledger.OpenMinor(2), _ledger.State.BalanceMinor));
        Assert.Equal(10_000, _ledger.Naive.OpenAsOf(1, Day("2026-03-05")));
        Assert.Equal(Day("2026-03-01"), _ledger.State.Debits!.Find(1)!.SettleableFrom);
    }

    [Fact]
    public void From_a_later_day_it_counts_until_then()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(60, "2026-03-05"), Undoing(2, 1, from: "2026-04-01"));
        Assert.Equal(4_000, _ledger.Naive.OpenAsOf(1, Day("2026-03-31")));
        Assert.Equal(10_000, _ledger.Naive.OpenAsOf(1, Day("2026-04-01")));
        Assert.Equal(Day("2026-04-01"), _ledger.State.Debits!.Find(1)!.SettleableFrom);
        Assert.Equal(Day("2026-04-01"), _ledger.State.Credits!.Find(2)!.SettleableFrom);
    }

    [Fact]
    public void Everything_that_joins_the_two_is_undone()
    {
        _ledger.Given(
            Invoice(100, "2026-03-01"), Payment(60, "2026-03-05", Exactly((1, 20))), Allocation(2, Exactly((1, 30))));
        Assert.Equal(
            [(2, 0, 2_000), (3, 0, 3_000)],
            _ledger.When(Undoing(2, 1)).Events.Cast<AllocationUndone>()
                .Select(undone => (undone.Version, undone.Ordinal, undone.AmountMinor)));
        _ledger.Given(Undoing(2, 1));
        Assert.Equal((10_000L, 6_000L), (_ledger.OpenMinor(1), _ledger.OpenMinor(2)));
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(100, "2026-03-02"));
        _ledger.ThenRefused(RefusalCode.DateOutOfRange, "from", Undoing(9, 9, from: "2300-01-01"));
        _ledger.ThenRefused(RefusalCode.AllocationNotFound, null, Undoing(9, 9));
        _ledger.ThenRefused(RefusalCode.AllocationNotFound, null, Undoing(1, 2));
        _ledger.Given(Undoing(2, 1));
        _ledger.ThenRefused(RefusalCode.AllocationNotFound, null, Undoing(2, 1));
        _ledger.Given(Reversal(1, "2026-03-05"), Reversal(2, "2026-03-05"));
        _ledger.ThenRefused(RefusalCode.AlreadyReversed, null, Undoing(4, 1));
        _ledger.ThenRefused(RefusalCode.AlreadyReversed, null, Undoing(2, 5));
    }
}
