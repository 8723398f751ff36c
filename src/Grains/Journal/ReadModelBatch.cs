using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Journal;

/// <summary>
/// The read-model rows of one batch of appends, folded so that the SQL transaction touches each row once:
/// <c>ON CONFLICT DO UPDATE</c> refuses to touch a row twice, and <c>UPDATE … FROM</c> would keep the first.
/// </summary>
public sealed class ReadModelBatch
{
    private readonly SortedDictionary<string, IRows> _rows = new(StringComparer.Ordinal);

    /// <summary>The rows of all appends that were accepted.</summary>
    internal static ReadModelBatch Of(IEnumerable<StreamGroup> groups)
    {
        var batch = new ReadModelBatch();
        foreach (var group in groups.Where(group => group.Refusal is null))
        {
            foreach (var waiting in group.Appends)
                waiting.Append.Project(batch);
        }

        return batch;
    }

    /// <summary>How many rows the statements will touch.</summary>
    public int Count => _rows.Values.Sum(rows => rows.Count);

    public void Put<TKey, TRow>(ReadModelTable<TKey, TRow> table, TRow row) where TKey : notnull
    {
        if (!_rows.TryGetValue(table.Name, out var rows))
            _rows.Add(table.Name, rows = new Rows<TKey, TRow>(table));
        ((Rows<TKey, TRow>)rows).Put(row);
    }

    /// <summary>One statement a table, inserts before patches (a patch may concern a row of the same batch).</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands(string schema) =>
        _rows.Values.OrderBy(rows => rows.IsPatch).Select(rows => rows.Command(schema));

    /// <summary>The folded rows as plain values, a table (or way of changing one) at a time: for who compares them.</summary>
    public IEnumerable<ReadModelRows> Contents() => _rows.Values.OrderBy(rows => rows.IsPatch).Select(rows => rows.Contents());

    private interface IRows
    {
        bool IsPatch { get; }

        int Count { get; }

        NpgsqlBatchCommand Command(string schema);

        ReadModelRows Contents();
    }

    private sealed class Rows<TKey, TRow>(ReadModelTable<TKey, TRow> table) : IRows where TKey : notnull
    {
        private readonly List<TRow> _list = [];
        private readonly Dictionary<TKey, int> _indexes = [];

        public bool IsPatch => table.Mode is RowMode.Patch;

        public int Count => _list.Count;

        public void Put(TRow row)
        {
            if (table.Mode is RowMode.Insert)
            {
                _list.Add(row);
                return;
            }

            var key = table.Key(row);
            if (_indexes.TryGetValue(key, out var index))
            {
                _list[index] = table.Merge(_list[index], row);
                return;
            }

            _indexes.Add(key, _list.Count);
            _list.Add(row);
        }

        public NpgsqlBatchCommand Command(string schema)
        {
            var command = new NpgsqlBatchCommand(table.Sql(schema));
            foreach (var column in table.Columns)
                command.Parameters.Add(column.Collect(_list));
            return command;
        }

        public ReadModelRows Contents() => new(
            table.Table,
            table.Mode,
            table.KeyColumns,
            [.. table.Columns.Select(column => column.Name)],
            _list.Select(row => table.Columns.Select(column => column.ValueOf(row)).ToArray()));
    }
}

/// <summary>Rows of one table: values in the order of the columns, the key first.</summary>
public sealed record ReadModelRows(
    string Table, RowMode Mode, int KeyColumns, IReadOnlyList<string> Columns, IEnumerable<object?[]> Rows);

public enum RowMode
{
    /// <summary>Rows that never change by themselves.</summary>
    Insert,

    /// <summary>Whole rows, the last one wins.</summary>
    Upsert,

    /// <summary>Columns behind the key are added to what stands there.</summary>
    Add,

    /// <summary>Changes columns of a row that exists; a null leaves what stands there.</summary>
    Patch,
}

/// <summary>
/// One table of the read models, or for patches a way of changing one: its columns, the key first, and how rows of
/// one batch fold.
/// </summary>
public sealed class ReadModelTable<TKey, TRow>(
    string table,
    RowMode mode,
    int keyColumns,
    Func<TRow, TKey> key,
    Func<TRow, TRow, TRow> merge,
    params Column<TRow>[] columns)
{
    private string? _schema;
    private string? _sql;

    public string Name { get; } = mode is RowMode.Patch ? table + " (patch)" : table;

    public string Table => table;

    public int KeyColumns => keyColumns;

    public RowMode Mode => mode;

    public IReadOnlyList<Column<TRow>> Columns => columns;

    public TKey Key(TRow row) => key(row);

    public TRow Merge(TRow first, TRow second) => merge(first, second);

    internal string Sql(string schema)
    {
        if (_schema == schema && _sql is not null)
            return _sql;
        var sql = Build(schema);
        (_schema, _sql) = (schema, sql);
        return sql;
    }

    private string Build(string schema)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        var source = $"unnest({string.Join(", ", columns.Select((column, i) => $"${i + 1}::{column.SqlType}[]"))})";
        var keys = columns.Take(keyColumns).Select(column => column.Name).ToList();
        var values = columns.Skip(keyColumns).Select(column => column.Name).ToList();
        var sql = new StringBuilder();

        if (mode is RowMode.Patch)
        {
            sql.Append($"update {schema}.{table} t set ");
            sql.AppendJoin(", ", values.Select(name => $"{name} = coalesce(s.{name}, t.{name})"));
            sql.Append($" from {source} as s({names}) where ");
            sql.AppendJoin(" and ", keys.Select(name => $"t.{name} = s.{name}"));
            return sql.ToString();
        }

        sql.Append($"insert into {schema}.{table} as t ({names}) select * from {source}");
        if (mode is RowMode.Insert)
            return sql.ToString();

        sql.Append($" on conflict ({string.Join(", ", keys)}) do update set ");
        sql.AppendJoin(", ", values.Select(name => mode is RowMode.Add
            ? $"{name} = t.{name} + excluded.{name}"
            : $"{name} = excluded.{name}"));
        return sql.ToString();
    }
}

/// <summary>A column and how its values are taken from the rows.</summary>
public abstract class Column<TRow>(string name, string sqlType)
{
    public string Name => name;

    public string SqlType => sqlType;

    internal abstract NpgsqlParameter Collect(List<TRow> rows);

    internal abstract object? ValueOf(TRow row);

    public static Column<TRow> Uuid(string name, Func<TRow, Guid> value) => Of(name, "uuid", NpgsqlDbType.Uuid, value);

    public static Column<TRow> UuidOrNull(string name, Func<TRow, Guid?> value) => Of(name, "uuid", NpgsqlDbType.Uuid, value);

    public static Column<TRow> Text(string name, Func<TRow, string?> value) => Of(name, "text", NpgsqlDbType.Text, value);

    public static Column<TRow> Json(string name, Func<TRow, string?> value) => Of(name, "jsonb", NpgsqlDbType.Jsonb, value);

    public static Column<TRow> Bytes(string name, Func<TRow, byte[]?> value) => Of(name, "bytea", NpgsqlDbType.Bytea, value);

    public static Column<TRow> Int(string name, Func<TRow, int> value) => Of(name, "int", NpgsqlDbType.Integer, value);

    public static Column<TRow> IntOrNull(string name, Func<TRow, int?> value) => Of(name, "int", NpgsqlDbType.Integer, value);

    public static Column<TRow> Bigint(string name, Func<TRow, long> value) => Of(name, "bigint", NpgsqlDbType.Bigint, value);

    public static Column<TRow> BigintOrNull(string name, Func<TRow, long?> value) =>
        Of(name, "bigint", NpgsqlDbType.Bigint, value);

    public static Column<TRow> Bool(string name, Func<TRow, bool> value) => Of(name, "boolean", NpgsqlDbType.Boolean, value);

    public static Column<TRow> Date(string name, Func<TRow, DateOnly> value) => Of(name, "date", NpgsqlDbType.Date, value);

    public static Column<TRow> DateOrNull(string name, Func<TRow, DateOnly?> value) => Of(name, "date", NpgsqlDbType.Date, value);

    public static Column<TRow> Moment(string name, Func<TRow, DateTimeOffset> value) =>
        Of(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row).UtcDateTime);

    public static Column<TRow> MomentOrNull(string name, Func<TRow, DateTimeOffset?> value) =>
        Of(name, "timestamptz", NpgsqlDbType.TimestampTz, row => value(row)?.UtcDateTime);

    private static TypedColumn<TValue> Of<TValue>(string name, string sqlType, NpgsqlDbType type, Func<TRow, TValue> value) =>
        new(name, sqlType, type, value);

    private sealed class TypedColumn<TValue>(string name, string sqlType, NpgsqlDbType type, Func<TRow, TValue> value)
        : Column<TRow>(name, sqlType)
    {
        internal override NpgsqlParameter Collect(List<TRow> rows)
        {
            var values = new TValue[rows.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = value(rows[i]);
            return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }

        internal override object? ValueOf(TRow row) => value(row);
    }
}
