using Dapper;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>What a party owes in one currency, how old it is, and what came in: the top of the portal.</summary>
/// <param name="Version">Of the ledger; 0 while it has no entry.</param>
/// <param name="Figures">Null while the ledger has no entry.</param>
/// <param name="Others">The balances in other currencies; never added to this one.</param>
/// <param name="CreditNotes">Of this financial year; null when they are not shown.</param>
/// <param name="Held">Post-dated payments: in no figure before their day.</param>
/// <param name="Since">Null in a first visit, and when nothing has changed since the last one.</param>
public sealed record PartyBalance(
    Currency Currency,
    long Version,
    Money Balance,
    FiguresRow? Figures,
    IReadOnlyList<Money> Others,
    CreditNotesOfYear? CreditNotes,
    SinceLastVisit? Since,
    IReadOnlyList<HeldLine> Held)
{
    public Money Overdue => new(Figures?.OverdueMinor ?? 0, Currency);

    public Money Disputed => new(Figures?.DisputedMinor ?? 0, Currency);

    /// <summary>Paid in advance, returned, or paid too much: not yet set against an invoice.</summary>
    public Money Unapplied => new(Figures?.UnappliedMinor ?? 0, Currency);

    public Money PaidThisYear => new(Figures?.ReceivedMinor ?? 0, Currency);

    /// <summary>Not due, 1–30, 31–60, 61–90, 91–120, over 120 days.</summary>
    public IReadOnlyList<long> Columns { get; } = Figures is null
        ? [0, 0, 0, 0, 0, 0]
        :
        [
            Figures.NotDueMinor, Figures.Days1To30Minor, Figures.Days31To60Minor, Figures.Days61To90Minor,
            Figures.Days91To120Minor, Figures.Over120Minor,
        ];

    /// <summary>All that is open, before unapplied credit is taken off.</summary>
    public Money Outstanding => new(Columns.Sum(), Currency);

    /// <summary>The aging is as of today; what is dated later is in the balance already.</summary>
    public Money DatedLater => Balance - (Outstanding - Unapplied);

    /// <summary>
    /// The queries of what can be there at all, to be asked with <see cref="Parameters"/> and read by <see cref="Take"/>.
    /// </summary>
    public static IReadOnlyList<string> Sql(PortalVisit visit, Currency currency)
    {
        var sql = new List<string>(4);
        if (visit.HasHeld)
            sql.Add(HeldLine.Sql);
        if (visit.LedgerIn(currency) is { } ledger)
            sql.Add(ledger.LatestDate <= visit.Today ? LedgerQueries.FiguresOfLatest : LedgerQueries.Figures);
        if (ShowsCreditNotes(visit))
            sql.Add(CreditNotesSql);
        if (ChangedSince(visit, currency) is not null)
            sql.Add(SinceLastVisit.Sql);
        return sql;
    }

    public static object Parameters(PortalVisit visit, Currency currency) => new
    {
        business = visit.Session.Business,
        party = visit.Session.Party,
        parties = visit.Parties,
        currency,
        today = visit.Today,
        asOf = visit.Today,
        yearStart = visit.FinancialYear.FirstDay,
        visitBefore = visit.Session.VisitBefore,
    };

    public static async Task<PartyBalance> Take(SqlMapper.GridReader results, PortalVisit visit, Currency currency)
    {
        var ledger = visit.LedgerIn(currency);
        var balanceMinor = ledger?.BalanceMinor ?? 0;
        var held = visit.HasHeld ? (await results.ReadAsync<HeldLine>()).AsList() : [];
        var figures = ledger is null ? null : await results.ReadSingleAsync<FiguresRow>();
        var creditNotes = ShowsCreditNotes(visit) ? await results.ReadSingleAsync<CreditNotesOfYear>() : null;
        var since = ChangedSince(visit, currency) is { } at ? await SinceLastVisit.Take(results, currency, at, balanceMinor) : null;
        return new PartyBalance(
            currency,
            ledger?.Version ?? 0,
            new Money(balanceMinor, currency),
            figures,
            [.. visit.Ledgers.Where(other => other != ledger).Select(other => new Money(other.BalanceMinor, other.Currency))],
            creditNotes is { Count: > 0 } ? creditNotes : null,
            since,
            held);
    }

    private static bool ShowsCreditNotes(PortalVisit visit) => visit.Settings.ShowCreditNotes && visit.HasCreditNotes;

    /// <summary>
    /// The end of the last visit, when the ledger has changed since. What each entry was is the ledger's, which the business
    /// may not show.
    /// </summary>
    private static DateTimeOffset? ChangedSince(PortalVisit visit, Currency currency) =>
        visit.Settings.ShowStatement && visit.Session.VisitBefore is { } at && visit.LedgerIn(currency)?.UpdatedAt > at ? at : null;

    private const string CreditNotesSql =
        """
        select count(*)::int as count, coalesce(sum(total_minor), 0)::bigint as total_minor
        from read.credit_note
        where business = @business and party = @party and currency = @currency and document_date between @yearStart and @today
        """;
}

public sealed record CreditNotesOfYear(int Count, long TotalMinor);
