using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Consoles;

/// <summary>
/// A page of a ledger over a period, with the balance before and after it. The period comes from the address: <c>from</c>
/// and <c>to</c>, or one of the usual ones by name; the present financial year when it says nothing.
/// </summary>
/// <param name="Name">Of a usual period; null when its days were chosen.</param>
/// <param name="Next">Where the entries go on; null at their end.</param>
public sealed record LedgerPeriod(
    string? Name,
    DateOnly From,
    DateOnly To,
    StatementTotals Totals,
    IReadOnlyList<StatementRow> Rows,
    bool IsStart,
    string? Next)
{
    private const int PageRows = 100;

    /// <summary>The same period in the address of another page about the ledger.</summary>
    public string Query(Currency currency) => Query(currency, From, To);

    /// <summary>The same period in the address of the statement, by the name that it has there.</summary>
    public string StatementQuery(Currency currency) => Name switch
    {
        "month" => $"?currency={currency}&period=this-month",
        "year" => $"?currency={currency}&period=this-year",
        "last-year" => $"?currency={currency}&period=last-year",
        _ => Query(currency) + "&period=custom",
    };

    public static string Query(Currency currency, DateOnly from, DateOnly to) =>
        FormattableString.Invariant($"?currency={currency}&from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");

    public static IReadOnlyList<string> Names { get; } = ["month", "quarter", "year", "last-year", "all"];

    public static async Task<LedgerPeriod> Read(
        ScopedRead read, HttpRequest request, BusinessId business, PartyId party, Currency currency,
        BusinessDetails details, DateOnly today)
    {
        var (name, from, to) = Of(request, details, today);
        var (afterDate, afterEntry) = After(request);
        var parameters = new { business, party, currency, from, to, afterDate, afterEntry, limit = PageRows + 1 };
        var totals = await read.Row<StatementTotals>(LedgerQueries.StatementTotals, parameters);
        var found = await read.Rows<StatementRow>(LedgerQueries.Statement, parameters);
        var rows = found.Take(PageRows).ToList();
        var next = found.Count > PageRows
            ? Addresses.With(request, ("part", null), ("ledger-after", FormattableString.Invariant($"{rows[^1].DocumentDate:yyyy-MM-dd}~{rows[^1].Entry}")))
            : null;
        return new LedgerPeriod(name, from, to, totals, rows, afterDate is null, next);
    }

    /// <summary>What the address says.</summary>
    public static (string? Name, DateOnly From, DateOnly To) Of(HttpRequest request, BusinessDetails details, DateOnly today)
    {
        var query = request.Query;
        if (FormReading.TryReadDate(query["from"].ToString(), out var from)
            && FormReading.TryReadDate(query["to"].ToString(), out var to) && from <= to)
            return (null, from, to);
        var year = details.FinancialYearOf(today);
        var monthStart = new DateOnly(today.Year, today.Month, 1);
        return query["period"].ToString() switch
        {
            "month" => ("month", monthStart, monthStart.AddMonths(1).AddDays(-1)),
            "quarter" => ("quarter", monthStart.AddMonths(-2), monthStart.AddMonths(1).AddDays(-1)),
            "last-year" => ("last-year", year.FirstDay.AddYears(-1), year.FirstDay.AddDays(-1)),
            "all" => ("all", new DateOnly(1990, 1, 1), new DateOnly(2099, 12, 31)),
            _ => ("year", year.FirstDay, year.LastDay),
        };
    }

    private static (DateOnly? Date, long? Entry) After(HttpRequest request)
    {
        var parts = request.Query["ledger-after"].ToString().Split('~');
        return parts.Length == 2 && FormReading.TryReadDate(parts[0], out var date) && long.TryParse(parts[1], out var entry)
            ? (date, entry)
            : (null, null);
    }
}
