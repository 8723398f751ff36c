using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LedgerPortal.Portal;

public sealed class StatementPeriodTests
{
    private static readonly DateOnly Today = new(2026, 3, 31);

    [Theory]
    [InlineData("?period=this-month", "2026-03-01", "2026-03-31")]
    [InlineData("?period=last-month", "2026-02-01", "2026-02-28")]
    [InlineData("?period=this-year", "2025-04-01", "2026-03-31")]
    [InlineData("?period=last-year", "2024-04-01", "2025-03-31")]
    [InlineData("", "2025-04-01", "2026-03-31")]
    [InlineData("?period=nonsense", "2025-04-01", "2026-03-31")]
    [InlineData("?period=custom&from=2026-01-05&to=2026-02-10", "2026-01-05", "2026-02-10")]
    [InlineData("?period=custom&from=2026-02-10&to=2026-01-05", "2026-01-05", "2026-02-10")]
    [InlineData("?period=custom&from=2026-02-30&to=", "2025-04-01", "2026-03-31")]
    [InlineData("?period=custom&from=0001-01-01&to=9999-12-31", "2025-04-01", "2026-03-31")]
    public void An_address_says_the_period(string address, string from, string to)
    {
        var period = StatementPeriod.Read(new QueryCollection(QueryHelpers.ParseQuery(address)), Today, 4);
        Assert.Equal((DateOnly.Parse(from), DateOnly.Parse(to)), (period.From, period.To));
    }

    [Fact]
    public void The_financial_year_begins_when_the_business_says()
    {
        var aprilFirst = new DateOnly(2026, 4, 1);
        Assert.Equal(aprilFirst, StatementPeriod.Of(PeriodName.ThisYear, aprilFirst, 4).From);
        Assert.Equal(new DateOnly(2026, 1, 1), StatementPeriod.Of(PeriodName.ThisYear, aprilFirst, 1).From);
        Assert.Equal("2026", StatementPeriod.Of(PeriodName.ThisYear, aprilFirst, 1).Year.ToString());
    }
}
