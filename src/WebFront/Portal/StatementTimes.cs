using LedgerPortal.Parties;

namespace LedgerPortal.Portal;

/// <summary>When scheduled statements are sent, and of which days: at eight in the morning, as clocks stand at the business.</summary>
public static class StatementTimes
{
    private static readonly TimeOnly Hour = new(8, 0);

    /// <summary>The first moment after another one at which a statement is due.</summary>
    public static DateTimeOffset Next(StatementRhythm rhythm, TimeZoneInfo zone, DateTimeOffset after)
    {
        var day = FirstDay(rhythm, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime));
        var moment = Moment(day, zone);
        return moment > after ? moment : Moment(FirstDay(rhythm, day.AddDays(1)), zone);
    }

    /// <summary>The last whole week or month before a day.</summary>
    public static (DateOnly From, DateOnly To) PeriodBefore(StatementRhythm rhythm, DateOnly day)
    {
        if (rhythm == StatementRhythm.Weekly)
        {
            var monday = day.AddDays(-DaysSinceMonday(day));
            return (monday.AddDays(-7), monday.AddDays(-1));
        }

        var first = new DateOnly(day.Year, day.Month, 1);
        return (first.AddMonths(-1), first.AddDays(-1));
    }

    /// <summary>The day itself, or the next Monday or first of a month.</summary>
    private static DateOnly FirstDay(StatementRhythm rhythm, DateOnly day)
    {
        if (rhythm == StatementRhythm.Weekly)
            return day.AddDays((7 - DaysSinceMonday(day)) % 7);
        return day.Day == 1 ? day : new DateOnly(day.Year, day.Month, 1).AddMonths(1);
    }

    private static int DaysSinceMonday(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;

    private static DateTimeOffset Moment(DateOnly day, TimeZoneInfo zone)
    {
        var clock = day.ToDateTime(Hour);
        // Where clocks are put forward over this hour, it is an hour later.
        if (zone.IsInvalidTime(clock))
            clock = clock.AddHours(1);
        return new DateTimeOffset(clock, zone.GetUtcOffset(clock)).ToUniversalTime();
    }
}
