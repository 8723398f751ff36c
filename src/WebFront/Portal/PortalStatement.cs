using System.Globalization;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>A place in a statement: the last entry of a page.</summary>
public readonly record struct StatementKey(DateOnly Date, long Entry)
{
    public static StatementKey? Parse(string? text)
    {
        var parts = text?.Split('~');
        return parts is { Length: 2 }
            && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? new StatementKey(date, entry)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DateText.Machine(Date)}~{Entry}");
}

/// <summary>The entries of a period between an opening and a closing balance, in one currency.</summary>
/// <param name="Ledger">Null while it has no entry.</param>
/// <param name="Rows">A page of them, from <paramref name="After"/> on.</param>
/// <param name="Next">The last row of this page when there is more; null at the period's end.</param>
public sealed record PortalStatement(
    Currency Currency,
    StatementPeriod Period,
    LedgerRow? Ledger,
    StatementTotals Totals,
    IReadOnlyList<StatementRow> Rows,
    StatementKey? After,
    StatementKey? Next)
{
    public const int PageSize = 50;

    /// <summary>What one printed statement holds: some hundred pages of paper.</summary>
    public const int PrintSize = 4_000;

    /// <summary>A page that is fetched again goes to where it ended, and may have grown meanwhile; so far, then it is cut.</summary>
    private const int MaxGrown = 400;

    public long Position => Ledger?.Version ?? 0;

    public Money Opening => new(Totals.OpeningMinor, Currency);

    public Money Closing => new(Totals.ClosingMinor, Currency);

    public Money Debits => new(Totals.DebitMinor, Currency);

    public Money Credits => new(Totals.CreditMinor, Currency);

    /// <param name="through">The last row of the page as it was first shown: one that is fetched again ends there.</param>
    /// <param name="size">Rows of a page.</param>
    public static async Task<PortalStatement> Read(
        ScopedRead read,
        BusinessId business,
        PartyId party,
        Currency currency,
        StatementPeriod period,
        StatementKey? after,
        StatementKey? through,
        int size = PageSize)
    {
        var limit = through is null ? size : MaxGrown;
        await using var results = await read.Results(
            $"{LedgerQueries.Ledgers};\n{LedgerQueries.StatementTotals};\n{LedgerQueries.Statement}",
            new
            {
                business,
                party,
                currency,
                from = period.From,
                to = period.To,
                afterDate = after?.Date,
                afterEntry = after?.Entry,
                // One more tells whether there is more.
                limit = limit + 1,
            });
        var ledgers = (await results.ReadAsync<LedgerRow>()).AsList();
        var totals = await results.ReadSingleAsync<StatementTotals>();
        var rows = (await results.ReadAsync<StatementRow>()).AsList();
        if (through is { } last)
            rows.RemoveAll(row => row.DocumentDate > last.Date || (row.DocumentDate == last.Date && row.Entry > last.Entry));
        var hasMore = rows.Count > limit;
        if (hasMore)
            rows.RemoveRange(limit, rows.Count - limit);
        return new PortalStatement(
            currency, period, ledgers.Find(ledger => ledger.Currency == currency), totals, rows, after,
            hasMore && through is null ? new StatementKey(rows[^1].DocumentDate, rows[^1].Entry) : null);
    }
}
