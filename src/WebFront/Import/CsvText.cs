namespace LedgerPortal.Imports;

/// <summary>Writes rows as RFC 4180 says.</summary>
internal static class CsvText
{
    private static readonly System.Buffers.SearchValues<char> NeedsMarks = System.Buffers.SearchValues.Create("\",;\t\r\n");

    public static void WriteRow(TextWriter writer, IEnumerable<string?> fields)
    {
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst)
                writer.Write(',');
            isFirst = false;
            Write(writer, field ?? "");
        }

        writer.Write("\r\n");
    }

    /// <summary>What somebody typed never becomes a formula in a spreadsheet: an apostrophe keeps it from being one.</summary>
    public static string? Guarded(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;

    private static void Write(TextWriter writer, string field)
    {
        // Spaces at the ends are a part of the field, which some readers forget without the marks.
        if (field.AsSpan().IndexOfAny(NeedsMarks) < 0 && field.Trim().Length == field.Length)
        {
            writer.Write(field);
            return;
        }

        writer.Write('"');
        writer.Write(field.Replace("\"", "\"\""));
        writer.Write('"');
    }
}
