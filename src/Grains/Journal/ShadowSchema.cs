using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>
/// A second schema with the same tables, to be filled and then put in the place of the first. Constraints and indexes keep
/// their names, which the journal's writer knows them by; row level security and rights are given by the same function
/// that gave them to the first.
/// </summary>
internal sealed class ShadowSchema(NpgsqlConnection connection, string schema, string shadow) : IAsyncDisposable
{
    private List<string> _later = [];
    private bool _isSwapped;

    /// <summary>Makes the tables, with what an upsert needs and no more: other indexes are made when the rows are there.</summary>
    public async Task Create(CancellationToken cancellation)
    {
        await Execute($"drop schema if exists {shadow} cascade; create schema {shadow}", cancellation);
        foreach (var statement in await Definitions(Tables, cancellation))
            await Execute(statement, cancellation);
        foreach (var statement in await Definitions(Constraints, cancellation))
            await Execute(statement, cancellation);
        _later = await Definitions(Indexes, cancellation);
    }

    /// <summary>Makes the indexes, statistics and rights of the filled tables.</summary>
    public async Task Complete(CancellationToken cancellation)
    {
        foreach (var statement in _later)
            await Execute(statement, cancellation);
        await Execute($"select access.secure_read_models('{shadow}')", cancellation);
        foreach (var statement in await Definitions(Statistics, cancellation))
            await Execute(statement, cancellation);
    }

    /// <summary>
    /// Within the caller's SQL transaction: keeps everyone else from the tables that will go. Whoever reads them ends first;
    /// so that no reader and this wait for each other, this one gives up after the time.
    /// </summary>
    /// <returns>Whether the tables are ours.</returns>
    public async Task<bool> Lock(TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            await Execute($"set local lock_timeout = '{(int)patience.TotalMilliseconds}ms'", cancellation);
            foreach (var statement in await Definitions(Locks, cancellation))
                await Execute(statement, cancellation);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    }

    /// <summary>
    /// Within the same SQL transaction: once it is committed the same names mean the new tables. Refuses, by failing, when
    /// anything else stands on the old ones.
    /// </summary>
    public async Task Swap(CancellationToken cancellation)
    {
        foreach (var statement in await Definitions(Drops, cancellation))
            await Execute(statement, cancellation);
        await Execute($"drop schema {schema}; alter schema {shadow} rename to {schema}", cancellation);
        _isSwapped = true;
    }

    /// <summary>What was not swapped is of no use.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_isSwapped && connection.FullState == System.Data.ConnectionState.Open)
            await Execute($"drop schema if exists {shadow} cascade", CancellationToken.None);
    }

    private const string Tables =
        """
        select format('create table %2$I.%1$I (like %3$I.%1$I including all excluding indexes)%4$s', c.relname, $2, $1,
          ' with (' || array_to_string(c.reloptions, ', ') || ')')
        from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' order by c.relname
        """;

    private const string Constraints =
        """
        select format('alter table %I.%I add constraint %I %s', $2, c.relname, k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        where c.relnamespace = $1::regnamespace and k.contype in ('p', 'u') order by c.relname, k.conname
        """;

    private const string Indexes =
        """
        select replace(pg_get_indexdef(i.indexrelid), format(' ON %I.', $1), format(' ON %I.', $2))
        from pg_index i join pg_class c on c.oid = i.indrelid
        where c.relnamespace = $1::regnamespace and c.relkind = 'r'
          and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u'))
        order by i.indexrelid
        """;

    private const string Statistics =
        """
        select format('analyze %I.%I', $2, c.relname)
        from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' order by c.relname
        """;

    private const string Locks =
        """
        select format('lock table %I.%I in access exclusive mode', $1, c.relname)
        from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' and $2 <> '' order by c.relname
        """;

    private const string Drops =
        """
        select format('drop table %I.%I', $1, c.relname)
        from pg_class c where c.relnamespace = $1::regnamespace and c.relkind = 'r' and $2 <> '' order by c.relname
        """;

    private async Task<List<string>> Definitions(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = shadow });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var statements = new List<string>();
        while (await reader.ReadAsync(cancellation))
            statements.Add(reader.GetString(0));
        return statements;
    }

    private async Task Execute(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
