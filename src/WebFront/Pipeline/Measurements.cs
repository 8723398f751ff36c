using System.Diagnostics.Metrics;
using LedgerPortal.Database;
using LedgerPortal.Journal;

namespace LedgerPortal.Pipeline;

/// <summary>What the processes that serve pages measure of themselves, beside <see cref="Instruments"/>.</summary>
internal static class Measurements
{
    private static readonly Meter Meter = new(Instruments.Name);

    private static readonly UpDownCounter<int> Connections = Meter.CreateUpDownCounter<int>(
        "ledgerportal.connections", "{connection}", "Open pages that are told of changes.");

    private static readonly Counter<long> Differences = Meter.CreateCounter<long>(
        "ledgerportal.reconciliation.differences", "{topic}", "Pages that the comparison with the books found behind.");

    public static void Connected(int change) => Connections.Add(change);

    public static void FoundBehind() => Differences.Add(1);
}

/// <summary>
/// How many obligations between grains wait, and for how long the oldest is overdue. They are of the database, not of the
/// process: each process tells the same.
/// </summary>
internal sealed class OutboxGauges(Databases databases, TimeProvider time, ILogger<OutboxGauges> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private Reading _now;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = new Meter(Instruments.Name);
        meter.CreateObservableGauge("ledgerportal.outbox.depth", Depth, "{obligation}", "Obligations that are not done yet.");
        meter.CreateObservableGauge("ledgerportal.outbox.age", () => _now.OldestSeconds, "s", "How long the oldest is due.");
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                _now = await Read(stoppingToken);
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("The outbox could not be counted: {Reason}", failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<long>> Depth() =>
    [
        new(_now.Waiting, new KeyValuePair<string, object?>("state", "waiting")),
        new(_now.SetAside, new KeyValuePair<string, object?>("state", "set aside")),
    ];

    private async Task<Reading> Read(CancellationToken cancellation)
    {
        await using var command = databases.Writer.CreateCommand(
            """
            select count(*) filter (where set_aside_at is null and (not_before is null or due_at <= now())), count(*) filter (where set_aside_at is not null),
              coalesce(extract(epoch from now() - min(due_at) filter (where set_aside_at is null and due_at <= now())), 0)::float8
            from journal.outbox
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new Reading(reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2));
    }

    private readonly record struct Reading(long Waiting, long SetAside, double OldestSeconds);
}
