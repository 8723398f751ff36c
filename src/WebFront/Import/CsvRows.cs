using System.Text;

namespace LedgerPortal.Imports;

/// <summary>A row of a file.</summary>
/// <param name="Number">As a spreadsheet numbers it: the header is row 1.</param>
/// <param name="Fields">As many as the header has columns, unless there is a fault.</param>
/// <param name="Fault">Why it could not be split.</param>
internal sealed record CsvRow(long Number, IReadOnlyList<string> Fields, string? Fault);

/// <summary>
/// Splits text into rows as RFC 4180 says, and goes on after what it does not say: a quotation mark that is never closed
/// costs its own line, not the rest of the file.
/// </summary>
internal static class CsvRows
{
    /// <summary>A field in quotation marks may run over so many lines; one that does not end by then has lost its mark.</summary>
    private const int MaxLinesOfRow = 100;

    /// <summary>Rows after the first line that is not blank, which is the header.</summary>
    public static IEnumerable<CsvRow> Read(TextReader reader, char delimiter, int columns)
    {
        var waiting = new Queue<string>();
        var isHeader = true;
        for (long number = 1; Next(reader, waiting) is { } line; number++)
        {
            if (line.Length == 0 || string.IsNullOrWhiteSpace(line) && delimiter != '\t')
                continue;
            var record = CsvRecord.Parse(line, delimiter);
            if (record.IsOpen)
                record = Closed(reader, waiting, line, delimiter, columns) ?? record;
            if (isHeader)
            {
                isHeader = false;
                continue;
            }

            var fault = record.IsOpen ? "a quotation mark is not closed"
                : record.Fault ?? (record.Fields.Count == columns ? null
                    : $"{record.Fields.Count} columns instead of {columns}");
            yield return new CsvRow(number, record.Fields, fault);
        }
    }

    /// <summary>The row that the open line is the beginning of; null, with nothing taken, when there is none.</summary>
    private static CsvRecord? Closed(TextReader reader, Queue<string> waiting, string line, char delimiter, int columns)
    {
        var text = new StringBuilder(line);
        var taken = new List<string>();
        while (taken.Count < MaxLinesOfRow && Next(reader, waiting) is { } more)
        {
            taken.Add(more);
            text.Append('\n').Append(more);
            // Only a line with a quotation mark can close one.
            if (!more.Contains('"'))
                continue;
            var record = CsvRecord.Parse(text.ToString(), delimiter);
            if (record.IsOpen)
                continue;
            if (record.Fault is null && record.Fields.Count == columns)
                return record;
            break;
        }

        var rest = waiting.ToArray();
        waiting.Clear();
        foreach (var back in taken.Concat(rest))
            waiting.Enqueue(back);
        return null;
    }

    private static string? Next(TextReader reader, Queue<string> waiting) =>
        waiting.TryDequeue(out var line) ? line : reader.ReadLine();
}

/// <summary>One row's text, split.</summary>
/// <param name="IsOpen">It ends within quotation marks.</param>
internal sealed record CsvRecord(IReadOnlyList<string> Fields, bool IsOpen, string? Fault)
{
    public static CsvRecord Parse(string text, char delimiter)
    {
        var fields = new List<string>(8);
        for (var at = 0; ;)
        {
            if (at < text.Length && text[at] == '"')
            {
                var (field, after) = Quoted(text, at + 1);
                fields.Add(field);
                if (after < 0)
                    return new CsvRecord(fields, true, null);
                if (after == text.Length)
                    return new CsvRecord(fields, false, null);
                if (text[after] != delimiter)
                    return new CsvRecord(fields, false, "text after a closing quotation mark");
                at = after + 1;
                continue;
            }

            // A quotation mark inside a field that does not begin with one is an inch, or a word someone quoted.
            var end = text.IndexOf(delimiter, at);
            if (end < 0)
            {
                fields.Add(text[at..]);
                return new CsvRecord(fields, false, null);
            }

            fields.Add(text[at..end]);
            at = end + 1;
        }
    }

    private static (string Field, int After) Quoted(string text, int start)
    {
        var end = text.IndexOf('"', start);
        if (end < 0)
            return (text[start..], -1);
        if (end + 1 >= text.Length || text[end + 1] != '"')
            return (text[start..end], end + 1);

        var field = new StringBuilder();
        while (true)
        {
            field.Append(text, start, end - start);
            if (end + 1 >= text.Length || text[end + 1] != '"')
                return (field.ToString(), end + 1);
            field.Append('"');
            start = end + 2;
            end = text.IndexOf('"', start);
            if (end < 0)
                return (field.Append(text, start, text.Length - start).ToString(), -1);
        }
    }
}
