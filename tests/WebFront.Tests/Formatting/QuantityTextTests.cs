using System.Globalization;

namespace LedgerPortal.Formatting;

public sealed class QuantityTextTests
{
    private static readonly Currency Rupee = Currency.Parse("INR");

    [Theory]
    [InlineData("12", "12")]
    [InlineData("12.500000", "12.5")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("-1", "−1")]
    [InlineData("125000", "1,25,000")]
    public void Quantities_show_no_places_that_say_nothing(string quantity, string text) =>
        Assert.Equal(text, QuantityText.Quantity(Decimal(quantity), Rupee));

    [Theory]
    [InlineData("2050", "INR", "₹2,050.00")]
    [InlineData("0.0125", "INR", "₹0.0125")]
    [InlineData("1234567.5", "USD", "$1,234,567.50")]
    [InlineData("150", "JPY", "¥150")]
    [InlineData("150.25", "JPY", "¥150.25")]
    public void Prices_show_the_places_of_the_currency_at_least(string price, string currency, string text) =>
        Assert.Equal(text, QuantityText.UnitPrice(Decimal(price), Currency.Parse(currency)));

    [Theory]
    [InlineData("18.000", "18")]
    [InlineData("2.5", "2.5")]
    [InlineData("0.125", "0.125")]
    public void Rates_are_short(string percent, string text) => Assert.Equal(text, QuantityText.Percent(Decimal(percent)));

    private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
