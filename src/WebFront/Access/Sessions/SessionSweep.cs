using LedgerPortal.Pipeline;

namespace LedgerPortal.Access;

/// <summary>Once an hour the sessions that ended more than a week ago are forgotten, and who asked for codes.</summary>
internal sealed class SessionSweep(
    Sessions sessions, SignInCodes codes, TimeProvider time, ILogger<SessionSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var hour = new PeriodicTimer(TimeSpan.FromHours(1), time);
        while (await hour.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sessions.Sweep(stoppingToken);
                await codes.Forget();
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("Old sessions stay for another hour: {Reason}", failure.Message);
            }
        }
    }
}
