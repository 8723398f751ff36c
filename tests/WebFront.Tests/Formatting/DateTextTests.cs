namespace LedgerPortal.Formatting;

public sealed class DateTextTests
{
    [Theory]
    [InlineData(2026, 11, 5, "05 Nov 2026")]
    [InlineData(2026, 1, 31, "31 Jan 2026")]
    [InlineData(2024, 2, 29, "29 Feb 2024")]
    [InlineData(999, 12, 1, "01 Dec 0999")]
    public void A_date_names_its_month(int year, int month, int day, string expected) =>
        Assert.Equal(expected, DateText.Format(new DateOnly(year, month, day)));

    [Fact]
    public void Months_are_those_of_the_language()
    {
        string[] german = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"];
        Assert.Equal("05 Mär 2026", DateText.Format(new DateOnly(2026, 3, 5), german));
        Assert.Equal("05 Dez", DateText.DayAndMonth(new DateOnly(2026, 12, 5), german));
        Assert.Equal("Mai 2026", DateText.MonthAndYear(new DateOnly(2026, 5, 1), german));
    }

    [Fact]
    public void A_moment_stands_in_the_zone_it_carries()
    {
        var moment = new DateTimeOffset(2026, 11, 5, 23, 5, 9, TimeSpan.FromHours(5.5));
        Assert.Equal("05 Nov 2026, 23:05", DateText.Moment(moment));
        Assert.Equal("23:05", DateText.Time(moment));
        Assert.Equal("2026-11-05T17:35:09Z", DateText.Machine(moment));
    }

    [Theory]
    [InlineData(21, 0)]
    [InlineData(24, 3)]
    [InlineData(20, -1)]
    public void Days_count_from_today(int dueDay, int expected) =>
        Assert.Equal(expected, DateText.DaysUntil(new DateOnly(2026, 11, dueDay), new DateOnly(2026, 11, 21)));
}
