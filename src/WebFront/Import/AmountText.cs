using System.Globalization;

namespace LedgerPortal.Imports;

/// <summary>
/// Reads amounts as people and programs write them: <c>1,23,456.50</c> as in India, <c>1,234.50</c>, <c>1.234,50</c>,
/// <c>1 234,50</c>, <c>₹ 500</c>, <c>500 Dr</c>, <c>(500)</c>, <c>500-</c>, <c>1e+05</c>. What could mean two things means
/// what it does where a point is the decimal mark.
/// </summary>
internal static class AmountText
{
    private const int MaxLength = 40;

    private static readonly string[] Currencies = ["INR", "Rs.", "Rs", "GBP", "EUR", "USD", "₹", "£", "€", "$"];

    /// <summary>The value; credits are below zero. Null when it is not an amount.</summary>
    public static decimal? Read(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > MaxLength)
            return null;
        var (digits, isNegative) = Unsigned(text);
        if (digits.Length == 0 || Plain(digits) is not { } plain)
            return null;
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(plain, styles, CultureInfo.InvariantCulture, out var value)
            ? isNegative ? -value : value
            : null;
    }

    private static (string Digits, bool IsNegative) Unsigned(string text)
    {
        var isNegative = false;
        if (text is ['(', .., ')'])
            (text, isNegative) = (text[1..^1].Trim(), true);
        if (Ends(ref text, "Cr.") || Ends(ref text, "Cr"))
            isNegative = !isNegative;
        else if (!Ends(ref text, "Dr."))
            Ends(ref text, "Dr");

        var isMinus = Minus(ref text);
        foreach (var currency in Currencies)
        {
            if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase))
                text = text[currency.Length..].TrimStart();
            else if (text.EndsWith(currency, StringComparison.OrdinalIgnoreCase))
                text = text[..^currency.Length].TrimEnd();
        }

        // The sign may stand before the currency or after it, not on both sides.
        if (!isMinus)
            isMinus = Minus(ref text);
        return (text, isNegative ^ isMinus);
    }

    private static bool Minus(ref string text)
    {
        // A hyphen, or the minus sign of typesetters.
        if (text is ['-' or '−', .. var after])
            text = after.TrimStart();
        else if (text is [.. var before, '-' or '−'])
            text = before.TrimEnd();
        else
        {
            if (text is ['+', .. var positive])
                text = positive;
            return false;
        }

        return true;
    }

    private static bool Ends(ref string text, string suffix)
    {
        if (!text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            return false;
        text = text[..^suffix.Length].TrimEnd();
        return true;
    }

    /// <summary>Digits with a point for decimals and nothing between thousands; null when the groups are wrong.</summary>
    private static string? Plain(string text)
    {
        if (!char.IsAsciiDigit(text[0]) && text[0] is not ('.' or ','))
            return null;
        var exponentAt = text.IndexOfAny(['e', 'E']);
        var exponent = exponentAt < 0 ? "" : text[exponentAt..];
        text = exponentAt < 0 ? text : text[..exponentAt];
        text = text.Replace('\u00a0', ' ').Replace('\u202f', ' ').Replace('’', '\'');
        var lastPoint = text.LastIndexOf('.');
        var lastComma = text.LastIndexOf(',');
        var isCommaDecimal = lastPoint >= 0
            ? lastComma > lastPoint
            : lastComma >= 0 && text.IndexOf(',') == lastComma && text.Length - lastComma - 1 != 3;
        var mark = isCommaDecimal ? ',' : '.';
        var markAt = text.LastIndexOf(mark);
        var whole = markAt < 0 ? text : text[..markAt];
        var fraction = markAt < 0 ? "" : text[(markAt + 1)..];
        var groups = whole.Split(isCommaDecimal ? ['.', ' ', '\''] : [',', ' ', '\'']);
        if (groups.Length > 1 && (!AreGroups(groups) || whole.Where(c => !char.IsAsciiDigit(c)).Distinct().Count() != 1))
            return null;
        return $"{string.Concat(groups)}.{(fraction.Length == 0 ? "0" : fraction)}{exponent}";
    }

    /// <summary>Thousands in threes, or as in India: the last three, and twos before.</summary>
    private static bool AreGroups(string[] groups)
    {
        if (groups[^1].Length != 3 || groups.Any(group => group.Length == 0 || !group.All(char.IsAsciiDigit)))
            return false;
        var middle = groups[1..^1];
        return groups[0].Length <= 3 && middle.All(group => group.Length == 3)
            || groups[0].Length <= 2 && middle.All(group => group.Length == 2);
    }
}
