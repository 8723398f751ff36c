namespace LedgerPortal.Imports;

public sealed class DateTextTests
{
    [Theory]
    [InlineData("2026-03-31")]
    [InlineData("2026-03-31 08:26:00")]
    [InlineData("2026-03-31T08:26:00Z")]
    [InlineData("20260331")]
    [InlineData("2026/03/31")]
    [InlineData("31-03-2026")]
    [InlineData("31/3/26")]
    [InlineData("31.03.2026")]
    [InlineData("31-Mar-2026")]
    [InlineData("31-MARCH-26 10:15")]
    public void Dates_are_read_as_people_write_them(string text) =>
        Assert.Equal(new DateOnly(2026, 3, 31), DateText.Read(text, DateOrder.DayFirst));

    [Fact]
    public void A_T_in_the_name_of_a_month_is_no_time() =>
        Assert.Equal(new DateOnly(2026, 10, 1), DateText.Read("1-OCT-2026", DateOrder.DayFirst));

    [Fact]
    public void The_order_of_the_file_says_which_number_is_the_day()
    {
        Assert.Equal(new DateOnly(2010, 12, 1), DateText.Read("12/1/2010 8:26", DateOrder.MonthFirst));
        Assert.Equal(new DateOnly(2010, 1, 12), DateText.Read("12/1/2010 8:26", DateOrder.DayFirst));
    }

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("0/1/2026")]
    [InlineData("31-Foo-2026")]
    [InlineData("today")]
    [InlineData("")]
    [InlineData("2026-03")]
    [InlineData("1-2-3-4")]
    public void Impossible_dates_are_no_dates(string text) => Assert.Null(DateText.Read(text, DateOrder.DayFirst));

    [Theory]
    [InlineData("13/1/2010", DateOrder.DayFirst)]
    [InlineData("1/13/2010 8:26", DateOrder.MonthFirst)]
    public void A_number_above_twelve_is_the_day(string text, object order) => Assert.Equal(order, DateText.OrderOf(text));

    [Theory]
    [InlineData("12/1/2010")]
    [InlineData("2010-13-01")]
    [InlineData("NA")]
    public void Other_dates_do_not_say(string text) => Assert.Null(DateText.OrderOf(text));
}
