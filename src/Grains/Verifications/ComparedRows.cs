using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;

namespace LedgerPortal.Verifications;

/// <summary>What each table adds up to.</summary>
internal sealed class TableDigests : IExpectedRows
{
    private readonly Dictionary<string, TableDigest> _tables = [];

    public void Add(ReadModelShape shape, int bucket, ReadOnlySpan<byte> row) => Of(shape.Table).Add(bucket, row);

    public TableDigest Of(string table)
    {
        ref var digest = ref CollectionsMarshal.GetValueRefOrAddDefault(_tables, table, out _);
        return digest ??= new TableDigest();
    }

    public static TableDigests Sum(IEnumerable<TableDigests> parts)
    {
        var sum = new TableDigests();
        foreach (var (table, digest) in parts.SelectMany(part => part._tables))
            sum.Of(table).Add(digest);
        return sum;
    }
}

/// <summary>
/// The rows of a few buckets of keys, kept one by one to name what differs. Only read models that are wrong take this second
/// look.
/// </summary>
internal sealed class DifferingRows(IReadOnlyDictionary<string, HashSet<int>> buckets) : IExpectedRows
{
    private readonly ConcurrentDictionary<(string Table, string Key), byte[]> _expected = new();

    public void Add(ReadModelShape shape, int bucket, ReadOnlySpan<byte> row)
    {
        if (IsWanted(shape, bucket))
            _expected[(shape.Table, KeyOf(shape, row))] = row.ToArray();
    }

    /// <summary>Compares a row that is there with the one that shall be there.</summary>
    public void Compare(ReadModelShape shape, ReadOnlySpan<byte> row, Check check)
    {
        if (!IsWanted(shape, TableDigest.BucketOf(row, shape.Columns)))
            return;
        if (!_expected.TryRemove((shape.Table, KeyOf(shape, row)), out var expected))
            check.Break($"read.{shape.Table} {Named(shape, row)} follows from no row of the journal");
        else if (!row.SequenceEqual(expected))
            check.Break($"read.{shape.Table} {Named(shape, row)}: {Difference(shape, row, expected)}");
    }

    /// <summary>What is left was never seen.</summary>
    public void ReportMissing(IReadOnlyDictionary<string, ReadModelShape> shapes, Check check)
    {
        foreach (var ((table, _), row) in _expected)
            check.Break($"read.{table} {Named(shapes[table], row)} is missing");
    }

    private bool IsWanted(ReadModelShape shape, int bucket) =>
        buckets.TryGetValue(shape.Table, out var wanted) && wanted.Contains(bucket);

    private static string KeyOf(ReadModelShape shape, ReadOnlySpan<byte> row)
    {
        var fields = RowEncoding.Fields(row, shape.Columns.Count);
        var key = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            if (shape.Columns[i].IsKey)
                key.Append(fields[i] is { } field ? Convert.ToHexString(field) : "-").Append('/');
        }

        return key.ToString();
    }

    private static string Named(ReadModelShape shape, ReadOnlySpan<byte> row)
    {
        var fields = RowEncoding.Fields(row, shape.Columns.Count);
        return string.Join(" ", shape.Columns
            .Select((column, i) => (column, field: fields[i]))
            .Where(part => part.column.IsKey)
            .Select(part => $"{part.column.Name}={RowEncoding.Show(part.field, part.column.SqlType)}"));
    }

    private static string Difference(ReadModelShape shape, ReadOnlySpan<byte> row, ReadOnlySpan<byte> expected)
    {
        var there = RowEncoding.Fields(row, shape.Columns.Count);
        var shall = RowEncoding.Fields(expected, shape.Columns.Count);
        return string.Join(", ", shape.Columns
            .Select((column, i) => (column, there: there[i], shall: shall[i]))
            .Where(part => !part.there.AsSpan().SequenceEqual(part.shall) || part.there is null != part.shall is null)
            .Select(part => $"{part.column.Name} is {RowEncoding.Show(part.there, part.column.SqlType)}, the journal gives " +
                RowEncoding.Show(part.shall, part.column.SqlType)));
    }
}
