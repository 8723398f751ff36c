using LedgerPortal.Pipeline;
using LedgerPortal.Roots;
using Npgsql;

namespace LedgerPortal.Proofs;

/// <summary>
/// Once an hour a root of all ledgers goes into a file outside the database. Of several processes one does it; should that
/// one end, another takes over within a minute.
/// </summary>
internal sealed class RootWriting(LedgerRoots roots, TimeProvider time, ILogger<RootWriting> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Look, time);
        do
        {
            try
            {
                await roots.MakeWhenDue(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException && Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("The root of all ledgers waits for a minute: {Reason}", failure.Message);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                log.LogError("The root of all ledgers could not be written: {Reason}", failure.Message);
            }
        }
        while (await minute.WaitForNextTickAsync(stoppingToken));
    }
}
