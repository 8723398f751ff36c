using System.Data;
using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>Commits batches set-based, in two round trips: journal and heads; then all that is written beside them.</summary>
internal sealed class PostgresCommits(NpgsqlDataSource writerRole) : IJournalCommits
{
    private NpgsqlConnection? _connection;

    public async Task Commit(IReadOnlyList<StreamGroup> groups)
    {
        try
        {
            _connection ??= await writerRole.OpenConnectionAsync();
            HashSet<Guid> told;
            await using (var accept = AppendStatements.Accept(_connection, groups))
            await using (var reader = await accept.ExecuteReaderAsync())
                told = await AppendStatements.ReadAccepted(reader, groups);

            var readModels = ReadModelBatch.Of(groups);
            await using var write = AppendStatements.WriteBeside(_connection, groups, readModels, told);
            await write.ExecuteNonQueryAsync();
        }
        catch (PostgresException exception) when (!exception.IsTransient)
        {
            throw new BatchRejectedException(IsUnique(exception) ? exception.ConstraintName ?? "" : null, exception);
        }
    }

    public async Task Abandon()
    {
        if (_connection is not { } connection)
            return;
        try
        {
            // The server may still be inside the failed SQL transaction, or not be there at all.
            if (connection.FullState == ConnectionState.Open)
            {
                await using var rollback = new NpgsqlCommand("rollback", connection);
                await rollback.ExecuteNonQueryAsync();
                return;
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // Not to be had any more; a new connection is opened for the next batch.
        }

        _connection = null;
        await connection.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    private static bool IsUnique(PostgresException exception) => exception.SqlState == PostgresErrorCodes.UniqueViolation;
}
