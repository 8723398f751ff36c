using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.Documents;

public class DocumentArithmeticTests
{
    private static readonly Currency Rupees = Currency.Parse("INR");

    [Theory]
    [InlineData("1", "10.005", "INR", 1001)]
    [InlineData("-1", "10.005", "INR", -1001)]
    [InlineData("3", "0.333333", "INR", 100)]
    [InlineData("0.000001", "0.000001", "INR", 0)]
    [InlineData("1", "0.5", "JPY", 1)]
    [InlineData("1", "1.0005", "KWD", 1001)]
    [InlineData("99999.999999", "99999.999999", "INR", 999999999980)]
    public void A_line_is_quantity_times_price_rounded_half_away_from_zero(
        string quantity, string price, string currency, long net)
    {
        // A second line keeps the total of the first above zero.
        var content = Content(
            Line(decimal.Parse(quantity), decimal.Parse(price)), Line(1, 1_000));
        var totals = DocumentArithmetic.Totals(content, TaxSplit.None, Currency.Parse(currency)).OrThrow();
        Assert.Equal(net, totals.LineNetMinor[0]);
    }

    [Fact]
    public void Tax_is_computed_once_on_the_sum_of_the_lines_of_a_rate()
    {
        // Each line alone would give 0.005 → 0.01 of tax, together 0.03; the sum gives 0.015 → 0.02.
        var content = Content(Line(1, 0.10m, 5), Line(1, 0.10m, 5), Line(1, 0.10m, 5));
        var totals = DocumentArithmetic.Totals(content, TaxSplit.Vat, Rupees).OrThrow();
        Assert.Equal([new TaxAmount("VAT", 5, 30, 2)], totals.Taxes);
        Assert.Equal(32, totals.TotalMinor);
    }

    [Theory]
    [InlineData("1", 1901)]
    [InlineData("0.865432", 1645)]
    [InlineData("83.255", 158268)]
    public void The_tax_of_a_foreign_document_is_told_in_the_base_currency_rounded_once(string rate, long minor)
    {
        var content = Content(Line(3, 33.35m, 19)) with
        {
            ExchangeRate = new ExchangeRate(Rupees, decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture)),
        };
        var dollar = Currency.Parse("USD");
        var totals = DocumentArithmetic.Totals(content, TaxSplit.Vat, dollar).OrThrow();
        Assert.Equal(new Money(minor, Rupees), DocumentArithmetic.TaxInBase(content, totals, dollar));
        Assert.Null(DocumentArithmetic.TaxInBase(content with { ExchangeRate = null }, totals, dollar));
        Assert.Equal("exchangeRate.base", DocumentArithmetic.Totals(content, TaxSplit.Vat, Rupees).Refusal?.Field);
    }

    [Fact]
    public void Within_a_state_each_half_is_rounded_by_itself()
    {
        var content = Content(Line(1, 10.10m, 5), Line(2, 50m, 18));
        var totals = DocumentArithmetic.Totals(content, TaxSplit.GstWithinState, Rupees).OrThrow();
        Assert.Equal(
            [
                new TaxAmount("CGST", 2.5m, 1010, 25), new TaxAmount("SGST", 2.5m, 1010, 25),
                new TaxAmount("CGST", 9, 10_000, 900), new TaxAmount("SGST", 9, 10_000, 900),
            ],
            totals.Taxes);
        Assert.Equal(11_010 + 50 + 1_800, totals.TotalMinor);
    }

    [Fact]
    public void Between_states_there_is_one_component()
    {
        var totals = DocumentArithmetic.Totals(Content(Line(1, 10.10m, 5)), TaxSplit.GstBetweenStates, Rupees).OrThrow();
        Assert.Equal([new TaxAmount("IGST", 5, 1010, 51)], totals.Taxes);
    }

    [Fact]
    public void Rates_that_are_equal_are_one_rate_however_they_are_written()
    {
        var content = Content(Line(1, 1, 18), Line(1, 1, 18.00m));
        var totals = DocumentArithmetic.Totals(content, TaxSplit.Vat, Rupees).OrThrow();
        Assert.Equal("18", Assert.Single(totals.Taxes).RatePercent.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("100.49", 10_000, -49)]
    [InlineData("100.50", 10_100, 50)]
    [InlineData("100.00", 10_000, 0)]
    public void Rounding_to_a_whole_major_unit_is_outside_tax(string price, long total, long roundOff)
    {
        var content = Content(Line(1, decimal.Parse(price))) with { RoundTotal = true };
        var totals = DocumentArithmetic.Totals(content, TaxSplit.None, Rupees).OrThrow();
        Assert.Equal((total, roundOff), (totals.TotalMinor, totals.RoundOffMinor));
    }

    [Fact]
    public void A_line_or_a_sum_beyond_every_trade_is_refused()
    {
        var line = DocumentArithmetic.Totals(
            Content(Line(1, 1), Line(DocumentRules.MaxQuantity, DocumentRules.MaxUnitPrice)), TaxSplit.None, Rupees);
        Assert.Equal((RefusalCode.AmountTooLarge, "lines[1]"), (line.Refusal?.Code, line.Refusal?.Field));

        var lines = Enumerable.Repeat(Line(900_000, 1_000_000), DocumentContent.MaxLines).ToArray();
        var sum = DocumentArithmetic.Totals(Content(lines), TaxSplit.None, Rupees);
        Assert.Equal((RefusalCode.AmountTooLarge, "lines"), (sum.Refusal?.Code, sum.Refusal?.Field));
    }

    [Fact]
    public void A_total_below_zero_is_refused_and_zero_is_not()
    {
        var below = DocumentArithmetic.Totals(Content(Line(-1, 1), Line(1, 0.5m)), TaxSplit.None, Rupees);
        Assert.Equal(RefusalCode.AmountMustBePositive, below.Refusal?.Code);
        Assert.Equal(0, DocumentArithmetic.Totals(Content(Line(-1, 1), Line(1, 1)), TaxSplit.None, Rupees).OrThrow().TotalMinor);
    }

    [Fact]
    public void The_parts_add_up_to_the_total_and_no_tax_depends_on_the_order_of_lines()
    {
        Prop.ForAll(Contents().ToArbitrary(), content =>
        {
            foreach (var split in new[] { TaxSplit.Vat, TaxSplit.GstWithinState, TaxSplit.GstBetweenStates })
            {
                var answer = DocumentArithmetic.Totals(content, split, Rupees);
                if (!answer.IsAccepted)
                    continue;
                var totals = answer.Value;
                Assert.Equal(totals.LineNetMinor.Sum(), totals.TaxableMinor);
                Assert.Equal(
                    totals.TotalMinor,
                    totals.TaxableMinor + totals.Taxes.Sum(tax => tax.AmountMinor) + totals.RoundOffMinor);
                Assert.True(!content.RoundTotal || totals.TotalMinor % 100 == 0);
                Assert.InRange(totals.RoundOffMinor, -50, 50);

                var turned = content with { Lines = [.. content.Lines.Reverse()] };
                var other = DocumentArithmetic.Totals(turned, split, Rupees).OrThrow();
                Assert.Equal(totals.Taxes, other.Taxes);
                Assert.Equal(totals.TotalMinor, other.TotalMinor);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tax_is_at_most_half_a_minor_unit_from_its_exact_value()
    {
        Prop.ForAll(Contents().ToArbitrary(), content =>
        {
            var answer = DocumentArithmetic.Totals(content, TaxSplit.GstWithinState, Rupees);
            foreach (var tax in answer.Value?.Taxes ?? [])
            {
                var exact = tax.TaxableMinor * tax.RatePercent / 100;
                Assert.True(Math.Abs(exact - tax.AmountMinor) <= 0.5m);
                if (Math.Abs(exact - tax.AmountMinor) == 0.5m)
                    Assert.True(Math.Abs(tax.AmountMinor) > Math.Abs(exact), "half goes away from zero");
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Cutting_a_supply_into_more_lines_does_not_change_its_tax()
    {
        var pieces = Gen.Choose(1, 20).Two();
        Prop.ForAll(pieces.ToArbitrary(), cut =>
        {
            var (first, second) = cut;
            var whole = Content(Line(first + second, 7.77m, 12));
            var parts = Content([.. Enumerable.Repeat(Line(1, 7.77m, 12), first + second)]);
            Assert.Equal(
                DocumentArithmetic.Totals(whole, TaxSplit.GstWithinState, Rupees).OrThrow().Taxes,
                DocumentArithmetic.Totals(parts, TaxSplit.GstWithinState, Rupees).OrThrow().Taxes);
        }).QuickCheckThrowOnFailure();
    }

    private static Gen<DocumentContent> Contents() =>
        from lines in Lines().NonEmptyListOf()
        from round in Gen.Elements(true, false)
        select Content([.. lines]) with { RoundTotal = round };

    private static Gen<DocumentLine> Lines() =>
        from quantity in Gen.Choose(-5_000_000, 50_000_000)
        from price in Gen.Choose(0, 1_000_000_000)
        from rate in Gen.Elements(0m, 0.25m, 3m, 5m, 12m, 18m, 28m, 12.345m)
        select Line(quantity / 1_000_000m, price / 1_000_000m, rate);

    private static DocumentContent Content(params DocumentLine[] lines) =>
        new() { Date = new DateOnly(2025, 4, 1), Lines = lines };

    private static DocumentLine Line(decimal quantity, decimal price, decimal rate = 0) =>
        new() { Description = "Something", Quantity = quantity, UnitPrice = price, TaxRatePercent = rate };
}
