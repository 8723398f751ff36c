using System.Globalization;
using System.Text;

namespace LedgerPortal.NumberSeries;

/// <summary>
/// The pattern of document numbers: <c>INV/{yy}-{yy+1}/{000000}</c>. <c>{yyyy}</c>, <c>{yy}</c>, <c>{yyyy+1}</c> and
/// <c>{yy+1}</c> are the financial year's first and second calendar year; the zeros are the sequence, padded to so many
/// digits and longer when it has grown. A number has at most 16 characters, as GST asks.
/// </summary>
public static class NumberPattern
{
    public const int MaxNumberLength = 16;

    /// <summary>Whether numbers of this pattern are valid up to a sequence of as many digits as it has zeros.</summary>
    public static bool IsValid(string? pattern)
    {
        if (string.IsNullOrWhiteSpace(pattern) || pattern.Length > 60 || Parse(pattern) is not { } parts)
            return false;
        if (parts.Count(part => part.Digits > 0) != 1)
            return false;
        return Format(pattern, 2000, 1).Length <= MaxNumberLength;
    }

    /// <summary>Whether numbers of this pattern name the financial year; those that don't go on from year to year.</summary>
    public static bool HasYear(string pattern) => pattern.Contains("{y", StringComparison.Ordinal);

    public static string Format(string pattern, int financialYear, long sequence)
    {
        var parts = Parse(pattern) ?? throw new FormatException($"'{pattern}' is not a pattern of document numbers.");
        var number = new StringBuilder(MaxNumberLength);
        foreach (var part in parts)
        {
            if (part.Digits > 0)
                number.Append(sequence.ToString("D" + part.Digits, CultureInfo.InvariantCulture));
            else
                number.Append(part.YearOffset is { } offset ? Year(financialYear + offset, part.Text.Length) : part.Text);
        }

        return number.ToString();
    }

    private static string Year(int year, int digits) =>
        (digits == 2 ? year % 100 : year).ToString("D" + digits, CultureInfo.InvariantCulture);

    private static List<Part>? Parse(string pattern)
    {
        var parts = new List<Part>();
        for (var at = 0; at < pattern.Length;)
        {
            if (pattern[at] != '{')
            {
                // What Indian and European rules allow in a number, and what needs no quoting in files and links.
                if (!char.IsAsciiLetterOrDigit(pattern[at]) && pattern[at] is not ('/' or '-' or '.' or '_'))
                    return null;
                parts.Add(new Part(pattern[at..++at], null, 0));
                continue;
            }

            var end = pattern.IndexOf('}', at);
            if (end < 0)
                return null;
            var name = pattern[(at + 1)..end];
            Part? part = name switch
            {
                "yy" => new Part("yy", 0, 0),
                "yyyy" => new Part("yyyy", 0, 0),
                "yy+1" => new Part("yy", 1, 0),
                "yyyy+1" => new Part("yyyy", 1, 0),
                { Length: > 0 and <= 12 } when name.All(c => c == '0') => new Part(name, null, name.Length),
                _ => null,
            };
            if (part is null)
                return null;
            parts.Add(part);
            at = end + 1;
        }

        return parts;
    }

    private sealed record Part(string Text, int? YearOffset, int Digits);
}
