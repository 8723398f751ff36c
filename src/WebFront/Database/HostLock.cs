using LedgerPortal.Commands;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// Admits to a database either one host that is alone or any number that share it: a session's advisory lock on a
/// connection of its own. PostgreSQL lets it go when that connection ends, so that a killed host keeps nobody out. The
/// holder watches the connection: without the lock another kind of host may already be at work.
/// </summary>
internal sealed class HostLock : IAsyncDisposable
{
    // "ledger" as bytes. Distinct from the lock of the migrations.
    private const long Key = 0x6c_65_64_67_65_72_02;

    // The session of a host that was killed a moment ago may still be ending.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _released = new();
    private bool _isReleased;

    private HostLock(NpgsqlConnection connection)
    {
        _connection = connection;
        Lost = WatchAsync();
    }

    /// <summary>Ends when the lock was lost; never after <see cref="DisposeAsync"/>.</summary>
    public Task Lost { get; }

    /// <summary>Takes the lock, or refuses with a sentence when a host has it that does not suffer this one.</summary>
    public static async Task<HostLock> TakeAsync(
        string connectionString, bool isShared, CancellationToken cancellation)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "ledgerportal host",
            Pooling = false,
            // A database that silently went away (a cable, a frozen machine) is noticed after this many seconds.
            KeepAlive = 5,
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            for (var started = TimeProvider.System.GetTimestamp(); !await TryTakeAsync(connection, isShared, cancellation);)
            {
                if (TimeProvider.System.GetElapsedTime(started) > Patience)
                {
                    throw new CommandFailedException(
                        $"The database {settings.Database} is in use by another LedgerPortal; stop that one first.");
                }
                await Task.Delay(200, cancellation);
            }
            return new HostLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets it go. Safe to repeat: who takes the next one may be stopped between the two.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, true))
            return;
        await _released.CancelAsync();
        await Task.WhenAny(Lost, Task.Delay(TimeSpan.FromSeconds(1)));
        await _connection.DisposeAsync();
        _released.Dispose();
    }

    private static async Task<bool> TryTakeAsync(
        NpgsqlConnection connection, bool isShared, CancellationToken cancellation)
    {
        var function = isShared ? "pg_try_advisory_lock_shared" : "pg_try_advisory_lock";
        await using var command = new NpgsqlCommand($"select {function}({Key})", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private async Task WatchAsync()
    {
        var released = _released.Token;
        try
        {
            // Nothing is expected to arrive: the wait ends by an error when the connection does.
            while (true)
                await _connection.WaitAsync(released);
        }
        catch (OperationCanceledException) when (released.IsCancellationRequested)
        {
            await new TaskCompletionSource().Task;
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException)
        {
            // Lost.
        }
    }
}
