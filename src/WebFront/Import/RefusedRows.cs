using System.Globalization;
using System.Text;
using LedgerPortal.Database;

namespace LedgerPortal.Imports;

/// <summary>
/// The rows that were not taken, each with its number and reason before its own columns: corrected, the file can be imported
/// as it is. It is made with the first refusal.
/// </summary>
internal sealed class RefusedRows(string folder, CsvFile file, DateTimeOffset startedAt) : IDisposable
{
    private readonly Dictionary<string, long> _reasons = [];
    private StreamWriter? _writer;

    public long Count { get; private set; }

    /// <summary>Null as long as nothing was refused.</summary>
    public string? Path { get; private set; }

    /// <summary>How often each reason was given, the most frequent first.</summary>
    public IEnumerable<(string Reason, long Count)> Reasons =>
        _reasons.OrderByDescending(reason => reason.Value).Select(reason => (reason.Key, reason.Value));

    public void Add(CsvRow row, string reason)
    {
        Count++;
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        _writer ??= Open();
        CsvText.WriteRow(_writer, [row.Number.ToString(CultureInfo.InvariantCulture), reason, .. row.Fields]);
    }

    public void Dispose() => _writer?.Dispose();

    private StreamWriter Open()
    {
        Directory.CreateDirectory(folder);
        var name = System.IO.Path.GetFileName(file.Path).Split('.')[0];
        Path = System.IO.Path.Combine(
            folder,
            $"{startedAt.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{name}-refused.csv");
        // What customers owe is nobody else's business.
        Permissions.WritePrivateFile(Path, "");
        var writer = new StreamWriter(Path, new UTF8Encoding(true), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Write,
        });
        CsvText.WriteRow(writer, ["row", "reason", .. file.Header]);
        return writer;
    }
}
