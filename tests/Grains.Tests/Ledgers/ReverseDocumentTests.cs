using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class ReverseDocumentTests
{
    private readonly LedgerScenario _ledger = new();
    private readonly DocumentId _document = new(Guid.NewGuid());

    [Fact]
    public void The_reversal_takes_the_documents_date()
    {
        _ledger.Given(Invoice(100, "2026-03-01", "2026-03-31", _document));
        var posted = _ledger.When(Void()).Events.OfType<EntryPosted>().Single();
        Assert.Equal(
            (EntryKind.Reversal, Side.Credit, Day("2026-03-01"), 1L, null),
            (posted.Kind, posted.Side, posted.DocumentDate, posted.Reverses, posted.Document));
        _ledger.Given(Void());
        Assert.Equal((0L, 0, 0), (_ledger.State.BalanceMinor, _ledger.State.OpenItems, _ledger.State.UnappliedCredits));
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        _ledger.ThenRefused(RefusalCode.FieldRequired, "internalReason", Void() with { InternalReason = "" });
        _ledger.ThenRefused(RefusalCode.EntryNotFound, "document", Void());
        _ledger.Given(Invoice(100, "2026-03-01", null, _document), Payment(10, "2026-03-02"));
        _ledger.ThenRefused(RefusalCode.VoidNeedsNoAllocation, "document", Void());
        _ledger.Given(Undoing(2, 1), Void());
        _ledger.ThenRefused(RefusalCode.AlreadyReversed, "document", Void());
    }

    private ReverseDocument Void() => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Document = _document,
        InternalReason = "Wrong party",
    };
}
