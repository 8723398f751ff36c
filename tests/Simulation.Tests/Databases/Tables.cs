using LedgerPortal.Journal;

namespace LedgerPortal.Simulations;

/// <summary>The read models' tables, written as the database writes them: keys, unique indexes, whole batches or nothing.</summary>
internal sealed class Tables
{
    private static readonly (string Table, string Column, string Index)[] UniqueIndexes =
    [
        ("entry", "document", "entry_document"),
        ("invoice", "number", "invoice_number"),
        ("credit_note", "number", "credit_note_number"),
    ];

    private readonly Dictionary<string, Dictionary<Key, Row>> _tables = [];
    private readonly Dictionary<(string Index, object Business, object Value), Key> _unique = [];

    /// <summary>Applies a batch; gives the constraint that does not hold, and then nothing of it stays.</summary>
    public string? Apply(ReadModelBatch batch)
    {
        var undo = new Stack<Action>();
        foreach (var rows in batch.Contents())
        {
            foreach (var values in rows.Rows)
            {
                if (Apply(rows, values, undo) is not { } constraint)
                    continue;
                while (undo.TryPop(out var back))
                    back();
                return constraint;
            }
        }

        return null;
    }

    public IEnumerable<Row> Rows(string table) => _tables.TryGetValue(table, out var rows) ? rows.Values : [];

    /// <summary>What differs between these and others; null when nothing does.</summary>
    public string? DifferenceTo(Tables other)
    {
        foreach (var name in _tables.Keys.Union(other._tables.Keys))
        {
            var mine = _tables.GetValueOrDefault(name) ?? [];
            var theirs = other._tables.GetValueOrDefault(name) ?? [];
            foreach (var (key, row) in mine)
            {
                if (!theirs.TryGetValue(key, out var same))
                    return $"{name}: a row too many, {row}";
                if (row.DifferenceTo(same) is { } difference)
                    return $"{name}: {difference}";
            }

            if (theirs.FirstOrDefault(pair => !mine.ContainsKey(pair.Key)) is { Value: { } missing })
                return $"{name}: a row is missing, {missing}";
        }

        return null;
    }

    private string? Apply(ReadModelRows rows, object?[] values, Stack<Action> undo)
    {
        if (!_tables.TryGetValue(rows.Table, out var table))
            _tables.Add(rows.Table, table = []);
        var key = new Key(values.AsSpan(0, rows.KeyColumns).ToArray());
        var old = table.GetValueOrDefault(key);
        if (old is null && rows.Mode is RowMode.Patch)
            return null;
        if (old is not null && rows.Mode is RowMode.Insert)
            return rows.Table + "_pkey";

        var row = old is null ? new Row(rows.Columns, values) : old.Changed(rows, values);
        table[key] = row;
        undo.Push(() =>
        {
            if (old is null)
                table.Remove(key);
            else
                table[key] = old;
        });
        return Index(rows.Table, key, old, row, undo);
    }

    private string? Index(string table, Key key, Row? old, Row row, Stack<Action> undo)
    {
        foreach (var (name, column, index) in UniqueIndexes)
        {
            if (name != table || row[column] is not { } value || Equals(old?[column], value))
                continue;
            var place = (index, row["business"]!, value);
            if (!_unique.TryAdd(place, key))
                return index;
            undo.Push(() => _unique.Remove(place));
        }

        return null;
    }

    /// <summary>A row never changes; a change is another row. So whoever holds some has a look at one moment.</summary>
    public sealed class Row(IReadOnlyList<string> columns, object?[] values)
    {
        private IReadOnlyList<string> Columns => columns;

        public object? this[string column] => Place(columns, column) is var at and >= 0 ? values[at] : null;

        /// <summary>After a change that names some of the columns, and some that had no value yet.</summary>
        public Row Changed(ReadModelRows change, object?[] with)
        {
            var known = columns;
            var changed = (object?[])values.Clone();
            for (var i = change.KeyColumns; i < with.Length; i++)
            {
                if (change.Mode is RowMode.Patch && with[i] is null)
                    continue;
                var at = Place(known, change.Columns[i]);
                if (at < 0)
                {
                    known = [.. known, change.Columns[i]];
                    changed = [.. changed, with[i]];
                    continue;
                }

                changed[at] = change.Mode is not RowMode.Add ? with[i]
                    : changed[at] is int number ? number + (int)with[i]!
                    : (long)changed[at]! + (long)with[i]!;
            }

            return new Row(known, changed);
        }

        public string? DifferenceTo(Row other)
        {
            foreach (var column in columns.Union(other.Columns))
            {
                var (mine, theirs) = (this[column], other[column]);
                var isSame = mine is byte[] bytes ? theirs is byte[] same && bytes.AsSpan().SequenceEqual(same) : Equals(mine, theirs);
                if (!isSame)
                    return $"{column} is {mine ?? "null"} and not {theirs ?? "null"} in {this}";
            }

            return null;
        }

        public override string ToString() => string.Join(", ", columns.Zip(values, (column, value) => $"{column}={value}"));

        private static int Place(IReadOnlyList<string> names, string name)
        {
            for (var i = 0; i < names.Count; i++)
            {
                if (ReferenceEquals(names[i], name) || names[i] == name)
                    return i;
            }

            return -1;
        }
    }

    private readonly struct Key(object?[] values) : IEquatable<Key>
    {
        private readonly object?[] _values = values;

        public bool Equals(Key other) => _values.AsSpan().SequenceEqual(other._values);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = 0;
            foreach (var value in _values)
                hash = hash * 31 + (value?.GetHashCode() ?? 0);
            return hash;
        }
    }
}
