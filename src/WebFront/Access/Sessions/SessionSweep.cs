using LedgerPortal.Pipeline;

namespace LedgerPortal.Access;

/// <summary>Once an hour the sessions that ended more than a week ago are forgotten.</summary>
internal sealed class SessionSweep(Sessions sessions, TimeProvider time, ILogger<SessionSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hour.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.Sweep(stoppingToken);
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("Old sessions stay for another hour: {Reason}", failure.Message);
            }
        }
    }
}
