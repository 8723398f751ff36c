using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.Formatting;

namespace LedgerPortal.Portal;

public enum PeriodName
{
    ThisMonth,
    LastMonth,
    ThisYear,
    LastYear,
    Custom,
}

/// <summary>From a day to a day, both included, and what people call it.</summary>
/// <param name="Year">When it is a financial year.</param>
public sealed record StatementPeriod(PeriodName Name, DateOnly From, DateOnly To, FinancialYear? Year = null)
{
    /// <summary>Documents can be dated ahead; a period that includes today goes to its own end.</summary>
    public static StatementPeriod Of(PeriodName name, DateOnly today, int yearStartMonth)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        var year = FinancialYear.Of(today, yearStartMonth);
        return name switch
        {
            PeriodName.ThisMonth => new(name, month, month.AddMonths(1).AddDays(-1)),
            PeriodName.LastMonth => new(name, month.AddMonths(-1), month.AddDays(-1)),
            PeriodName.LastYear => OfYear(name, year with { StartYear = year.StartYear - 1 }),
            _ => OfYear(PeriodName.ThisYear, year),
        };
    }

    /// <summary>
    /// As an address says it. Two days that were typed in the wrong order are put right; a day that is none is read as if
    /// it had not been said.
    /// </summary>
    public static StatementPeriod Read(IQueryCollection values, DateOnly today, int yearStartMonth)
    {
        if (values["period"] == NameInUrl(PeriodName.Custom))
        {
            var thisYear = Of(PeriodName.ThisYear, today, yearStartMonth);
            var from = Day(values["from"]) ?? thisYear.From;
            var to = Day(values["to"]) ?? (today > from ? today : from);
            return from <= to ? new(PeriodName.Custom, from, to) : new(PeriodName.Custom, to, from);
        }

        var name = Enum.GetValues<PeriodName>().FirstOrDefault(one => values["period"] == NameInUrl(one), PeriodName.ThisYear);
        return Of(name, today, yearStartMonth);
    }

    public string NameInUrl() => NameInUrl(Name);

    public static string NameInUrl(PeriodName name) => name switch
    {
        PeriodName.ThisMonth => "this-month",
        PeriodName.LastMonth => "last-month",
        PeriodName.ThisYear => "this-year",
        PeriodName.LastYear => "last-year",
        PeriodName.Custom => "custom",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static StatementPeriod OfYear(PeriodName name, FinancialYear year) => new(name, year.FirstDay, year.LastDay, year);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2200
        ? day
        : null;
}
