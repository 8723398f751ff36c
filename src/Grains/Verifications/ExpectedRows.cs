using System.Buffers;
using LedgerPortal.Journal;

namespace LedgerPortal.Verifications;

/// <summary>Takes the rows that the read models shall have, as the journal gives them.</summary>
internal interface IExpectedRows
{
    void Add(ReadModelShape shape, int bucket, ReadOnlySpan<byte> row);
}

/// <summary>
/// Folds a stream's changes of the read models to whole rows, as the database does it with statements. Every row of the read
/// models belongs to one stream, so that no other stream can add to it later.
/// </summary>
internal sealed class ExpectedRowsWriter(IReadOnlyDictionary<string, ReadModelShape> shapes, IExpectedRows to)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public void Write(ReadModelBatch batch)
    {
        foreach (var table in batch.Contents().GroupBy(rows => rows.Table))
        {
            var shape = shapes.GetValueOrDefault(table.Key)
                ?? throw new InvalidOperationException($"There is no table read.{table.Key}.");
            // A patch of a row that is not there changes nothing, as in the database.
            if (table.SingleOrDefault(part => part.Mode is not RowMode.Patch) is { } rows)
                Write(shape, rows, table.SingleOrDefault(part => part.Mode is RowMode.Patch));
        }
    }

    private void Write(ReadModelShape shape, ReadModelRows rows, ReadModelRows? patches)
    {
        var map = Map(shape, rows);
        var (patchMap, patchOf) = patches is null
            ? ([], [])
            : (Map(shape, patches), patches.Rows.ToDictionary(patch => KeyOf(patch, patches)));
        foreach (var row in rows.Rows)
        {
            var whole = Whole(shape, map, row);
            if (patches is not null && patchOf.TryGetValue(KeyOf(row, patches), out var patch))
            {
                for (var i = patches.KeyColumns; i < patch.Length; i++)
                    whole[patchMap[i]] = patch[i] ?? whole[patchMap[i]];
            }

            Write(shape, whole);
        }

        static Key KeyOf(object?[] row, ReadModelRows of) => new(row.AsSpan(0, of.KeyColumns).ToArray());
    }

    private static int[] Map(ReadModelShape shape, ReadModelRows part) => [.. part.Columns.Select(shape.OrdinalOf)];

    private static object?[] Whole(ReadModelShape shape, int[] map, object?[] row)
    {
        var whole = new object?[shape.Columns.Count];
        for (var i = 0; i < row.Length; i++)
            whole[map[i]] = row[i];
        return whole;
    }

    private void Write(ReadModelShape shape, object?[] row)
    {
        _buffer.ResetWrittenCount();
        for (var i = 0; i < row.Length; i++)
            RowEncoding.Write(_buffer, row[i], shape.Columns[i].SqlType);
        to.Add(shape, TableDigest.BucketOf(_buffer.WrittenSpan, shape.Columns), _buffer.WrittenSpan);
    }

    private readonly struct Key(object?[] values) : IEquatable<Key>
    {
        private readonly object?[] _values = values;

        public bool Equals(Key other) => _values.AsSpan().SequenceEqual(other._values);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var value in _values)
                hash.Add(value);
            return hash.ToHashCode();
        }
    }
}
