using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Pipeline;
using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace LedgerPortal.Live;

/// <summary>
/// Closes the open pages of sessions that ended: link revoked or renewed or expired, sharing off, portal off, signed
/// out, password changed. Asks the database more than once a second, and at once when the feed or this process says
/// that something may have ended; so it holds in every process and also when the message is lost.
/// </summary>
internal sealed class RevocationWatch(
    LiveConnections connections, IHubContext<LiveHub> hub, RevocationSignal signal, Databases databases,
    TimeProvider time, ILogger<RevocationWatch> log) : BackgroundService
{
    private const int MaxTogether = 5_000;

    /// <summary>With the question to the database and the farewell, a page is closed within a second.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(750);

    /// <summary>For the word "Closed" to leave; then the connection ends whether it did or not.</summary>
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before asking: a signal that comes while the database is asked makes it be asked again.
            var rung = signal.Rung;
            await CloseEnded(stoppingToken);
            await rung.WaitAsync(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CloseEnded(CancellationToken cancellation)
    {
        try
        {
            var open = connections.All
                .SelectMany(connection => connection.Sessions, (connection, session) => (session, connection))
                .ToLookup(pair => pair.session, pair => pair.connection);
            foreach (var sessions in open.Select(session => session.Key).Chunk(MaxTogether))
            {
                foreach (var ended in await Ended(sessions, cancellation))
                {
                    foreach (var connection in open[ended])
                        _ = Close(connection);
                }
            }
        }
        catch (Exception failure) when (Failures.IsDatabaseAway(failure))
        {
            log.LogWarning("Whether sessions have ended could not be asked: {Reason}", failure.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private async Task<List<Guid>> Ended(Guid[] sessions, CancellationToken cancellation)
    {
        await using var query = databases.Access.CreateCommand("select session from access.ended_sessions($1, $2)");
        query.Parameters.Add(new() { Value = sessions });
        query.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var ended = new List<Guid>();
        while (await rows.ReadAsync(cancellation))
            ended.Add(rows.GetGuid(0));
        return ended;
    }

    /// <summary>From its first step on nothing more is told to the page.</summary>
    private async Task Close(LiveConnection connection)
    {
        try
        {
            await connection.Close();
            var farewell = hub.Clients.Client(connection.Id).SendAsync("Closed");
            await Task.WhenAny(farewell, Task.Delay(FarewellTime));
            await Task.Delay(FarewellTime);
        }
        catch (Exception failure)
        {
            log.LogWarning(failure, "A page of an ended session was closed without a word");
        }
        finally
        {
            connection.Abort();
        }
    }
}
