using LedgerPortal.Commands;
using LedgerPortal.Database;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Hosting;

/// <summary>Silos share a database; the embedded edition is alone on it.</summary>
public sealed class HostAdmissionTests
{
    private static readonly HostAdmission Shared = new(true, HostAdmission.Alone.Migrations, 20);

    [Fact]
    public async Task Silos_share_a_database_that_an_embedded_host_has_alone()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        using var folders = new TemporaryFolder();
        Task<Installation> Open(string folder, HostAdmission admission) => Installation.OpenAsync(
            new InstallationPlace(folders.Below(folder), database.ConnectionString), admission, CancellationToken.None);

        await using (await Open("silo-1", Shared))
        await using (await Open("silo-2", Shared))
        {
            var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => Open("embedded", HostAdmission.Alone));
            Assert.Contains("in use by another LedgerPortal", refusal.Message, StringComparison.Ordinal);
        }

        await using (await Open("embedded", HostAdmission.Alone))
            await Assert.ThrowsAsync<CommandFailedException>(() => Open("silo-1", Shared));
    }

    [Fact]
    public async Task A_silo_outlives_a_database_that_went_away()
    {
        await using var database = await PostgresServer.CreateDatabaseAsync();
        using var folders = new TemporaryFolder();
        await using var silo = await Installation.OpenAsync(
            new InstallationPlace(folders.Below("silo"), database.ConnectionString), Shared, CancellationToken.None);

        await using var watcher = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var end = watcher.CreateCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"))
            await end.ExecuteNonQueryAsync();

        // It has the lock again as soon as the server answers.
        await using var held = watcher.CreateCommand(
            "select count(*) from pg_locks l join pg_database d on d.oid = l.database " +
            "where l.locktype = 'advisory' and l.mode = 'ShareLock' and d.datname = current_database()");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await held.ExecuteScalarAsync(limit.Token) is not 1L)
            await Task.Delay(50, limit.Token);
        Assert.False(silo.Lost.IsCompleted);
        await using var alive = silo.Databases.Writer.CreateCommand("select 1");
        Assert.Equal(1, await alive.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_cluster_has_no_PostgreSQL_of_its_own()
    {
        using var folders = new TemporaryFolder();
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => Installation.OpenAsync(
            new InstallationPlace(folders.Below("silo"), null), Shared, CancellationToken.None));
        Assert.Contains("--postgres", refusal.Message, StringComparison.Ordinal);
    }
}
