using System.Globalization;

namespace LedgerPortal.Imports;

/// <summary>Which of two numbers is the day.</summary>
internal enum DateOrder
{
    DayFirst,
    MonthFirst,
}

/// <summary>
/// Reads dates as <c>2026-03-31</c>, <c>31-03-2026</c>, <c>31/3/26</c>, <c>31.03.2026</c>, <c>31-Mar-2026</c>, <c>20260331</c>, each
/// with or without a time behind it, which is left out.
/// </summary>
internal static class DateText
{
    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static DateOnly? Read(string text, DateOrder order)
    {
        if (Parts(text) is not var (first, second, third))
            return null;
        if (first.Length == 4)
            return Date(first, second, third);
        if (!char.IsAsciiDigit(second[0]))
            return Date(third, second, first);
        return order is DateOrder.DayFirst ? Date(third, second, first) : Date(third, first, second);
    }

    /// <summary>Whether this date can only have been written in one order.</summary>
    public static DateOrder? OrderOf(string text)
    {
        if (Parts(text) is not var (first, second, _) || first.Length > 2
            || !int.TryParse(first, CultureInfo.InvariantCulture, out var one)
            || !int.TryParse(second, CultureInfo.InvariantCulture, out var two))
            return null;
        return (one, two) switch
        {
            ( > 12, <= 12) => DateOrder.DayFirst,
            ( <= 12, > 12) => DateOrder.MonthFirst,
            _ => null,
        };
    }

    private static (string First, string Second, string Third)? Parts(string text)
    {
        text = text.Trim();
        // "31/3/2026 10:00", "2026-03-31T10:00:00Z"; there is a T in October, too.
        var end = text.IndexOf(' ');
        if (end < 0 && text is [_, _, _, _, '-', _, _, '-', _, _, 'T', ..])
            end = 10;
        var date = end < 0 ? text : text[..end];
        if (date.Length == 8 && date.All(char.IsAsciiDigit))
            return (date[..4], date[4..6], date[6..]);
        var parts = date.Split('-', '/', '.');
        return parts is [{ Length: > 0 } first, { Length: > 0 } second, { Length: > 0 } third] ? (first, second, third) : null;
    }

    private static DateOnly? Date(string year, string month, string day)
    {
        if (!int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var y)
            || !int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var d))
            return null;
        if (!int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var m))
        {
            m = month.Length < 3 ? 0
                : Array.FindIndex(Months, name => month.StartsWith(name, StringComparison.OrdinalIgnoreCase)) + 1;
        }

        // Two digits are of this century: ledgers that are imported are younger than it.
        if (year.Length <= 2)
            y += 2000;
        return y is >= 1 and <= 9999 && m is >= 1 and <= 12 && d >= 1 && d <= DateTime.DaysInMonth(y, m)
            ? new DateOnly(y, m, d)
            : null;
    }
}
