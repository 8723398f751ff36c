using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class LedgerStorageTests
{
    private static readonly DocumentId Document = new(Guid.Parse("5f0ab1d2-96c0-4a7c-8a52-6a2f5c0e9d11"));
    private static readonly PartyId Kept = new(Guid.Parse("0195f3a0-0000-7000-8000-00000000000a"));

    private static readonly TransferOrigin Origin = new(
        new PartyId(Guid.Parse("0195f3a0-0000-7000-8000-00000000000b")), 9, EntryKind.Invoice, Day("2026-04-01"),
        Day("2026-05-01"), Document, 5_000);

    private static readonly Numbering Numbering = new("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        LedgerReadModel.Definition,
        [
            new EntryPosted
            {
                BalanceMinor = 118_000,
                Kind = EntryKind.Invoice,
                Side = Side.Debit,
                AmountMinor = 118_000,
                DocumentDate = Day("2026-04-01"),
                DueDate = Day("2026-05-01"),
                Document = Document,
                Number = "INV/26-27/000001",
                Reference = "PO 7",
            },
            new EntryPosted
            {
                BalanceMinor = 18_000,
                Kind = EntryKind.Payment,
                Side = Side.Credit,
                AmountMinor = 100_000,
                DocumentDate = Day("2026-04-10"),
                DueDate = Day("2026-04-10"),
                Method = "UPI",
                Reference = "412345678901",
                Narration = "Thank you",
                InternalReason = "By phone",
                ReceiptNumbering = Numbering,
            },
            new EntryPosted
            {
                BalanceMinor = 118_000,
                Kind = EntryKind.Reversal,
                Side = Side.Debit,
                AmountMinor = 100_000,
                DocumentDate = Day("2026-04-20"),
                DueDate = Day("2026-04-20"),
                InternalReason = "Bounced",
                Reverses = 2,
                ReversesKind = EntryKind.Payment,
            },
            new EntryPosted
            {
                BalanceMinor = 118_000,
                Kind = EntryKind.Reversal,
                Side = Side.Debit,
                AmountMinor = 100_000,
                DocumentDate = Day("2026-04-20"),
                DueDate = Day("2026-04-20"),
                InternalReason = "Funds insufficient",
                Reverses = 2,
                ReversesKind = EntryKind.Payment,
                Cause = ReversalCause.Bounced,
            },
            new EntryPosted
            {
                BalanceMinor = 0,
                Kind = EntryKind.Transfer,
                Side = Side.Credit,
                AmountMinor = 118_000,
                DocumentDate = Day("2026-06-01"),
                DueDate = Day("2026-06-01"),
                Number = "INV/26-27/000001",
                Transferred = new TransferredItem(
                    Kept, 1, EntryKind.Invoice, Day("2026-04-01"), Day("2026-05-01"), Document, 5_000),
            },
            new EntryPosted
            {
                BalanceMinor = 118_000,
                Kind = EntryKind.Transfer,
                Side = Side.Debit,
                AmountMinor = 118_000,
                DocumentDate = Day("2026-06-01"),
                DueDate = Day("2026-05-01"),
                Number = "INV/26-27/000001",
                Origin = Origin,
            },
            new EntryPosted
            {
                BalanceMinor = -382_000,
                Kind = EntryKind.Payment,
                Side = Side.Credit,
                AmountMinor = 500_000,
                DocumentDate = Day("2026-12-05"),
                DueDate = Day("2026-12-05"),
                Method = "Cheque",
                Reference = "000123",
                Held = 5,
            },
            new EntryPosted
            {
                BalanceMinor = -60_000,
                Kind = EntryKind.Payment,
                Side = Side.Credit,
                AmountMinor = 60_000,
                DocumentDate = Day("2026-04-10"),
                DueDate = Day("2026-04-10"),
                ReceiptNumbering = Numbering,
                Voucher = new Voucher(
                    new VoucherTerms
                    {
                        Supplier = Examples.Supplier,
                        Recipient = Examples.Customer,
                        Of = AdvancesOf.Services,
                        Description = "Warehousing",
                        TaxRatePercent = 18,
                        PlaceOfSupply = "29",
                        TaxSplit = TaxSplit.GstBetweenStates,
                    },
                    60_000),
            },
            new CreditAllocated
            {
                BalanceMinor = 18_000,
                Credit = 2,
                Debit = 1,
                AmountMinor = 100_000,
                EffectiveDate = Day("2026-04-10"),
                CreditOpenMinor = 0,
                DebitOpenMinor = 18_000,
            },
            new CreditAllocated
            {
                BalanceMinor = 18_000,
                Credit = 2,
                Debit = 1,
                AmountMinor = 100_000,
                EffectiveDate = Day("2026-04-10"),
                CreditOpenMinor = 0,
                DebitOpenMinor = 18_000,
                DebitDisputedMinor = 18_000,
            },
            new AllocationUndone
            {
                BalanceMinor = 18_000,
                Version = 2,
                Ordinal = 0,
                AmountMinor = 100_000,
                EffectiveDate = Day("2026-04-10"),
                UndoneFrom = Day("2026-04-20"),
                Credit = new OpenItem(2, 100_000, 0, Day("2026-04-10"), Day("2026-04-10"), Day("2026-04-20"), null),
                Debit = new OpenItem(
                    1, 118_000, 18_000, Day("2026-04-01"), Day("2026-05-01"), Day("2026-04-20"), Document),
            },
            new ReceiptNumbered { BalanceMinor = 18_000, Entry = 2, Number = "RC/26-27/000001" },
            new EntryDisputed { BalanceMinor = 18_000, Entry = 1, DisputedMinor = 5_000 },
            new PaymentHeld
            {
                BalanceMinor = 18_000,
                AmountMinor = 500_000,
                Day = Day("2026-12-05"),
                DayBeginsAt = new DateTimeOffset(2026, 12, 4, 18, 30, 0, TimeSpan.Zero),
                Method = "Cheque",
                Reference = "000123",
                Narration = "For April",
                InternalReason = "By courier",
                Settlement = Exactly((1, 180)),
                ReceiptNumbering = Numbering,
            },
            new PaymentGivenBack { BalanceMinor = 18_000, Held = 5, Narration = "Paid by UPI", InternalReason = "Asked for" },
            new LedgerMerged { BalanceMinor = 118_000, Into = Kept, On = Day("2026-06-01") },
        ]);

    [Fact]
    public void Obligations_are_stored_as_they_always_were()
    {
        Golden.CheckObligation(new TakeReceiptNumber("business/party/INR", 2, Numbering));
        Golden.CheckObligation(new EnterHeldPayment("business/party/INR", 5, Day("2026-12-05")));
        Golden.CheckObligation(new MoveOpenItems("business/party/INR", Day("2026-06-01")));
        Golden.CheckObligation(new TakeTransfer(
            "business/party/INR", Side.Debit, Rs(1180), Day("2026-06-01"), Origin, "INV/26-27/000001", null, "PO 7", null));
    }

    [Fact]
    public void Snapshots_are_stored_as_they_always_were()
    {
        var ledger = new LedgerScenario();
        ledger.Given(
            Invoice(1180, "2026-04-01", "2026-05-01", Document),
            Payment(1000, "2026-04-10") with { ReceiptNumbering = Numbering },
            Payment(500, "2026-04-11", new SettleNothing()),
            Dispute(1, 50));
        Golden.CheckState(LedgerReadModel.Definition, ledger.State);
    }
}
