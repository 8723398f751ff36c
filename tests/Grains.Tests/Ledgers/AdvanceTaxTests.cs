using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests;

namespace LedgerPortal.Ledgers;

public sealed class AdvanceTaxTests
{
    private static readonly VoucherTerms Terms = VoucherTerms.For(
        Examples.BusinessDetails with { Advances = new AdvanceSettings(AdvancesOf.Services, 18, "Warehousing") },
        Examples.PartyDetails)!;

    [Theory]
    [InlineData(118_000, TaxSplit.GstWithinState, "CGST 9 9000, SGST 9 9000", 100_000)]
    [InlineData(118_000, TaxSplit.GstBetweenStates, "IGST 18 18000", 100_000)]
    [InlineData(60_000, TaxSplit.GstWithinState, "CGST 9 4576, SGST 9 4576", 50_848)]
    [InlineData(1, TaxSplit.GstBetweenStates, "IGST 18 0", 1)]
    public void An_advance_contains_its_tax(long advance, TaxSplit split, string taxes, long taxable)
    {
        var tax = AdvanceTax.Of(Terms with { TaxSplit = split }, advance);
        Assert.Equal(taxable, tax.TaxableMinor);
        Assert.Equal(taxes, string.Join(", ", tax.Taxes.Select(one => FormattableString.Invariant($"{one.Component} {one.RatePercent} {one.AmountMinor}"))));
    }

    [Fact]
    public void Without_a_rate_there_is_no_tax()
    {
        var tax = AdvanceTax.Of(Terms with { Of = AdvancesOf.Goods, TaxRatePercent = 0 }, 118_000);
        Assert.Empty(tax.Taxes);
        Assert.Equal(118_000, tax.TaxableMinor);
    }

    [Fact]
    public void Taxable_value_and_taxes_add_up_to_the_advance_and_refunds_of_all_of_it_take_all_its_tax() => Prop.ForAll(
        (from rate in Gen.Choose(1, 28_000)
         from isWithin in Gen.Elements(true, false)
         from parts in Gen.Choose(1, 5_000_000).NonEmptyListOf()
         select (rate / 1_000m, isWithin, parts)).ToArbitrary(),
        sample =>
        {
            var (rate, isWithin, amounts) = sample;
            var terms = Terms with
            {
                TaxRatePercent = rate,
                TaxSplit = isWithin ? TaxSplit.GstWithinState : TaxSplit.GstBetweenStates,
            };
            var whole = AdvanceTax.Of(terms, amounts.Sum());
            Assert.Equal(whole.AdvanceMinor, whole.TaxableMinor + whole.Taxes.Sum(tax => tax.AmountMinor));
            var shares = AdvanceTax.OfRefunds(
                new Voucher(terms, whole.AdvanceMinor), [.. amounts.Select((amount, at) => new RefundPart(1, at + 2, amount, null))]);
            Assert.All(shares, share =>
            {
                Assert.Equal(share.AdvanceMinor, share.TaxableMinor + share.Taxes.Sum(tax => tax.AmountMinor));
                Assert.All(share.Taxes, tax => Assert.InRange(tax.AmountMinor, 0, share.AdvanceMinor));
            });
            Assert.Equal(amounts.Select(amount => (long)amount), shares.Select(share => share.AdvanceMinor));
            Assert.Equal(whole.TaxableMinor, shares.Sum(share => share.TaxableMinor));
            for (var at = 0; at < whole.Taxes.Count; at++)
                Assert.Equal(whole.Taxes[at].AmountMinor, shares.Sum(share => share.Taxes[at].AmountMinor));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_refunded_beyond_the_advance_is_no_part_of_it_and_a_refund_that_was_taken_back_gives_its_part_free()
    {
        var receipt = new Voucher(Terms, 1_000);
        var shares = AdvanceTax.OfRefunds(receipt,
        [
            new RefundPart(1, 2, 700, 4),
            new RefundPart(1, 3, 500, null),
            new RefundPart(1, 5, 700, null),
            new RefundPart(1, 6, 100, null),
        ]);
        Assert.Equal([700, 300, 700, 0], shares.Select(share => share.AdvanceMinor));
        Assert.Equal(
            AdvanceTax.Of(Terms, 1_000).Taxes.Single().AmountMinor,
            shares[1].Taxes.Single().AmountMinor + shares[2].Taxes.Single().AmountMinor);
    }
}
