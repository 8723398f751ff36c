using LedgerPortal.Database;

namespace LedgerPortal.Testing;

/// <summary>For <c>IClassFixture&lt;DatabaseFixture&gt;</c>: one fresh, migrated database per test class.</summary>
public sealed class DatabaseFixture : IAsyncLifetime
{
    private TestDatabase? _database;

    public TestDatabase Database => _database!;

    public Databases Databases => Database.Databases;

    public async Task InitializeAsync() => _database = await PostgresServer.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
