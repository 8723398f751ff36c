using System.Globalization;

namespace LedgerPortal.Businesses;

/// <summary>Twelve months from the first day of a month: April to March in India.</summary>
/// <param name="StartYear">The calendar year in which it starts; this is the year that number series are kept by.</param>
/// <param name="StartMonth">1 to 12.</param>
public readonly record struct FinancialYear(int StartYear, int StartMonth)
{
    public DateOnly FirstDay => new(StartYear, StartMonth, 1);

    public DateOnly LastDay => FirstDay.AddYears(1).AddDays(-1);

    public static FinancialYear Of(DateOnly date, int startMonth) =>
        new(date.Month >= startMonth ? date.Year : date.Year - 1, startMonth);

    /// <summary><c>2025-26</c>, or <c>2025</c> when it is the calendar year.</summary>
    public override string ToString()
    {
        var year = StartYear.ToString("D4", CultureInfo.InvariantCulture);
        return StartMonth == 1 ? year : year + "-" + ((StartYear + 1) % 100).ToString("D2", CultureInfo.InvariantCulture);
    }
}
