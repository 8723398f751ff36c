using Npgsql;

namespace LedgerPortal.Export;

/// <summary>
/// One look at one moment of a business's books, for every file of an export: what stands in two files belongs together.
/// </summary>
internal sealed class ExportRead : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private ExportRead(NpgsqlConnection connection, NpgsqlTransaction transaction, BusinessId business) =>
        (_connection, _transaction, Business) = (connection, transaction, business);

    public BusinessId Business { get; }

    public static async Task<ExportRead> Open(NpgsqlDataSource owner, BusinessId business, CancellationToken cancellation)
    {
        var connection = await owner.OpenConnectionAsync(cancellation);
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var read = new ExportRead(connection, transaction, business);
        // Amounts leave in major units with all places of their currency; the function lives as long as the connection.
        var exponents = string.Join(' ', Currency.Codes.Select(Currency.Parse)
            .GroupBy(currency => currency.Exponent)
            .Select(group => $"when currency in ({string.Join(", ", group.Select(currency => $"'{currency}'"))}) then {group.Key}"));
        await using var create = new NpgsqlCommand(
            $"""
            create or replace function pg_temp.places(currency text) returns int immutable language sql return case {exponents} end;
            create or replace function pg_temp.major(minor bigint, currency text) returns text immutable language sql
              return trunc(minor / power(10::numeric, pg_temp.places(currency)), pg_temp.places(currency))::text;
            """, connection, transaction);
        await create.ExecuteNonQueryAsync(cancellation);
        return read;
    }

    /// <summary>Rows of a query, for hands of our own. <c>@business</c> is given.</summary>
    public async Task<NpgsqlDataReader> Rows(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, _connection, _transaction) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid>("business", Business.Value));
        return await command.ExecuteReaderAsync(cancellation);
    }

    /// <summary>What PostgreSQL writes by itself: <c>COPY … TO STDOUT</c> takes no parameters, the id is a literal.</summary>
    public async Task Copy(string sql, string format, TextWriter to, CancellationToken cancellation)
    {
        var query = sql.Replace("@business", $"'{Business.Value}'::uuid", StringComparison.Ordinal);
        using var from = await _connection.BeginTextExportAsync($"copy ({query}) to stdout ({format})", cancellation);
        var buffer = new char[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
