using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class MarkDisputedTests
{
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void A_dispute_changes_neither_balance_nor_open_amount()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Dispute(1, 40));
        Assert.Equal((10_000L, 10_000L, 4_000L), (
            _ledger.State.BalanceMinor, _ledger.OpenMinor(1), _ledger.State.Debits!.Find(1)!.DisputedMinor));
        _ledger.ThenNothing(Dispute(1, 40));
        _ledger.Given(Dispute(1, 0));
        Assert.Equal(0, _ledger.State.Debits!.Find(1)!.DisputedMinor);
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.Given(Invoice(100, "2026-03-01"), Payment(120, "2026-03-02"));
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "amount", Dispute(9, -1));
        _ledger.ThenRefused(
            RefusalCode.CurrencyMismatch, "amount",
            Dispute(9, 1) with { Amount = new Money(1, Currency.Parse("EUR")) });
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "entry", Dispute(9, 1));
        _ledger.ThenRefused(RefusalCode.NotADebit, "entry", Dispute(2, 1));
        _ledger.ThenRefused(RefusalCode.AmountExceedsOpen, "amount", Dispute(1, 1));
    }
}
