using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.Documents;

public class NumberingTests
{
    private static readonly Numbering Right = new("invoice", "INV/{yy}-{yy+1}/{000000}", 2025, 1);

    [Theory]
    [InlineData(2025, 3, 31, 4, 2024)]
    [InlineData(2025, 4, 1, 4, 2025)]
    [InlineData(2025, 12, 31, 1, 2025)]
    [InlineData(2025, 1, 1, 1, 2025)]
    [InlineData(2025, 12, 1, 12, 2025)]
    public void A_financial_year_is_named_by_the_year_it_starts_in(int year, int month, int day, int startMonth, int startYear)
    {
        var date = new DateOnly(year, month, day);
        var financialYear = FinancialYear.Of(date, startMonth);
        Assert.Equal(startYear, financialYear.StartYear);
        Assert.InRange(date, financialYear.FirstDay, financialYear.LastDay);
        Assert.Equal(financialYear.LastDay.AddDays(1), (financialYear with { StartYear = startYear + 1 }).FirstDay);
    }

    [Fact]
    public void A_pattern_without_a_year_goes_on_from_year_to_year()
    {
        var details = new BusinessDetails
        {
            Name = "Sahyadri Traders",
            LegalName = "Sahyadri Traders LLP",
            Address = new Address(null, null, null, null, null, "IN"),
            TaxScheme = TaxScheme.None,
            Currency = Currency.Parse("INR"),
            TimeZone = "Asia/Kolkata",
            FinancialYearStartMonth = 4,
            CreditNoteSeries = new SeriesSettings("CN-{00000}", 41),
        };
        Assert.Equal(
            new Numbering("invoice", "INV/{yy}-{yy+1}/{000000}", 2024, 1), details.InvoiceNumbering(new DateOnly(2025, 3, 31)));
        Assert.Equal(new Numbering("credit-note", "CN-{00000}", 0, 41), details.CreditNoteNumbering(new DateOnly(2025, 3, 31)));
        Assert.Equal("receipt", details.ReceiptNumbering(new DateOnly(2025, 3, 31)).Series);
    }

    [Fact]
    public void The_day_is_the_day_at_the_business()
    {
        var details = new BusinessDetails
        {
            Name = "Sahyadri Traders",
            LegalName = "Sahyadri Traders LLP",
            Address = new Address(null, null, null, null, null, "IN"),
            TaxScheme = TaxScheme.None,
            Currency = Currency.Parse("INR"),
            TimeZone = "Asia/Kolkata",
            FinancialYearStartMonth = 4,
        };
        var evening = new DateTimeOffset(2025, 3, 31, 18, 30, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2025, 4, 1), details.DayOf(evening));
        Assert.Equal(new DateOnly(2025, 3, 31), details.DayOf(evening.AddSeconds(-1)));
    }

    [Fact]
    public void A_numbering_is_checked_in_the_order_of_its_fields()
    {
        Assert.Null(DocumentRules.Check(Right, "numbering"));
        Assert.Null(DocumentRules.Check(Right with { Pattern = "INV-{0000}", FinancialYear = 0 }, "numbering"));
        Assert.Equal(RefusalCode.FieldRequired, DocumentRules.Check((Numbering?)null, "numbering")?.Code);
        Assert.Equal("numbering.series", DocumentRules.Check(Right with { Series = "a/b" }, "numbering")?.Field);
        Assert.Equal("numbering.pattern", DocumentRules.Check(Right with { Pattern = "INV" }, "numbering")?.Field);
        Assert.Equal("numbering.financialYear", DocumentRules.Check(Right with { FinancialYear = 0 }, "numbering")?.Field);
        Assert.Equal(RefusalCode.NextNumberTooLow, DocumentRules.Check(Right with { FirstNumber = 0 }, "numbering")?.Code);
        Assert.Equal(
            "numbering.nextNumber", DocumentRules.Check(Right with { FirstNumber = 10_000_000_000 }, "numbering")?.Field);
    }
}
