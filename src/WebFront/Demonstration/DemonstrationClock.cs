namespace LedgerPortal.Demonstration;

/// <summary>
/// The clock of the year that the demonstration tells. Everything in the journal has the moment at which it would have been
/// recorded; timers and waits are those of the real clock.
/// </summary>
internal sealed class DemonstrationClock(TimeZoneInfo zone) : TimeProvider
{
    private DateTimeOffset _now;

    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Begins a day at the hour at which the office opens.</summary>
    public void Begin(DateOnly day)
    {
        var opens = day.ToDateTime(new TimeOnly(9, 30));
        _now = new DateTimeOffset(opens, zone.GetUtcOffset(opens)).ToUniversalTime();
    }

    /// <summary>Between one act and the next.</summary>
    public void Pass(TimeSpan time) => _now += time;
}
