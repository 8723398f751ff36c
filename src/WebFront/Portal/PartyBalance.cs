using Dapper;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>What a party owes in one currency, how old it is, and what came in: the top of the portal.</summary>
/// <param name="Version">Of the ledger; 0 while it has no entry.</param>
/// <param name="Cards">Null while the ledger has no entry.</param>
/// <param name="Others">The balances in other currencies; never added to this one.</param>
/// <param name="CreditNotes">Of this financial year; null when they are not shown.</param>
/// <param name="Held">Post-dated payments: in no figure before their day.</param>
/// <param name="Since">Null in a first visit, and when nothing has changed since the last one.</param>
public sealed record PartyBalance(
    Currency Currency,
    long Version,
    Money Balance,
    CardsRow? Cards,
    AgingRow? Aging,
    IReadOnlyList<Money> Others,
    CreditNotesOfYear? CreditNotes,
    SinceLastVisit? Since,
    IReadOnlyList<HeldLine> Held)
{
    public Money Overdue => new(Cards?.OverdueMinor ?? 0, Currency);

    public Money Disputed => new(Cards?.DisputedMinor ?? 0, Currency);

    /// <summary>Paid in advance, returned, or paid too much: not yet set against an invoice.</summary>
    public Money Unapplied => new(Aging?.UnappliedMinor ?? 0, Currency);

    public Money PaidThisYear => new(Cards?.ReceivedMinor ?? 0, Currency);

    /// <summary>Not due, 1–30, 31–60, 61–90, 91–120, over 120 days.</summary>
    public IReadOnlyList<long> Columns => Aging is null
        ? [0, 0, 0, 0, 0, 0]
        :
        [
            Aging.NotDueMinor, Aging.Days1To30Minor, Aging.Days31To60Minor, Aging.Days61To90Minor, Aging.Days91To120Minor,
            Aging.Over120Minor,
        ];

    /// <summary>All that is open, before unapplied credit is taken off.</summary>
    public Money Outstanding => new(Columns.Sum(), Currency);

    /// <summary>The aging is as of today; what is dated later is in the balance already.</summary>
    public Money DatedLater => new(Balance.Minor - (Aging?.BalanceMinor ?? 0), Currency);

    /// <summary>Five queries, to be asked with <see cref="Parameters"/> and read by <see cref="Take"/>.</summary>
    public static string Sql { get; } =
        $"{LedgerQueries.Cards};\n{LedgerQueries.Aging};\n{CreditNotesSql};\n{HeldLine.Sql};\n{SinceLastVisit.Sql}";

    public static object Parameters(PortalVisit visit, Currency currency) => new
    {
        business = visit.Session.Business,
        party = visit.Session.Party,
        parties = visit.Parties,
        currency,
        today = visit.Today,
        asOf = visit.Today,
        yearStart = visit.FinancialYear.FirstDay,
        session = visit.Session.Id,
    };

    public static async Task<PartyBalance> Take(SqlMapper.GridReader results, PortalVisit visit, Currency currency)
    {
        var ledgers = (await results.ReadAsync<CardsRow>()).AsList();
        var aging = await results.ReadSingleOrDefaultAsync<AgingRow>();
        var creditNotes = await results.ReadSingleAsync<CreditNotesOfYear>();
        var held = (await results.ReadAsync<HeldLine>()).AsList();
        var cards = ledgers.Find(ledger => ledger.Currency == currency);
        var since = await SinceLastVisit.Take(results, currency, cards?.BalanceMinor ?? 0);
        return new PartyBalance(
            currency,
            cards?.Version ?? 0,
            new Money(cards?.BalanceMinor ?? 0, currency),
            cards,
            aging,
            [.. ledgers.Where(ledger => ledger != cards).Select(ledger => new Money(ledger.BalanceMinor, ledger.Currency))],
            visit.Settings.ShowCreditNotes && creditNotes.Count > 0 ? creditNotes : null,
            // What each entry was is the ledger's, which the business may not show.
            visit.Settings.ShowStatement ? since : null,
            held);
    }

    private const string CreditNotesSql =
        """
        select count(*)::int as count, coalesce(sum(total_minor), 0)::bigint as total_minor
        from read.credit_note
        where business = @business and party = @party and currency = @currency and document_date between @yearStart and @today
        """;
}

public sealed record CreditNotesOfYear(int Count, long TotalMinor);
