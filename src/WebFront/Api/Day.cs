using System.Globalization;

namespace LedgerPortal.Api;

/// <summary>A day as the API writes it: <c>yyyy-mm-dd</c>.</summary>
internal static class Day
{
    private const string Form = "yyyy-MM-dd";

    public static string Text(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    public static DateOnly Read(string text) => DateOnly.ParseExact(text, Form, CultureInfo.InvariantCulture);
}
