using System.Diagnostics.CodeAnalysis;

namespace LedgerPortal.Consoles;

/// <summary>
/// Mobile numbers as people write them, read into E.164: <c>98765 43210</c> in India is <c>+919876543210</c>. A number
/// without its country is of the business's own.
/// </summary>
public static class MobileNumbers
{
    private const int LeastDigits = 8;
    private const int MostDigits = 15;

    /// <summary>Calling codes, and whether numbers within the country are dialled with a leading zero that is dropped abroad.</summary>
    private static readonly Dictionary<string, (string Code, bool HasTrunkZero)> Countries = new()
    {
        ["AE"] = ("971", true), ["AT"] = ("43", true), ["AU"] = ("61", true), ["BD"] = ("880", true), ["BE"] = ("32", true),
        ["BH"] = ("973", false), ["CA"] = ("1", false), ["CH"] = ("41", true), ["DE"] = ("49", true), ["DK"] = ("45", false),
        ["ES"] = ("34", false), ["FR"] = ("33", true), ["GB"] = ("44", true), ["IE"] = ("353", true), ["IN"] = ("91", true),
        ["IT"] = ("39", false), ["KE"] = ("254", true), ["KW"] = ("965", false), ["LK"] = ("94", true), ["MY"] = ("60", true),
        ["NL"] = ("31", true), ["NP"] = ("977", true), ["NZ"] = ("64", true), ["OM"] = ("968", false), ["PK"] = ("92", true),
        ["PL"] = ("48", false), ["PT"] = ("351", false), ["QA"] = ("974", false), ["SA"] = ("966", true), ["SE"] = ("46", true),
        ["SG"] = ("65", false), ["US"] = ("1", false), ["ZA"] = ("27", true),
    };

    public static bool TryRead(string? typed, string countryCode, [NotNullWhen(true)] out string? number)
    {
        number = null;
        var text = typed?.Trim() ?? "";
        if (text.Any(character => !char.IsAsciiDigit(character) && character is not (' ' or '-' or '(' or ')' or '.' or '+' or '/')))
            return false;
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        var isInternational = text.StartsWith('+');
        if (text.LastIndexOf('+') > 0)
            return false;
        if (!isInternational && digits.StartsWith("00", StringComparison.Ordinal))
            (isInternational, digits) = (true, digits[2..]);
        if (!isInternational)
        {
            if (!Countries.TryGetValue(countryCode, out var country))
                return false;
            // Indians often write 91 before the ten digits without a plus.
            var hasCode = countryCode == "IN" && digits.Length == 12 && digits.StartsWith(country.Code, StringComparison.Ordinal);
            digits = hasCode ? digits : country.Code + (country.HasTrunkZero ? digits.TrimStart('0') : digits);
        }

        if (digits.Length is < LeastDigits or > MostDigits || digits[0] == '0')
            return false;
        // An Indian mobile number has ten digits and begins with 6 to 9.
        if (digits.StartsWith("91", StringComparison.Ordinal) && (digits.Length != 12 || digits[2] < '6'))
            return false;
        number = "+" + digits;
        return true;
    }
}
