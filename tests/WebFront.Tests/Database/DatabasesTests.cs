using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Database;

public sealed class DatabasesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task A_writer_keeps_its_role_when_its_connection_comes_back_from_the_pool()
    {
        var database = fixture.Databases;
        for (var use = 0; use < 3; use++)
        {
            await using var connection = await database.Writer.OpenConnectionAsync();
            Assert.Equal("ledgerportal_writer", await CurrentUserAsync(connection));
        }
    }

    [Fact]
    public async Task No_role_but_the_owner_may_change_the_journal()
    {
        await using var command = fixture.Databases.Writer.CreateCommand("delete from journal.journal");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task A_reader_plays_a_role_for_one_SQL_transaction_and_then_the_portals_again()
    {
        await using (var connection = await fixture.Databases.Reader.OpenConnectionAsync())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var role = new NpgsqlCommand("set local role ledgerportal_console", connection);
            await role.ExecuteNonQueryAsync();
            Assert.Equal("ledgerportal_console", await CurrentUserAsync(connection));
            await transaction.CommitAsync();
        }
        await using var next = await fixture.Databases.Reader.OpenConnectionAsync();
        Assert.Equal("ledgerportal_portal", await CurrentUserAsync(next));
    }

    private static async Task<string> CurrentUserAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select current_user::text", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
