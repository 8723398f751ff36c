using System.Globalization;

namespace LedgerPortal.Formatting;

/// <summary>Dates and moments as pages show them. Names of months are the language's, so a caller may give its own.</summary>
public static class DateText
{
    private static readonly string[] English =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary><c>05 Nov 2026</c></summary>
    public static string Format(DateOnly date, IReadOnlyList<string>? months = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Day:00} {Month(date.Month, months)} {date.Year:0000}");

    /// <summary><c>05 Nov</c>, where the year is plain from what stands beside it.</summary>
    public static string DayAndMonth(DateOnly date, IReadOnlyList<string>? months = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{date.Day:00} {Month(date.Month, months)}");

    /// <summary><c>Nov 2026</c></summary>
    public static string MonthAndYear(DateOnly date, IReadOnlyList<string>? months = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Month(date.Month, months)} {date.Year:0000}");

    /// <summary><c>Nov</c></summary>
    public static string Month(int month, IReadOnlyList<string>? months = null) => (months ?? English)[month - 1];

    /// <summary><c>14:05</c>, in the zone that the moment carries.</summary>
    public static string Time(DateTimeOffset moment) => moment.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>05 Nov 2026, 14:05</c>, in the zone that the moment carries.</summary>
    public static string Moment(DateTimeOffset moment, IReadOnlyList<string>? months = null) =>
        $"{Format(DateOnly.FromDateTime(moment.DateTime), months)}, {Time(moment)}";

    /// <summary>For <c>datetime</c> attributes and JSON: <c>2026-11-05T08:35:00Z</c>.</summary>
    public static string Machine(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>For date inputs: <c>2026-11-05</c>.</summary>
    public static string Machine(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Days from <paramref name="today"/> until <paramref name="due"/>: negative when overdue, 0 when due today.</summary>
    public static int DaysUntil(DateOnly due, DateOnly today) => due.DayNumber - today.DayNumber;
}
