using System.Data;
using Dapper;
using LedgerPortal.Live;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What a read may see. Taken from the session, so that no page can choose another.</summary>
internal sealed record ReadScope(string Role, BusinessId Business, PartyId? Party = null, DocumentId? Document = null);

/// <summary>
/// A read-only SQL transaction within one scope, on one snapshot: figures of two queries belong together. Row level
/// security applies to everything asked through it.
/// </summary>
public sealed class ScopedRead : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly CancellationToken _cancellation;

    private ScopedRead(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) =>
        (_connection, _transaction, _cancellation) = (connection, transaction, cancellation);

    internal static async Task<ScopedRead> Open(NpgsqlDataSource reader, ReadScope scope, CancellationToken cancellation)
    {
        SqlTypes.Register();
        var connection = await reader.OpenConnectionAsync(cancellation);
        try
        {
            // Nothing is sent before the first statement: begin, role and scope are one round trip. The three settings
            // are always set, and end with the SQL transaction.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await using var settings = new NpgsqlCommand(
                """
                select set_config('transaction_read_only', 'on', true), set_config('role', $1, true),
                  set_config('ledgerportal.business', $2, true), set_config('ledgerportal.party', $3, true),
                  set_config('ledgerportal.document', $4, true)
                """, connection, transaction);
            settings.Parameters.Add(new() { Value = scope.Role });
            settings.Parameters.Add(new() { Value = scope.Business.Value.ToString() });
            settings.Parameters.Add(new() { Value = scope.Party?.Value.ToString() ?? "" });
            settings.Parameters.Add(new() { Value = scope.Document?.Value.ToString() ?? "" });
            await settings.ExecuteNonQueryAsync(cancellation);
            return new ScopedRead(connection, transaction, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// All rows, mapped by name: column <c>balance_minor</c> to <c>BalanceMinor</c>. Ids, <see cref="Currency"/>,
    /// <see cref="DateOnly"/> and <see cref="DateTimeOffset"/> may be used as properties and as parameters.
    /// </summary>
    public async Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null) =>
        (await _connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <summary>The one row, or null. More than one is an error.</summary>
    public Task<T?> RowOrNone<T>(string sql, object? parameters = null) =>
        _connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>The one row; none or more is an error.</summary>
    public Task<T> Row<T>(string sql, object? parameters = null) =>
        _connection.QuerySingleAsync<T>(Command(sql, parameters));

    /// <summary>Several queries in one round trip; their results are taken in the same order, each once.</summary>
    public Task<SqlMapper.GridReader> Results(string sql, object? parameters = null) =>
        _connection.QueryMultipleAsync(Command(sql, parameters));

    /// <summary>
    /// Where a topic stands (see <see cref="Topic"/>), for the page to say what it shows; null when it is not within this
    /// scope. On the snapshot of this read, so the content shown is never older.
    /// </summary>
    public Task<long?> Position(string topic) =>
        _connection.QuerySingleOrDefaultAsync<long?>(Command("select access.topic_position(@topic)", new { topic }));

    public async ValueTask DisposeAsync()
    {
        // Rolled back: there is nothing to keep, and the role and scope end here.
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, _transaction, cancellationToken: _cancellation);
}
