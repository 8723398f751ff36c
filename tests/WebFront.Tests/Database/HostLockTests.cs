using LedgerPortal.Testing;

namespace LedgerPortal.Database;

public sealed class HostLockTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task It_may_be_let_go_twice_and_the_next_host_has_it()
    {
        var connection = fixture.Databases.ConnectionString;
        var held = await HostLock.TakeAsync(connection, isShared: false, CancellationToken.None);
        await held.DisposeAsync();
        await held.DisposeAsync();
        await using var next = await HostLock.TakeAsync(connection, isShared: false, CancellationToken.None);
        Assert.False(next.Lost.IsCompleted);
    }
}
