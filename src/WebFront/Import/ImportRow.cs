namespace LedgerPortal.Imports;

/// <summary>A column that a layout knows.</summary>
/// <param name="Name">As the documentation names it.</param>
/// <param name="Aliases">Other names that files have for it. Case, spaces and punctuation in names do not matter.</param>
internal sealed record ImportColumn(string Name, bool IsRequired, params string[] Aliases)
{
    public bool Is(string heading) => Same(heading, Name) || Aliases.Any(alias => Same(heading, alias));

    private static bool Same(string one, string other) =>
        Bare(one).Equals(Bare(other), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit));
}

/// <summary>Where the columns of a layout are in a file.</summary>
internal sealed class ImportColumns
{
    private readonly Dictionary<string, int> _places = [];

    /// <summary>Refuses, with a sentence, a file that lacks what the layout needs.</summary>
    public ImportColumns(CsvFile file, ILayout layout)
    {
        foreach (var column in layout.Columns)
        {
            for (var place = 0; place < file.Header.Count && !_places.ContainsKey(column.Name); place++)
            {
                if (column.Is(file.Header[place]))
                    _places.Add(column.Name, place);
            }
        }

        var missing = layout.Columns.Where(column => column.IsRequired && !_places.ContainsKey(column.Name)).ToList();
        if (missing.Count > 0)
        {
            throw new Commands.CommandFailedException(
                $"{file.Path} is not a CSV file of {layout.Name}: it has no column " +
                $"{string.Join(", ", missing.Select(column => column.Name))}.");
        }
    }

    public int? PlaceOf(string column) => _places.TryGetValue(column, out var place) ? place : null;
}

/// <summary>A row, asked by the names of its layout's columns.</summary>
internal sealed class ImportRow(CsvRow row, ImportColumns columns, ILayout layout)
{
    public CsvRow Raw => row;

    /// <summary>The trimmed text; null when it is missing, or there is no such column.</summary>
    public string? Text(string column)
    {
        if (columns.PlaceOf(column) is not { } place)
            return null;
        var text = row.Fields[place].Trim();
        return text.Length == 0 || layout.IsMissing(text) ? null : text;
    }
}

/// <summary>A value cannot be read, or a rule says no: the row is refused with this reason, the rest goes on.</summary>
internal sealed class RowRefusedException(string reason) : Exception(reason);
