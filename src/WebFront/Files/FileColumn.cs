using System.Globalization;
using System.Text.Json;
using LedgerPortal.Formatting;

namespace LedgerPortal.Files;

/// <summary>A file's kind, by its name in an address.</summary>
public enum FileForm
{
    Csv,
    Json,
}

/// <summary>A column of a file of rows: its name as JSON has it, and what stands in it.</summary>
/// <param name="Value">
/// Text, <see cref="Money"/> (major units as a decimal string), a decimal, a whole number, a yes or no, a day, a moment, or the
/// name of an enumeration; null is nothing.
/// </param>
public sealed record FileColumn<T>(string Name, Func<T, object?> Value)
{
    /// <summary>In CSV as everywhere in ours: <c>documentDate</c> is <c>document_date</c>.</summary>
    public string Header => JsonNamingPolicy.SnakeCaseLower.ConvertName(Name);
}

internal static class FileValues
{
    /// <summary>
    /// As a field of CSV (RFC 4180), guarded: names and references come from strangers.
    /// </summary>
    public static string Csv(object? value) => value switch
    {
        null => "",
        string text => Quoted(Imports.CsvText.Guarded(text)!),
        _ => Plain(value),
    };

    public static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool yes:
                json.WriteBoolean(name, yes);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, value as string ?? Plain(value));
                break;
        }
    }

    private static string Plain(object value) => value switch
    {
        Money money => money.ToInvariantString(),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        DateOnly day => DateText.Machine(day),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Quoted(string text) => text.AsSpan().IndexOfAny("\",\r\n") < 0
        ? text
        : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
