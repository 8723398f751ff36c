using LedgerPortal.Documents;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class PostEntryTests
{
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void An_invoice_raises_the_balance_and_is_open_until_its_due_date_and_after()
    {
        var decision = _ledger.When(Invoice(1180, "2026-04-01", "2026-05-01") with { Number = "INV/26-27/000001" });
        var posted = Assert.IsType<EntryPosted>(Assert.Single(decision.Events));
        Assert.Equal(
            (Side.Debit, 118_000L, 118_000L, Day("2026-05-01")),
            (posted.Side, posted.AmountMinor, posted.BalanceMinor, posted.DueDate));

        _ledger.Record(decision);
        var state = _ledger.State;
        Assert.Equal((1L, 118_000L), (state.Version, state.BalanceMinor));
        Assert.Equal((1, 0), (state.OpenItems, state.UnappliedCredits));
        Assert.Equal(118_000, _ledger.OpenMinor(1));
    }

    [Theory]
    [InlineData(EntryKind.Invoice, Side.Debit)]
    [InlineData(EntryKind.DebitNote, Side.Debit)]
    [InlineData(EntryKind.CreditNote, Side.Credit)]
    [InlineData(EntryKind.Payment, Side.Credit)]
    [InlineData(EntryKind.WriteOff, Side.Credit)]
    [InlineData(EntryKind.Tds, Side.Credit)]
    public void The_side_follows_from_the_kind(EntryKind kind, Side side)
    {
        _ledger.Given(Entry(kind, 10, "2026-04-01"));
        Assert.Equal(side is Side.Debit ? 1_000 : -1_000, _ledger.State.BalanceMinor);
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "side", Entry(kind, 10, "2026-04-01") with { Side = side });
    }

    [Theory]
    [InlineData(EntryKind.OpeningBalance)]
    [InlineData(EntryKind.Adjustment)]
    public void The_side_of_an_opening_balance_and_of_an_adjustment_is_given(EntryKind kind)
    {
        _ledger.ThenRefused(RefusalCode.FieldRequired, "side", Entry(kind, 10, "2026-04-01"));
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "side", Entry(kind, 10, "2026-04-01") with { Side = (Side)7 });
        _ledger.Given(Entry(kind, 10, "2026-04-01") with { Side = Side.Credit });
        Assert.Equal(-1_000, _ledger.State.BalanceMinor);
    }

    [Fact]
    public void A_payment_settles_the_oldest_due_first_and_what_is_left_stays_unapplied()
    {
        _ledger.Given(
            Invoice(100, "2026-04-01", "2026-06-01"),
            Invoice(200, "2026-04-02", "2026-05-01"),
            Invoice(50, "2026-04-03", "2026-05-01"));
        var events = _ledger.When(Payment(260, "2026-04-10")).Events;
        Assert.Equal(
            [(2, 20_000, 0), (3, 5_000, 0), (1, 1_000, 9_000)],
            events.Skip(1).Cast<CreditAllocated>().Select(a => (a.Debit, a.AmountMinor, a.DebitOpenMinor)));

        _ledger.Given(Payment(400, "2026-04-10"));
        Assert.Equal((0, 1, 5_000L), (_ledger.State.OpenItems, _ledger.State.UnappliedCredits, _ledger.OpenMinor(4)));
        Assert.Equal(-5_000, _ledger.State.BalanceMinor);
    }

    [Fact]
    public void An_allocation_counts_from_the_later_of_the_two_documents()
    {
        _ledger.Given(Invoice(100, "2026-04-20"));
        var allocated = (CreditAllocated)_ledger.When(Payment(100, "2026-04-05")).Events[1];
        Assert.Equal(Day("2026-04-20"), allocated.EffectiveDate);
        allocated = (CreditAllocated)_ledger.When(Payment(100, "2026-05-05")).Events[1];
        Assert.Equal(Day("2026-05-05"), allocated.EffectiveDate);
    }

    [Fact]
    public void Oldest_due_first_skips_disputed_parts()
    {
        _ledger.Given(Invoice(100, "2026-04-01"), Invoice(100, "2026-04-02"), Dispute(1, 70));
        _ledger.Given(Payment(120, "2026-04-10"));
        Assert.Equal((7_000L, 1_000L), (_ledger.OpenMinor(1), _ledger.OpenMinor(2)));
    }

    [Fact]
    public void Naming_a_disputed_entry_settles_it_and_lowers_what_is_disputed()
    {
        _ledger.Given(Invoice(100, "2026-04-01"), Dispute(1, 70));
        var allocated = (CreditAllocated)_ledger.When(Payment(60, "2026-04-10", Exactly((1, 60)))).Events[1];
        Assert.Equal((4_000L, 4_000L), (allocated.DebitOpenMinor, allocated.DebitDisputedMinor));
        _ledger.Given(Payment(60, "2026-04-10", Exactly((1, 60))));
        Assert.Equal(4_000, _ledger.State.Debits!.Find(1)!.DisputedMinor);
    }

    [Fact]
    public void At_most_500_entries_are_settled_by_one_command()
    {
        for (var i = 0; i < 510; i++)
            _ledger.Given(Invoice(1, "2026-04-01"));
        _ledger.Given(Payment(510, "2026-04-10"));
        Assert.Equal((10, 1_000L), (_ledger.State.OpenItems, _ledger.OpenMinor(_ledger.Last)));
        var parts = Enumerable.Range(1, 501).Select(i => new SettlementPart(i, Rs(1))).ToList();
        _ledger.ThenRefused(
            RefusalCode.TooMany, "settlement.parts", Payment(600, "2026-04-10", new SettleExactly(parts)));
    }

    [Fact]
    public void Exactly_these_parts_are_settled_or_the_payment_is_refused()
    {
        _ledger.Given(
            Invoice(100, "2026-04-01"), Invoice(200, "2026-04-02"), Payment(30, "2026-04-03", new SettleNothing()));
        _ledger.ThenRefused(
            RefusalCode.AmountMustBePositive, "settlement.parts[0].amount", Payment(50, "2026-04-10", Exactly((1, 0))));
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "settlement.parts[1].entry",
            Payment(50, "2026-04-10", Exactly((1, 10), (1, 10))));
        _ledger.ThenRefused(
            RefusalCode.EntryNotFound, "settlement.parts[0].entry", Payment(50, "2026-04-10", Exactly((9, 10))));
        _ledger.ThenRefused(
            RefusalCode.NotADebit, "settlement.parts[0].entry", Payment(50, "2026-04-10", Exactly((3, 10))));
        _ledger.ThenRefused(
            RefusalCode.AmountExceedsOpen, "settlement.parts[0].amount", Payment(500, "2026-04-10", Exactly((1, 101))));
        _ledger.ThenRefused(
            RefusalCode.AmountExceedsUnapplied, "settlement", Payment(50, "2026-04-10", Exactly((1, 30), (2, 30))));

        _ledger.Given(Payment(50, "2026-04-10", Exactly((2, 20), (1, 25))));
        Assert.Equal((7_500L, 18_000L, 500L), (_ledger.OpenMinor(1), _ledger.OpenMinor(2), _ledger.OpenMinor(4)));
    }

    [Fact]
    public void An_entry_that_is_settled_already_has_nothing_open_to_settle()
    {
        _ledger.Given(Invoice(100, "2026-04-01"), Payment(100, "2026-04-03"));
        _ledger.ThenRefused(
            RefusalCode.AmountExceedsOpen, "settlement.parts[0].amount", Payment(50, "2026-04-10", Exactly((1, 10))));
    }

    [Fact]
    public void A_document_is_settled_as_far_as_it_is_open()
    {
        var document = new DocumentId(Guid.NewGuid());
        _ledger.Given(Invoice(500, "2026-03-01"), Invoice(100, "2026-04-01", null, document));
        _ledger.Given(Entry(EntryKind.Tds, 30, "2026-04-02") with { Settlement = new SettleDocument(document) });
        _ledger.Given(Entry(EntryKind.WriteOff, 90, "2026-04-02") with { Settlement = new SettleDocument(document) });
        _ledger.Given(Entry(EntryKind.CreditNote, 90, "2026-04-02") with { Settlement = new SettleDocument(document) });
        Assert.Equal(
            (50_000L, 0L, 2_000L, 9_000L),
            (_ledger.OpenMinor(1), _ledger.OpenMinor(2), _ledger.OpenMinor(4), _ledger.OpenMinor(5)));
        _ledger.ThenRefused(
            RefusalCode.EntryNotFound, "settlement.document",
            Payment(10, "2026-04-02", new SettleDocument(new DocumentId(Guid.NewGuid()))));
    }

    [Fact]
    public void A_credit_notes_own_document_cannot_be_settled_by_a_credit()
    {
        var document = new DocumentId(Guid.NewGuid());
        _ledger.Given(Entry(EntryKind.CreditNote, 30, "2026-04-02") with { Document = document });
        _ledger.ThenRefused(
            RefusalCode.NotADebit, "settlement.document", Payment(10, "2026-04-02", new SettleDocument(document)));
    }

    [Fact]
    public void Debits_settle_nothing_when_they_are_posted() => _ledger.ThenRefused(
        RefusalCode.FieldInvalid, "settlement",
        Invoice(10, "2026-04-02") with { Settlement = new SettleOldestDueFirst() });

    [Fact]
    public void A_refund_is_paid_from_unapplied_credit_and_not_beyond_it()
    {
        _ledger.Given(
            Invoice(100, "2026-04-01"), Payment(130, "2026-04-02"), Payment(20, "2026-04-03", new SettleNothing()));
        _ledger.ThenRefused(RefusalCode.FieldRequired, "settlement", Entry(EntryKind.Refund, 10, "2026-04-05"));
        _ledger.ThenRefused(RefusalCode.AmountExceedsUnapplied, "amount", Refund(51, new SettleOldestDueFirst()));
        _ledger.ThenRefused(RefusalCode.AmountExceedsUnapplied, "amount", Refund(20, Exactly((2, 10))));
        _ledger.ThenRefused(RefusalCode.NotACredit, "settlement.parts[0].entry", Refund(10, Exactly((1, 10))));
        _ledger.ThenRefused(RefusalCode.AmountExceedsOpen, "settlement.parts[0].amount", Refund(40, Exactly((2, 40))));

        _ledger.Given(Refund(45, new SettleOldestDueFirst()));
        Assert.Equal((0L, 500L, 0L), (_ledger.OpenMinor(2), _ledger.OpenMinor(3), _ledger.OpenMinor(4)));
        Assert.Equal(-500, _ledger.State.BalanceMinor);
    }

    [Fact]
    public void Money_is_not_paid_back_before_it_came()
    {
        _ledger.Given(Payment(20, "2026-04-06", new SettleNothing()));
        _ledger.ThenRefused(RefusalCode.AmountExceedsUnapplied, "amount", Refund(10, new SettleOldestDueFirst()));
        _ledger.ThenRefused(
            RefusalCode.AllocationBeforeDocument, "settlement.parts[0].entry", Refund(10, Exactly((1, 10))));
    }

    [Fact]
    public void An_opening_balance_keeps_the_due_date_it_had()
    {
        var opening = Entry(EntryKind.OpeningBalance, 10, "2026-04-01") with { Side = Side.Debit };
        _ledger.Given(opening with { DueDate = Day("2025-12-31") });
        Assert.Equal(Day("2025-12-31"), _ledger.State.Debits!.Find(1)!.DueDate);
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "dueDate", opening with { Side = Side.Credit, DueDate = Day("2025-12-31") });
    }

    [Fact]
    public void A_receipt_is_numbered_later_when_the_payment_says_from_which_series()
    {
        var numbering = new Numbering("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);
        _ledger.Given(Payment(10, "2026-04-01") with { ReceiptNumbering = numbering });
        Assert.Contains(1, _ledger.State.AwaitingNumber);
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "receiptNumbering",
            Payment(10, "2026-04-01") with { ReceiptNumbering = numbering, Number = "R1" });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "receiptNumbering",
            Invoice(10, "2026-04-01") with { ReceiptNumbering = numbering });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "receiptNumbering",
            Entry(EntryKind.Refund, 5, "2026-04-01") with
            {
                Settlement = new SettleOldestDueFirst(),
                ReceiptNumbering = numbering,
                Number = "R1",
            });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "receiptNumbering",
            Payment(10, "2026-04-01") with { ReceiptNumbering = numbering with { Pattern = "{}" } });
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_documented_order()
    {
        var wrong = new PostEntry
        {
            Id = default,
            By = Actor.System("tests"),
            Kind = EntryKind.Reversal,
            Amount = new Money(0, Currency.Parse("USD")),
            DocumentDate = new DateOnly(1899, 12, 31),
            DueDate = new DateOnly(2200, 1, 1),
            Side = Side.Debit,
            Number = new string('n', 41),
            Method = "\0",
            Reference = new string('r', 81),
            Narration = "half \ud800 a pair",
            InternalReason = new string('i', 501),
            Settlement = new SettleExactly([]),
            ReceiptNumbering = new Numbering("", "", 0, 0),
        };
        Refused(RefusalCode.AmountMustBePositive, "amount");
        wrong = wrong with { Amount = wrong.Amount with { Minor = Money.MaxMinor + 1 } };
        Refused(RefusalCode.AmountTooLarge, "amount");
        wrong = wrong with { Amount = wrong.Amount with { Minor = Money.MaxMinor } };
        Refused(RefusalCode.CurrencyMismatch, "amount");
        wrong = wrong with { Amount = new Money(Money.MaxMinor, Rupee) };
        Refused(RefusalCode.FieldInvalid, "kind");
        wrong = wrong with { Kind = (EntryKind)77 };
        Refused(RefusalCode.FieldInvalid, "kind");
        wrong = wrong with { Kind = EntryKind.Invoice };
        Refused(RefusalCode.FieldInvalid, "side");
        wrong = wrong with { Side = null };
        Refused(RefusalCode.FieldTooLong, "number");
        wrong = wrong with { Number = null };
        Refused(RefusalCode.FieldInvalid, "method");
        wrong = wrong with { Method = null };
        Refused(RefusalCode.FieldTooLong, "reference");
        wrong = wrong with { Reference = null };
        Refused(RefusalCode.FieldInvalid, "narration");
        wrong = wrong with { Narration = "two\nlines" };
        Refused(RefusalCode.FieldTooLong, "internalReason");
        wrong = wrong with { InternalReason = " " };
        Refused(RefusalCode.DateOutOfRange, "documentDate");
        wrong = wrong with { DocumentDate = new DateOnly(2199, 12, 31) };
        Refused(RefusalCode.DateOutOfRange, "dueDate");
        wrong = wrong with { DueDate = new DateOnly(2199, 12, 30) };
        Refused(RefusalCode.DueDateBeforeDocumentDate, "dueDate");
        wrong = wrong with { Kind = EntryKind.Payment, DueDate = null };
        Refused(RefusalCode.FieldRequired, "settlement.parts");
        wrong = wrong with { Settlement = Exactly((1, 1)) };
        Refused(RefusalCode.FieldInvalid, "receiptNumbering");
        wrong = wrong with { ReceiptNumbering = null };
        Refused(RefusalCode.EntryNotFound, "settlement.parts[0].entry");
        wrong = wrong with { Settlement = new SettleNothing() };
        _ledger.Given(wrong);
        var posted = _ledger.Naive.Entries[0].Posted;
        Assert.Equal(("two\nlines", null), (posted.Narration, posted.InternalReason));

        void Refused(RefusalCode code, string field) => _ledger.ThenRefused(code, field, wrong);
    }

    [Fact]
    public void A_balance_stays_far_from_where_sums_end()
    {
        for (var i = 0; i < 1_000; i++)
            _ledger.Given(Invoice(new Money(Money.MaxMinor, Rupee).ToMajor(), "2026-04-01"));
        _ledger.ThenRefused(RefusalCode.AmountTooLarge, "balance", Invoice(0.01m, "2026-04-01"));
        _ledger.Given(Payment(0.01m, "2026-04-01", new SettleNothing()));
    }

    private static PostEntry Refund(decimal amount, Settlement settlement) =>
        Entry(EntryKind.Refund, amount, "2026-04-05") with { Settlement = settlement };
}
