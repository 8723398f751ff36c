using System.Globalization;

namespace LedgerPortal.Formatting;

/// <summary>
/// Money as a person reads and types it. Amounts are minor units of a currency; every form has all decimal places of the
/// currency unless it says otherwise, so that columns line up. Negative amounts carry U+2212, which is as wide as a digit.
/// </summary>
public static class MoneyText
{
    public const char Minus = '\u2212';

    /// <summary>With the currency's sign: <c>₹1,23,45,678.90</c>, <c>−£1,234.50</c>, <c>¥1,000</c>.</summary>
    public static string Format(long minor, string currency, int exponent) =>
        SignOf(minor) + CurrencyForm.Of(currency).Sign + Digits(minor, currency, exponent);

    public static string Format(Money money) => Format(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary>Without the currency's sign, for columns that name it in their head: <c>1,23,45,678.90</c>.</summary>
    public static string Figures(long minor, string currency, int exponent) =>
        SignOf(minor) + Digits(minor, currency, exponent);

    public static string Figures(Money money) => Figures(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary>A difference, with its sign always shown: <c>+₹58,400.00</c>, <c>−₹20,000.00</c>; nil has none.</summary>
    public static string Difference(long minor, string currency, int exponent) =>
        (minor > 0 ? "+" : "") + Format(minor, currency, exponent);

    public static string Difference(Money money) => Difference(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary>
    /// In whole units, rounded half away from zero: <c>₹1,21,950</c>. Only where the exact amounts stand nearby, because
    /// rounded parts need not add up to their rounded sum.
    /// </summary>
    public static string Whole(long minor, string currency, int exponent)
    {
        var scale = Scale(exponent);
        var (units, rest) = Math.DivRem(Magnitude(minor), scale);
        if (scale > 1 && rest * 2 >= scale)
            units++;
        var form = CurrencyForm.Of(currency);
        return (units == 0 ? "" : SignOf(minor)) + form.Sign + Group(units, form.GroupsByLakh);
    }

    public static string Whole(Money money) => Whole(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary>Without a fraction in any of them, the decimal places of a group of amounts say nothing.</summary>
    public static bool AreWhole(IEnumerable<long> minor, int exponent)
    {
        var scale = Scale(exponent);
        return minor.All(amount => Magnitude(amount) % scale == 0);
    }

    /// <summary>A balance for operators: the magnitude and its side, <c>₹1,84,250.00 Dr</c>; nil has no side.</summary>
    public static string Balance(long minor, string currency, int exponent) => minor == 0
        ? Format(0, currency, exponent)
        : $"{BalanceMagnitude(minor, currency, exponent)} {Side(minor)}";

    public static string Balance(Money money) => Balance(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary>A balance whose side is said elsewhere, in words or by <see cref="Side"/>: never negative.</summary>
    public static string BalanceMagnitude(long minor, string currency, int exponent) =>
        CurrencyForm.Of(currency).Sign + Digits(minor, currency, exponent);

    public static string BalanceMagnitude(Money money) =>
        BalanceMagnitude(money.Minor, money.Currency.Code, money.Currency.Exponent);

    /// <summary><c>Dr</c> for what the party owes, <c>Cr</c> for what is in its favour, nothing for nil.</summary>
    public static string Side(long minor) => minor switch
    {
        > 0 => "Dr",
        < 0 => "Cr",
        0 => "",
    };

    /// <summary>The sign to stand before an input of this currency.</summary>
    public static string Label(string currency) => CurrencyForm.Of(currency).Label;

    /// <summary>
    /// Reads what a person typed: with or without the currency's sign, grouping by thousands or lakh, a hyphen or a minus.
    /// Refuses what could mean two things (<c>1,50</c>, <c>1.234,50</c>) and more decimal places than the currency has;
    /// nothing is rounded. Everything that <see cref="Format(long, string, int)"/> writes is read back the same.
    /// </summary>
    public static bool TryRead(string? text, string currency, int exponent, out long minor)
    {
        minor = 0;
        var rest = (text ?? "").AsSpan().Trim();
        var isNegative = TakeMinus(ref rest);
        if (!TakePrefix(ref rest, CurrencyForm.Of(currency).Label))
            TakePrefix(ref rest, currency);
        rest = rest.TrimStart();
        isNegative = isNegative || TakeMinus(ref rest);

        var point = rest.IndexOf('.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? [] : rest[(point + 1)..];
        if (whole.Length > 32 || fraction.Length > exponent || (point >= 0 && fraction.IsEmpty) || !IsGroupedWell(whole))
            return false;

        var digits = whole.ToString().Replace(",", "", StringComparison.Ordinal) + fraction.ToString().PadRight(exponent, '0');
        if (!digits.All(char.IsAsciiDigit))
            return false;
        // The sign goes with the digits, because the most negative number has no positive twin.
        return long.TryParse((isNegative ? "-" : "") + digits, NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out minor);
    }

    public static bool TryRead(string? text, Currency currency, out Money money)
    {
        var isRead = TryRead(text, currency.Code, currency.Exponent, out var minor);
        money = new Money(minor, currency);
        return isRead;
    }

    private static bool TakeMinus(ref ReadOnlySpan<char> text) => TakePrefix(ref text, "-") || TakePrefix(ref text, "\u2212");

    private static bool TakePrefix(ref ReadOnlySpan<char> text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        text = text[prefix.Length..];
        return true;
    }

    /// <summary>Digits in groups: the last of three, those between of two or three, the first of one to three.</summary>
    private static bool IsGroupedWell(ReadOnlySpan<char> whole)
    {
        if (whole.IsEmpty)
            return false;
        var groups = whole.ToString().Split(',');
        return groups.Length == 1
            || (groups[0].Length is >= 1 and <= 3 && groups[^1].Length == 3 && groups[1..^1].All(group => group.Length is 2 or 3));
    }

    private static string Digits(long minor, string currency, int exponent)
    {
        var (units, rest) = Math.DivRem(Magnitude(minor), Scale(exponent));
        var whole = Group(units, CurrencyForm.Of(currency).GroupsByLakh);
        return exponent == 0 ? whole : $"{whole}.{rest.ToString(CultureInfo.InvariantCulture).PadLeft(exponent, '0')}";
    }

    /// <summary>A whole number in the groups of a currency.</summary>
    internal static string Grouped(ulong units, string currency) => Group(units, CurrencyForm.Of(currency).GroupsByLakh);

    private static string Group(ulong units, bool byLakh)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture);
        var groups = new Stack<string>();
        var end = digits.Length;
        for (var size = 3; end > 0; size = byLakh ? 2 : 3)
        {
            var start = Math.Max(0, end - size);
            groups.Push(digits[start..end]);
            end = start;
        }

        return string.Join(',', groups);
    }

    private static string SignOf(long minor) => minor < 0 ? Minus.ToString() : "";

    private static ulong Magnitude(long minor) => minor < 0 ? (ulong)-(Int128)minor : (ulong)minor;

    private static ulong Scale(int exponent) => exponent switch
    {
        0 => 1,
        2 => 100,
        3 => 1000,
        _ => throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "Currencies have 0, 2 or 3 decimal places."),
    };
}
