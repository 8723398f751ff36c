using System.Buffers.Text;
using System.ComponentModel;
using System.Text;

namespace LedgerPortal.Api;

/// <summary>
/// A part of a list. It goes on by key, not by number: the next part begins after the last row of this one, however many
/// rows came or went meanwhile.
/// </summary>
public sealed record ApiPage<T>(
    [property: Description("The rows, in the order of the list.")]
    IReadOnlyList<T> Items,
    [property: Description("Give it back as `after` for the next part; null when this is the last.")]
    string? Next);

/// <summary>Where a list goes on. The text is ours alone to read.</summary>
internal static class ApiCursor
{
    public const int DefaultRows = 50;
    public const int MaxRows = 200;

    public static ApiPage<TShown> Page<TRow, TShown>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TShown> show, Func<TRow, string[]> key) => new(
        [.. rows.Take(limit).Select(show)],
        rows.Count > limit ? Write(key(rows[limit - 1])) : null);

    public static string Write(params string[] parts) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join('\n', parts)));

    /// <summary>False when the text is not what was given out. Null parts: the start of the list.</summary>
    public static bool TryRead(string? after, int parts, out string[]? read)
    {
        read = null;
        if (after is null)
            return true;
        if (after.Length > 500 || !Base64Url.IsValid(after))
            return false;
        read = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(after)).Split('\n');
        return read.Length == parts && !read.Any(part => part.Contains('\0'));
    }

    public static bool IsLimit(int? limit, out int rows)
    {
        rows = limit ?? DefaultRows;
        return rows is >= 1 and <= MaxRows;
    }
}
