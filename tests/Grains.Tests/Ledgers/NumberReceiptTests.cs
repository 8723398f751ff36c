using LedgerPortal.Documents;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class NumberReceiptTests
{
    private static readonly Numbering Numbering = new("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void A_receipt_is_numbered_once()
    {
        _ledger.Given(Payment(100, "2026-03-01") with { ReceiptNumbering = Numbering });
        _ledger.Given(Number(1, "RC/26-27/000001"));
        Assert.Empty(_ledger.State.AwaitingNumber);
        _ledger.ThenNothing(Number(1, "RC/26-27/000001"));
        _ledger.ThenRefused(RefusalCode.AlreadyExists, "number", Number(1, "RC/26-27/000002"));
    }

    [Fact]
    public void A_refund_is_numbered_as_a_payment_is_from_a_series_of_its_own()
    {
        _ledger.Given(Payment(100, "2026-03-01"));
        _ledger.Given(Entry(EntryKind.Refund, 40, "2026-03-02") with
        {
            Settlement = new SettleOldestDueFirst(),
            ReceiptNumbering = new Numbering("refund", "RF/{yy}-{yy+1}/{000000}", 2026, 1),
        });
        Assert.Equal([2L], _ledger.State.AwaitingNumber);
        _ledger.Given(Number(2, "RF/26-27/000001"));
        _ledger.ThenNothing(Number(2, "RF/26-27/000001"));
        _ledger.ThenRefused(RefusalCode.AlreadyExists, "number", Number(2, "RF/26-27/000002"));
        Assert.Equal("RF/26-27/000001", _ledger.Naive.Find(2)!.Number);
    }

    [Fact]
    public void A_number_that_comes_after_many_more_payments_still_finds_its_own()
    {
        for (var i = 0; i < 150; i++)
            _ledger.Given(Payment(1, "2026-03-01") with { ReceiptNumbering = Numbering });
        Assert.DoesNotContain(1, _ledger.State.AwaitingNumber);
        _ledger.Given(Number(1, "RC/26-27/000001"));
        Assert.Equal("RC/26-27/000001", _ledger.Naive.Find(1)!.Number);
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.Given(Invoice(100, "2026-03-01"));
        _ledger.ThenRefused(RefusalCode.FieldRequired, "number", Number(9, " "));
        _ledger.ThenRefused(RefusalCode.FieldTooLong, "number", Number(9, new string('n', 41)));
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "entry", Number(9, "R1"));
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "entry", Number(1, "R1"));
    }

    private static NumberReceipt Number(long entry, string number) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Entry = entry,
        Number = number,
    };
}
