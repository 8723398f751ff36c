using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

public sealed class VoucherTests
{
    private static readonly Numbering Receipts = new("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);
    private static readonly BusinessDetails Services = Examples.BusinessDetails with
    {
        Advances = new AdvanceSettings(AdvancesOf.Services, 18, "Warehousing"),
    };

    private static readonly VoucherTerms Terms = VoucherTerms.For(Services, Examples.PartyDetails)!;
    private readonly LedgerScenario _ledger = new();

    [Fact]
    public void An_advance_is_what_the_payments_own_command_did_not_settle()
    {
        _ledger.Given(Invoice(400, "2026-04-01"));
        _ledger.Given(Payment(1_000, "2026-04-02") with { ReceiptNumbering = Receipts, Voucher = Terms });
        Assert.Equal(new Voucher(Terms, 60_000), Posted().Voucher);

        // What is settled later changes nothing of it.
        _ledger.Given(Invoice(600, "2026-04-03"));
        _ledger.Given(Allocation(2));
        Assert.Equal(new Voucher(Terms, 60_000), Posted(2).Voucher);
    }

    [Fact]
    public void A_payment_that_is_settled_as_it_comes_has_an_ordinary_receipt()
    {
        _ledger.Given(Invoice(1_000, "2026-04-01"));
        _ledger.Given(Payment(1_000, "2026-04-02") with { ReceiptNumbering = Receipts, Voucher = Terms });
        Assert.Null(Posted().Voucher);
    }

    [Fact]
    public void A_refund_keeps_who_stands_on_its_paper()
    {
        _ledger.Given(Payment(1_000, "2026-04-02"));
        _ledger.Given(Entry(EntryKind.Refund, 100, "2026-04-03") with
        {
            Settlement = new SettleOldestDueFirst(),
            ReceiptNumbering = Receipts with { Series = "refund" },
            Voucher = Terms,
        });
        Assert.Equal(new Voucher(Terms, null), Posted().Voucher);
    }

    [Fact]
    public void What_is_wrong_with_a_voucher_is_said_in_the_documented_order()
    {
        var payment = Payment(10, "2026-04-01") with { ReceiptNumbering = Receipts };
        _ledger.ThenRefused(RefusalCode.FieldInvalid, "voucher", payment with { Voucher = Terms, ReceiptNumbering = null });
        _ledger.ThenRefused(
            RefusalCode.FieldRequired, "voucher.supplier.name", payment with { Voucher = Terms with { Supplier = Terms.Supplier with { Name = "" }, TaxRatePercent = 101 } });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "voucher.taxRatePercent", payment with { Voucher = Terms with { TaxRatePercent = 101 } });
        _ledger.ThenRefused(
            RefusalCode.FieldInvalid, "voucher.taxSplit", payment with { Voucher = Terms with { TaxSplit = TaxSplit.Vat } });
    }

    [Fact]
    public void Tax_is_split_by_the_states_and_between_states_where_the_place_is_not_known()
    {
        Assert.Equal((TaxSplit.GstBetweenStates, "29", 18m), Split(Examples.PartyDetails));
        Assert.Equal(
            (TaxSplit.GstWithinState, "27", 18m),
            Split(Examples.PartyDetails with { TaxId = null, Address = new Address(null, null, "Pune", null, "27", "IN") }));
        Assert.Equal((TaxSplit.GstBetweenStates, null, 18m), Split(Examples.PartyDetails with { TaxId = null, Address = null }));
        Assert.Equal(
            (TaxSplit.GstBetweenStates, "DE", 0m),
            Split(Examples.PartyDetails with { TaxId = null, Address = new Address(null, null, "Köln", null, null, "DE") }));

        static (TaxSplit, string?, decimal) Split(Parties.PartyDetails party)
        {
            var terms = VoucherTerms.For(Services, party)!;
            return (terms.TaxSplit, terms.PlaceOfSupply, terms.TaxRatePercent);
        }
    }

    [Fact]
    public void Only_the_regular_scheme_asks_for_vouchers_and_on_goods_no_tax_falls_due()
    {
        foreach (var scheme in new[] { TaxScheme.None, TaxScheme.GstComposition, TaxScheme.Vat })
            Assert.Null(VoucherTerms.For(Examples.BusinessDetails with { TaxScheme = scheme }, Examples.PartyDetails));
        var goods = VoucherTerms.For(Examples.BusinessDetails, Examples.PartyDetails)!;
        Assert.Equal((AdvancesOf.Goods, 0m), (goods.Of, goods.TaxRatePercent));
    }

    private EntryPosted Posted(long? version = null) =>
        _ledger.Rows.Single(row => row.Version == (version ?? _ledger.Rows[^1].Version)).Events.OfType<EntryPosted>().Single();
}
