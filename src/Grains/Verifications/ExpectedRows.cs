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
            var parts = table.ToList();
            if (parts is [{ Mode: RowMode.Insert }])
            {
                var map = Map(shape, parts[0]);
                foreach (var row in parts[0].Rows)
                    Write(shape, Whole(shape, map, row));
                continue;
            }

            foreach (var row in Fold(shape, parts).Values)
                Write(shape, row);
        }
    }

    private static Dictionary<Key, object?[]> Fold(ReadModelShape shape, List<ReadModelRows> parts)
    {
        var whole = new Dictionary<Key, object?[]>();
        foreach (var part in parts)
        {
            var map = Map(shape, part);
            foreach (var row in part.Rows)
            {
                var key = new Key(row.AsSpan(0, part.KeyColumns).ToArray());
                if (!whole.TryGetValue(key, out var there))
                {
                    // A patch of a row that is not there changes nothing, as in the database.
                    if (part.Mode is not RowMode.Patch)
                        whole.Add(key, Whole(shape, map, row));
                    continue;
                }

                for (var i = part.KeyColumns; i < row.Length; i++)
                    there[map[i]] = Changed(part.Mode, there[map[i]], row[i]);
            }
        }

        return whole;
    }

    private static object? Changed(RowMode mode, object? before, object? value) => mode switch
    {
        RowMode.Add => (before, value) switch
        {
            (long left, long right) => left + right,
            (int left, int right) => left + right,
            _ => throw new InvalidOperationException("Only numbers can be added."),
        },
        RowMode.Patch => value ?? before,
        _ => value,
    };

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
