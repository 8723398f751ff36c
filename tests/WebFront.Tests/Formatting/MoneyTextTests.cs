namespace LedgerPortal.Formatting;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData(0, "INR", 2, "₹0.00")]
    [InlineData(1, "INR", 2, "₹0.01")]
    [InlineData(99_99, "INR", 2, "₹99.99")]
    [InlineData(1_000_00, "INR", 2, "₹1,000.00")]
    [InlineData(99_999_00, "INR", 2, "₹99,999.00")]
    [InlineData(1_00_000_00, "INR", 2, "₹1,00,000.00")]
    [InlineData(1_23_45_678_90, "INR", 2, "₹1,23,45,678.90")]
    [InlineData(99_99_99_99_99_999_99, "INR", 2, "₹99,99,99,99,99,999.99")]
    [InlineData(-3_150_00, "INR", 2, "−₹3,150.00")]
    [InlineData(1_234_50, "GBP", 2, "£1,234.50")]
    [InlineData(1_234_567_89, "EUR", 2, "€1,234,567.89")]
    [InlineData(-1_234_567_89, "USD", 2, "−$1,234,567.89")]
    [InlineData(1_234_567, "JPY", 0, "¥1,234,567")]
    [InlineData(1_234_567, "KWD", 3, "KWD\u00a01,234.567")]
    [InlineData(5, "BHD", 3, "BHD\u00a00.005")]
    [InlineData(1_00_000_00, "NPR", 2, "NPR\u00a01,00,000.00")]
    [InlineData(100_000_00, "CHF", 2, "CHF\u00a0100,000.00")]
    [InlineData(long.MaxValue, "GBP", 2, "£92,233,720,368,547,758.07")]
    [InlineData(long.MinValue, "GBP", 2, "−£92,233,720,368,547,758.08")]
    public void Money_is_written_in_its_currencys_own_form(long minor, string currency, int exponent, string expected) =>
        Assert.Equal(expected, MoneyText.Format(minor, currency, exponent));

    [Fact]
    public void Money_takes_its_places_from_its_currency()
    {
        Assert.Equal("₹40,300.00", MoneyText.Format(new Money(40_300_00, Currency.Parse("INR"))));
        Assert.Equal("¥40,300", MoneyText.Format(new Money(40_300, Currency.Parse("JPY"))));
        Assert.Equal("40.300", MoneyText.Figures(new Money(40_300, Currency.Parse("KWD"))));
    }

    [Theory]
    [InlineData(1_84_250_00, "1,84,250.00")]
    [InlineData(-20_000_00, "−20,000.00")]
    public void Figures_have_no_sign_of_a_currency(long minor, string expected) =>
        Assert.Equal(expected, MoneyText.Figures(minor, "INR", 2));

    [Theory]
    [InlineData(58_400_00, "+₹58,400.00")]
    [InlineData(-20_000_00, "−₹20,000.00")]
    [InlineData(0, "₹0.00")]
    public void A_difference_shows_its_direction(long minor, string expected) =>
        Assert.Equal(expected, MoneyText.Difference(minor, "INR", 2));

    [Theory]
    [InlineData(1_21_950_00, "₹1,21,950")]
    [InlineData(1_21_950_49, "₹1,21,950")]
    [InlineData(1_21_950_50, "₹1,21,951")]
    [InlineData(-1_50, "−₹2")]
    [InlineData(-49, "₹0")]
    [InlineData(99_999_50, "₹1,00,000")]
    public void Whole_units_are_rounded_half_away_from_zero(long minor, string expected) =>
        Assert.Equal(expected, MoneyText.Whole(minor, "INR", 2));

    [Fact]
    public void One_fraction_among_amounts_and_they_are_not_whole()
    {
        Assert.True(MoneyText.AreWhole([100_00, -50_00, 0], 2));
        Assert.False(MoneyText.AreWhole([100_00, 50_01], 2));
        Assert.True(MoneyText.AreWhole([7], 0));
    }

    [Theory]
    [InlineData(1_84_250_00, "₹1,84,250.00 Dr")]
    [InlineData(-12_500_00, "₹12,500.00 Cr")]
    [InlineData(0, "₹0.00")]
    public void A_balance_names_its_side_and_is_never_negative(long minor, string expected) =>
        Assert.Equal(expected, MoneyText.Balance(minor, "INR", 2));

    [Theory]
    [InlineData("1234.50", 1_234_50)]
    [InlineData(" 1,234.50 ", 1_234_50)]
    [InlineData("1,23,45,678.90", 1_23_45_678_90)]
    [InlineData("12,345,678.90", 1_23_45_678_90)]
    [InlineData("₹1,23,456", 1_23_456_00)]
    [InlineData("₹ 5", 5_00)]
    [InlineData("INR 5", 5_00)]
    [InlineData("0.5", 50)]
    [InlineData("-7", -7_00)]
    [InlineData("−₹7.25", -7_25)]
    [InlineData("₹-7.25", -7_25)]
    [InlineData("007", 7_00)]
    [InlineData("100000", 1_00_000_00)]
    public void What_a_person_types_is_read(string typed, long expected)
    {
        Assert.True(MoneyText.TryRead(typed, "INR", 2, out var minor));
        Assert.Equal(expected, minor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("₹")]
    [InlineData("-")]
    [InlineData("--5")]
    [InlineData("-₹-5")]
    [InlineData("ten")]
    [InlineData("1,50")]
    [InlineData("1.234,50")]
    [InlineData("1,2,3")]
    [InlineData("1234,567")]
    [InlineData(",500")]
    [InlineData("1,,000")]
    [InlineData("1.5.0")]
    [InlineData("5.")]
    [InlineData(".5")]
    [InlineData("1.005")]
    [InlineData("1e5")]
    [InlineData("£5")]
    [InlineData("१२")]
    [InlineData("99999999999999999999")]
    [InlineData("5 000")]
    public void What_could_mean_two_things_or_nothing_is_refused(string? typed) =>
        Assert.False(MoneyText.TryRead(typed, "INR", 2, out _));

    [Fact]
    public void A_currency_without_decimals_takes_none()
    {
        Assert.True(MoneyText.TryRead("1,234", "JPY", 0, out var minor));
        Assert.Equal(1234, minor);
        Assert.False(MoneyText.TryRead("1,234.5", "JPY", 0, out _));
        Assert.False(MoneyText.TryRead("1,234.", "JPY", 0, out _));
    }

    [Fact]
    public void Everything_that_is_written_is_read_back_the_same()
    {
        var random = new Random(2026);
        foreach (var currency in Currency.Codes.Select(Currency.Parse))
        {
            foreach (var minor in Amounts(random))
            {
                var money = new Money(minor, currency);
                foreach (var text in new[] { MoneyText.Format(money), MoneyText.Figures(money), money.ToInvariantString() })
                {
                    Assert.True(MoneyText.TryRead(text, currency, out var read), text);
                    Assert.Equal(money, read);
                }
            }
        }
    }

    [Fact]
    public void Digits_are_those_of_the_number_in_every_grouping()
    {
        var random = new Random(7);
        foreach (var minor in Amounts(random))
        {
            foreach (var currency in new[] { "INR", "GBP" })
            {
                var digits = string.Concat(MoneyText.Figures(minor, currency, 2).Where(char.IsAsciiDigit));
                Assert.Equal(Int128.Abs(minor).ToString("D3"), digits);
            }
        }
    }

    /// <summary>The ends, and amounts of every length.</summary>
    private static IEnumerable<long> Amounts(Random random)
    {
        long[] ends = [0, 1, -1, 9, 10, 99, 100, 999, 1000, 99_999, 100_000, long.MaxValue, long.MinValue];
        return ends.Concat(Enumerable.Range(0, 100).Select(_ => random.NextInt64() >> random.Next(63)))
            .Concat(Enumerable.Range(0, 100).Select(_ => -random.NextInt64() >> random.Next(63)));
    }
}
