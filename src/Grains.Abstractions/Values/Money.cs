using System.Text.Json;
using System.Text.Json.Serialization;

namespace LedgerPortal;

/// <summary>An ISO 4217 currency. Its exponent says how many decimal places the minor unit has.</summary>
[JsonConverter(typeof(CurrencyJsonConverter))]
public readonly record struct Currency
{
    private static readonly Dictionary<string, int> OtherExponents = new()
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0,
        ["PYG"] = 0, ["RWF"] = 0, ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    };

    private static readonly HashSet<string> Known =
    [
        .. OtherExponents.Keys,
        "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
        "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC", "CUP", "CVE",
        "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD",
        "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW",
        "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
        "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK",
        "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
        "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS",
        "UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD", "YER", "ZAR", "ZMW",
    ];

    private readonly string? _code;

    private Currency(string code, int exponent)
    {
        _code = code;
        Exponent = exponent;
    }

    public string Code => _code ?? "";

    public int Exponent { get; }

    public static Currency Parse(string code) =>
        TryParse(code, out var currency) ? currency : throw new FormatException($"'{code}' is not a currency.");

    public static bool TryParse(string? code, out Currency currency)
    {
        currency = default;
        if (code is null || !Known.TryGetValue(code, out var interned))
            return false;
        currency = new Currency(interned, OtherExponents.GetValueOrDefault(interned, 2));
        return true;
    }

    public static IEnumerable<string> Codes => Known.Order(StringComparer.Ordinal);

    public override string ToString() => Code;
}

/// <summary>
/// An amount in minor units (paise, pence, cents) of one currency. Sums of two currencies do not exist:
/// mixing them throws, because no rule of the domain may let it come to that.
/// </summary>
public readonly record struct Money(long Minor, Currency Currency)
{
    /// <summary>The largest amount one entry may have, in minor units: far beyond any trade, far from overflow.</summary>
    public const long MaxMinor = 999_999_999_999_99;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    public static Money operator -(Money money) => new(checked(-money.Minor), money.Currency);

    /// <summary>A decimal in major units, rounded half away from zero to the minor unit.</summary>
    public static Money FromMajor(decimal major, Currency currency) =>
        new(checked((long)decimal.Round(major * Scale(currency), 0, MidpointRounding.AwayFromZero)), currency);

    public decimal ToMajor() => Minor / Scale(Currency);

    /// <summary>The form for machines: a decimal point, no grouping, all places of the currency: <c>-1234.50</c>.</summary>
    public string ToInvariantString() =>
        ToMajor().ToString("F" + Currency.Exponent, System.Globalization.CultureInfo.InvariantCulture);

    public override string ToString() => $"{ToInvariantString()} {Currency}";

    private static decimal Scale(Currency currency) => currency.Exponent switch
    {
        0 => 1m,
        2 => 100m,
        3 => 1000m,
        var other => throw new InvalidOperationException($"No currency has {other} decimal places."),
    };

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} cannot be added.");
}

public sealed class CurrencyJsonConverter : JsonConverter<Currency>
{
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Currency.TryParse(reader.GetString(), out var currency) ? currency : throw new JsonException("Not a currency.");

    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Code);
}
