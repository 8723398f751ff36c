using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.TagHelpers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console;

/// <summary><c>/console</c>: how the business stands today, and what its customers are doing. A block for each currency.</summary>
public sealed class TodayPage(Desk desk, ContactVault vault) : ConsolePage(desk)
{
    private const int PartyRows = 12;
    private const int Months = 12;
    private const int HeldRows = 8;
    private const int HeldDays = 7;

    [BindProperty(Name = "show", SupportsGet = true)]
    public string? Named { get; set; }

    public string Chip => Named is "due" or "credit" or "not-shared" ? Named : "overdue";

    public IReadOnlyList<TodayView> Currencies { get; private set; } = [];

    public IReadOnlyList<FeedItem> Happenings { get; private set; } = [];

    public IReadOnlyList<PartyLine> Parties { get; private set; } = [];

    public IReadOnlyList<PartyCountsRow> Counts { get; private set; } = [];

    /// <summary>Post-dated payments that count within the next days, and those that should count already.</summary>
    public IReadOnlyList<HeldPaymentRow> Held { get; private set; } = [];

    public long Position { get; private set; }

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        var monthStart = new DateOnly(Today.Year, Today.Month, 1);
        var parties = new
        {
            business = BusinessId,
            today = Today,
            weekEnd = Today.AddDays(6),
            now = Now,
            search = (string?)null,
            rows = PartyRows,
        };
        var cards = await read.Rows<BusinessCardsRow>(LedgerQueries.BusinessCards, new
        {
            business = BusinessId,
            today = Today,
            yearStart = Business.Details.FinancialYearOf(Today).FirstDay,
        });
        var aging = await read.Rows<AgingTotalsRow>(LedgerQueries.AgingTotals, new { business = BusinessId, asOf = Today });
        var received = await read.Rows<ReceivedRow>(
            """
            select currency, date_trunc('month', day)::date as month, sum(received_minor)::bigint as received_minor,
              coalesce(sum(received_minor) filter (where extract(day from day) <= @dayOfMonth), 0)::bigint as to_date_minor
            from read.ledger_day
            where business = @business and day between @from and @today
            group by currency, date_trunc('month', day)
            """, new { business = BusinessId, from = monthStart.AddMonths(1 - Months), today = Today, dayOfMonth = Today.Day });
        Counts = await read.Rows<PartyCountsRow>(PartyLines.Counts(Chip), parties);
        Parties = await read.Rows<PartyLine>(
            $"""
            {PartyLines.Sql}
            select *, '' as sort_key from line where {PartyLines.Where(Chip)}
            order by overdue_minor desc, due_soon_minor desc, balance_minor desc, sort_name limit @rows
            """, parties);
        Held = await HeldPaymentRow.Until(read, BusinessId, Today.AddDays(HeldDays), HeldRows);
        Happenings = await Feed.Read(read, vault, BusinessId, HttpContext.RequestAborted);
        Position = await read.Position(Topic.Business) ?? 0;
        Currencies = [.. cards.Select(card => TodayView.Of(
            card, aging.FirstOrDefault(row => row.Currency == card.Currency),
            Counts.FirstOrDefault(row => row.Currency == card.Currency)?.Overdue ?? 0,
            [.. received.Where(row => row.Currency == card.Currency)], monthStart, Months))];
        return Shown("_Today");
    }
}

public sealed record ReceivedRow(Currency Currency, DateOnly Month, long ReceivedMinor, long ToDateMinor);

/// <summary>One currency's figures.</summary>
/// <param name="OverdueParties">How many are late.</param>
/// <param name="Collected">Twelve months, the running one last.</param>
/// <param name="CollectedBefore">In the month before, up to the same day.</param>
public sealed record TodayView(
    BusinessCardsRow Cards, AgingTotalsRow? Aging, long OverdueParties, IReadOnlyList<MonthAmount> Collected, long CollectedBefore)
{
    public Currency Currency => Cards.Currency;

    public long CollectedNow => Collected[^1].Minor;

    /// <summary>Overdue as a share of all that is open, before unapplied credit is taken off.</summary>
    public int OverduePercent => Percent(Cards.OverdueMinor, Aging is { } aging ? aging.BalanceMinor + aging.UnappliedMinor : 0);

    /// <summary>This month against the last one to the same day; null when there was nothing then.</summary>
    public int? Change => CollectedBefore > 0 ? Percent(CollectedNow, CollectedBefore) - 100 : null;

    public static TodayView Of(
        BusinessCardsRow cards, AgingTotalsRow? aging, long overdueParties, IReadOnlyList<ReceivedRow> received,
        DateOnly monthStart, int months)
    {
        var collected = Enumerable.Range(1 - months, months)
            .Select(monthStart.AddMonths)
            .Select(month => new MonthAmount(month, received.FirstOrDefault(row => row.Month == month)?.ReceivedMinor ?? 0));
        var before = received.FirstOrDefault(row => row.Month == monthStart.AddMonths(-1))?.ToDateMinor ?? 0;
        return new TodayView(cards, aging, overdueParties, [.. collected], before);
    }

    private static int Percent(long part, long whole) =>
        whole <= 0 ? 0 : (int)decimal.Round((decimal)part * 100 / whole, MidpointRounding.AwayFromZero);
}
