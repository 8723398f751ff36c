using LedgerPortal.Parties;

namespace LedgerPortal.Portal;

public sealed class StatementTimesTests
{
    public static TheoryData<string> Zones =>
        ["Asia/Kolkata", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"];

    [Theory]
    [InlineData("2026-03-20T12:00:00Z", "2026-03-23T07:00:00Z")]
    // Clocks were put forward on the Sunday between.
    [InlineData("2026-03-27T12:00:00Z", "2026-03-30T06:00:00Z")]
    [InlineData("2026-10-20T12:00:00Z", "2026-10-26T07:00:00Z")]
    [InlineData("2026-03-30T05:59:59Z", "2026-03-30T06:00:00Z")]
    [InlineData("2026-03-30T06:00:00Z", "2026-04-06T06:00:00Z")]
    public void A_week_is_sent_on_monday_at_eight_as_clocks_stand_there(string after, string due) => Assert.Equal(
        DateTimeOffset.Parse(due, null),
        StatementTimes.Next(StatementRhythm.Weekly, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), DateTimeOffset.Parse(after, null)));

    [Theory]
    [InlineData("2026-11-22", "2026-11-09", "2026-11-15")]
    [InlineData("2026-11-23", "2026-11-16", "2026-11-22")]
    [InlineData("2026-11-25", "2026-11-16", "2026-11-22")]
    public void The_week_before_is_a_whole_one(string day, string from, string to) => Assert.Equal(
        (DateOnly.Parse(from, null), DateOnly.Parse(to, null)), StatementTimes.PeriodBefore(StatementRhythm.Weekly, DateOnly.Parse(day, null)));

    [Theory]
    [InlineData("2026-03-01", "2026-02-01", "2026-02-28")]
    [InlineData("2028-03-15", "2028-02-01", "2028-02-29")]
    [InlineData("2027-01-31", "2026-12-01", "2026-12-31")]
    public void The_month_before_is_a_whole_one(string day, string from, string to) => Assert.Equal(
        (DateOnly.Parse(from, null), DateOnly.Parse(to, null)), StatementTimes.PeriodBefore(StatementRhythm.Monthly, DateOnly.Parse(day, null)));

    /// <summary>Through years of changes of the clock: each day lies in one period, and each period is sent once.</summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public void Every_period_is_sent_once_and_none_is_left_out(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        foreach (var rhythm in Enum.GetValues<StatementRhythm>())
        {
            var moment = new DateTimeOffset(2025, 12, 30, 3, 0, 0, TimeSpan.Zero);
            DateOnly? last = null;
            while (moment.Year < 2029)
            {
                moment = StatementTimes.Next(rhythm, zone, moment);
                var local = TimeZoneInfo.ConvertTime(moment, zone);
                Assert.Equal((8, 0), (local.Hour, local.Minute));
                var (from, to) = StatementTimes.PeriodBefore(rhythm, DateOnly.FromDateTime(local.DateTime));
                Assert.True(last is null || from == last.Value.AddDays(1), $"{name}, {rhythm}: {from} does not follow {last}");
                last = to;
            }
        }
    }
}
