using System.Data;
using System.Runtime.CompilerServices;
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
    private readonly bool _keepsPlans;
    private readonly CancellationToken _cancellation;
    private ReadScope? _scopeToSet;

    private ScopedRead(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ReadScope scope, bool keepsPlans, CancellationToken cancellation) =>
        (_connection, _transaction, _scopeToSet, _keepsPlans, _cancellation) = (connection, transaction, scope, keepsPlans, cancellation);

    /// <param name="reader">Where connections come from.</param>
    /// <param name="scope">What may be seen.</param>
    /// <param name="cancellation">Of whoever asks.</param>
    /// <param name="keepsPlans">
    /// The queries find their rows in the same way whatever their parameters are. PostgreSQL then plans them once, which
    /// for a few rows out of many takes longer than finding them.
    /// </param>
    internal static async Task<ScopedRead> Open(
        NpgsqlDataSource reader, ReadScope scope, CancellationToken cancellation, bool keepsPlans = false)
    {
        SqlTypes.Register();
        var connection = await reader.OpenConnectionAsync(cancellation);
        try
        {
            // Nothing is sent yet: begin, role, scope and the first query are one round trip.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            return new ScopedRead(connection, transaction, scope, keepsPlans, cancellation);
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
    public async Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null)
    {
        await using var results = await Results(sql, parameters);
        return (await results.ReadAsync<T>()).AsList();
    }

    /// <summary>The one row, or null. More than one is an error.</summary>
    public async Task<T?> RowOrNone<T>(string sql, object? parameters = null)
    {
        await using var results = await Results(sql, parameters);
        return await results.ReadSingleOrDefaultAsync<T>();
    }

    /// <summary>The one row; none or more is an error.</summary>
    public async Task<T> Row<T>(string sql, object? parameters = null)
    {
        await using var results = await Results(sql, parameters);
        return await results.ReadSingleAsync<T>();
    }

    /// <summary>Several queries in one round trip; their results are taken in the same order, each once.</summary>
    public async Task<SqlMapper.GridReader> Results(string sql, object? parameters = null)
    {
        if (_scopeToSet is not { } scope)
            return await _connection.QueryMultipleAsync(Command(sql, parameters));
        // Statements of one round trip are planned one after the other, so the queries are under the role already. All
        // settings are always set, and end with the SQL transaction; without them nothing is seen.
        _scopeToSet = null;
        var settings = new
        {
            scopePlans = _keepsPlans ? "force_generic_plan" : "auto",
            scopeRole = scope.Role,
            scopeBusiness = scope.Business.Value.ToString(),
            scopeParty = scope.Party?.Value.ToString() ?? "",
            scopeDocument = scope.Document?.Value.ToString() ?? "",
        };
        var results = await _connection.QueryMultipleAsync(Command($"{SetScope};\n{sql}", new SqlParameters(settings, parameters)));
        await results.ReadAsync();
        return results;
    }

    /// <summary>
    /// The same as the last that is asked in this read: the end of the SQL transaction travels with it, and nobody waits for
    /// that.
    /// </summary>
    public Task<SqlMapper.GridReader> LastResults(string sql, object? parameters = null) =>
        Results($"{sql};\nrollback", parameters);

    /// <summary>The rows one by one, while PostgreSQL finds them: for lists of any length. One at a time.</summary>
    public async IAsyncEnumerable<T> Stream<T>(
        string sql, object? parameters = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (_scopeToSet is not null)
            await using (await Results("select 1")) { }
        var rows = _connection.QueryUnbufferedAsync<T>(sql, parameters, _transaction);
        await foreach (var row in rows.WithCancellation(cancellation))
            yield return row;
    }

    /// <summary>
    /// Where a topic stands (see <see cref="Topic"/>), for the page to say what it shows; null when it is not within
    /// this scope. On the snapshot of this read, so the content shown is never older.
    /// </summary>
    public Task<long?> Position(string topic) =>
        RowOrNone<long?>("select access.topic_position(@topic)", new { topic });

    public async ValueTask DisposeAsync()
    {
        // Rolled back: there is nothing to keep, and the role and scope end here.
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private const string SetScope =
        """
        select set_config('transaction_read_only', 'on', true), set_config('plan_cache_mode', @scopePlans, true),
          set_config('role', @scopeRole, true),
          set_config('ledgerportal.business', @scopeBusiness, true),
          set_config('ledgerportal.party', @scopeParty, true),
          set_config('ledgerportal.document', @scopeDocument, true)
        """;

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, _transaction, cancellationToken: _cancellation);
}
