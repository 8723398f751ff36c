using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Pipeline;

public sealed class FailuresTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task A_query_that_was_given_up_is_no_database_that_is_away()
    {
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await using var command = fixture.Databases.Owner.CreateCommand("select pg_sleep(30)");
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteNonQueryAsync(giveUp.Token));
        Assert.False(Failures.IsDatabaseAway(failure));
    }

    [Fact]
    public async Task A_query_whose_connection_was_ended_is_one()
    {
        await using var command = fixture.Databases.Owner.CreateCommand("select pg_terminate_backend(pg_backend_pid())");
        var failure = await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync());
        Assert.True(Failures.IsDatabaseAway(failure));
    }
}
