using System.Data;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// Connections that all see the books at one moment, however long the work takes and whatever is posted meanwhile.
/// </summary>
internal sealed class SnapshotConnections : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _first;
    private readonly string _snapshot;

    private SnapshotConnections(NpgsqlDataSource source, NpgsqlConnection first, string snapshot) =>
        (_source, _first, _snapshot) = (source, first, snapshot);

    public static async Task<SnapshotConnections> Take(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        var first = await owner.OpenConnectionAsync(cancellation);
        try
        {
            await Execute(first, "begin isolation level repeatable read, read only", cancellation);
            await using var export = new NpgsqlCommand("select pg_export_snapshot()", first);
            return new SnapshotConnections(owner, first, (string)(await export.ExecuteScalarAsync(cancellation))!);
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection inside a SQL transaction on the snapshot. It may make temporary tables and nothing else.</summary>
    public async Task<NpgsqlConnection> Open(CancellationToken cancellation)
    {
        var connection = await _source.OpenConnectionAsync(cancellation);
        try
        {
            await Execute(connection, "begin isolation level repeatable read", cancellation);
            await Execute(connection, $"set transaction snapshot '{_snapshot}'", cancellation);
            // The journal is sorted once, and sums over it hashed.
            await Execute(connection, "set local work_mem = '256MB'", cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _first.DisposeAsync();

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
