using System.Globalization;

namespace LedgerPortal.Formatting;

/// <summary>Quantities, unit prices and rates of document lines: up to six decimal places, none that say nothing.</summary>
public static class QuantityText
{
    /// <summary><c>12</c>, <c>0.125</c>, <c>−1</c>, <c>1,25,000</c> where the currency groups by lakh.</summary>
    public static string Quantity(decimal quantity, Currency currency) => Grouped(quantity, currency, 0);

    /// <summary>With its unit: <c>12 kg</c>.</summary>
    public static string Quantity(decimal quantity, string? unit, Currency currency) =>
        string.IsNullOrEmpty(unit) ? Quantity(quantity, currency) : $"{Quantity(quantity, currency)}\u00a0{unit}";

    /// <summary>At least the decimal places of the currency: <c>₹2,050.00</c>, <c>₹0.0125</c>.</summary>
    public static string UnitPrice(decimal price, Currency currency) =>
        (price < 0 ? MoneyText.Minus.ToString() : "") + CurrencyForm.Of(currency.Code).Sign
        + Grouped(Math.Abs(price), currency, currency.Exponent);

    /// <summary><c>18</c>, <c>2.5</c>: the text around it brings the percent sign.</summary>
    public static string Percent(decimal percent) => percent.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Of an exchange: as many places as it has.</summary>
    public static string Rate(decimal rate) => rate.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Grouped(decimal value, Currency currency, int leastPlaces)
    {
        var digits = Math.Abs(value).ToString("0." + new string('0', leastPlaces) + new string('#', 6 - leastPlaces),
            CultureInfo.InvariantCulture).Split('.');
        // The whole part is grouped as money is; it has no minor units here.
        var whole = MoneyText.Grouped(ulong.Parse(digits[0], CultureInfo.InvariantCulture), currency.Code);
        return (value < 0 ? MoneyText.Minus.ToString() : "") + (digits.Length > 1 ? $"{whole}.{digits[1]}" : whole);
    }
}
