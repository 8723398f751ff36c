using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>
/// The aging of one ledger as of a day, and the open items behind it: of one column when an address names one
/// (<c>?column=Days31To60</c>, <c>unapplied</c>), else all. For both sides.
/// </summary>
/// <param name="Aging">Null while the ledger has no entry.</param>
/// <param name="Column">Null for all.</param>
/// <param name="Version">Of the ledger; 0 while it has no entry.</param>
public sealed record LedgerAging(
    Currency Currency, DateOnly AsOf, DateOnly Today, AgingRow? Aging, string? Column, IReadOnlyList<OpenItemRow> Items, bool HasMore,
    long Version)
{
    public const string Unapplied = "unapplied";

    private const int MaxItems = 500;

    public static async Task<LedgerAging> Read(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, DateOnly today, IQueryCollection query)
    {
        var asOf = Day(query["asOf"], today);
        var column = query["column"].ToString() is { Length: > 0 } named && (named == Unapplied || AgingColumns.Names.Contains(named))
            ? named
            : null;
        var (dueFrom, dueTo) = column is null or Unapplied ? (null, null) : AgingColumns.DueDates(column, asOf);
        bool? isDebit = column is null ? null : column != Unapplied;
        var of = new { business, party, currency, asOf, isDebit, dueFrom, dueTo, limit = MaxItems + 1 };
        var ledger = (await read.Rows<LedgerRow>(LedgerQueries.Ledgers, of)).FirstOrDefault(row => row.Currency == currency);
        var aging = await read.RowOrNone<AgingRow>(LedgerQueries.Aging, of);
        var items = await read.Rows<OpenItemRow>(LedgerQueries.OpenItemsDue, of);
        return new LedgerAging(
            currency, asOf, today, aging, column, [.. items.Take(MaxItems)], items.Count > MaxItems, ledger?.Version ?? 0);
    }

    /// <summary>Today when it is no day, or one on which no document can be dated.</summary>
    public static DateOnly Day(string? text, DateOnly today) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day >= Fields.EarliestDate && day <= Fields.LatestDate
            ? day
            : today;
}
