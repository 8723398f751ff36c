using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>A table of the read models as the database has it.</summary>
internal sealed class ReadModelShape(string table, IReadOnlyList<ReadModelColumn> columns)
{
    private readonly Dictionary<string, int> _ordinals =
        columns.Select((column, i) => (column.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i);

    public string Table => table;

    public IReadOnlyList<ReadModelColumn> Columns => columns;

    public int OrdinalOf(string column) => _ordinals.TryGetValue(column, out var ordinal)
        ? ordinal
        : throw new InvalidOperationException($"read.{table} has no column {column}.");

    /// <summary>All tables of the schema, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, ReadModelShape>> Load(NpgsqlConnection connection, string schema)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname, a.attname, format_type(a.atttypid, null), coalesce(a.attnum = any(i.indkey), false)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_index i on i.indrelid = c.oid and i.indisprimary
            where c.relnamespace = $1::regnamespace and c.relkind = 'r'
            order by c.relname, a.attnum
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<(string Table, ReadModelColumn Column)>();
        while (await reader.ReadAsync())
        {
            columns.Add((
                reader.GetString(0), new ReadModelColumn(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3))));
        }

        return columns.GroupBy(column => column.Table, column => column.Column)
            .ToDictionary(table => table.Key, table => new ReadModelShape(table.Key, [.. table]));
    }
}

internal sealed record ReadModelColumn(string Name, string SqlType, bool IsKey);
