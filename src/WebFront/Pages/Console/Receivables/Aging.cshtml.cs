using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Receivables;

/// <summary><c>/console/aging</c>: how old what is open is, of every party and in total, as of today or another day.</summary>
public sealed class AgingPage(Desk desk) : ConsolePage(desk)
{
    private const int PageRows = 100;

    private const string Lines =
        $"""
        with aging as ({LedgerQueries.AgingByParty})
        select p.name, a.*, count(*) over ()::int as parties
        from aging a join read.party p on p.business = @business and p.party = a.party
        where a.currency = @currency
        order by lower(p.name), a.party limit @limit offset @offset
        """;

    public DateOnly AsOf { get; private set; }

    public Currency Currency { get; private set; }

    /// <summary>One a currency; never added to each other.</summary>
    public IReadOnlyList<AgingTotalsRow> Totals { get; private set; } = [];

    /// <summary>Null when nothing is open.</summary>
    public AgingTotalsRow? Total { get; private set; }

    /// <summary>With open items in the currency.</summary>
    public int Parties { get; private set; }

    public IReadOnlyList<AgingLine> PageLines { get; private set; } = [];

    public long Position { get; private set; }

    public long First { get; private set; }

    public long Last => First + PageLines.Count - 1;

    public string? Previous { get; private set; }

    public string? Next { get; private set; }

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet(Currency currency)
    {
        await using var read = await Open(keepsPlans: true);
        AsOf = LedgerAging.Day(Request.Query["asOf"], Today);
        Totals = await read.Rows<AgingTotalsRow>(LedgerQueries.AgingTotals, new { business = BusinessId, asOf = AsOf });
        Total = Totals.FirstOrDefault(row => row.Currency == currency)
            ?? Totals.FirstOrDefault(row => row.Currency == Business.Details.Currency)
            ?? (Totals.Count > 0 ? Totals[0] : null);
        Currency = Total?.Currency ?? Business.Details.Currency;
        var page = int.TryParse(Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, 10_000)
            : 1;
        First = (page - 1L) * PageRows + 1;
        var lines = await read.Rows<Row>(Lines, new
        {
            business = BusinessId,
            asOf = AsOf,
            currency = Currency,
            limit = PageRows,
            offset = First - 1,
        });
        // Behind the end nothing says how many there are.
        if (lines.Count == 0 && page > 1)
            return Redirect(Addresses.With(Request, ("page", null)));
        Parties = lines.Count > 0 ? lines[0].Parties : 0;
        PageLines = [.. lines.Select(row => new AgingLine(row.Party, row.Name, row.Aging))];
        Previous = page > 1 ? Addresses.With(Request, ("page", $"{page - 1}")) : null;
        Next = Parties > Last ? Addresses.With(Request, ("page", $"{page + 1}")) : null;
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_Aging");
    }

    /// <summary>The party's ledger up to the day.</summary>
    public string UrlOf(PartyId party) =>
        $"{ConsolePlaces.Party(party)}/aging?currency={Currency}" + (AsOf == Today ? "" : $"&asOf={DateText.Machine(AsOf)}");

    private sealed record Row(
        string Name, PartyId Party, Currency Currency, long NotDueMinor, long Days1To30Minor, long Days31To60Minor,
        long Days61To90Minor, long Days91To120Minor, long Over120Minor, long UnappliedMinor, long NotDueDisputedMinor,
        long Days1To30DisputedMinor, long Days31To60DisputedMinor, long Days61To90DisputedMinor, long Days91To120DisputedMinor,
        long Over120DisputedMinor, int Parties)
    {
        public AgingRow Aging => new(
            Party, Currency, NotDueMinor, Days1To30Minor, Days31To60Minor, Days61To90Minor, Days91To120Minor, Over120Minor,
            UnappliedMinor, NotDueDisputedMinor, Days1To30DisputedMinor, Days31To60DisputedMinor, Days61To90DisputedMinor,
            Days91To120DisputedMinor, Over120DisputedMinor);
    }
}

/// <summary>A party's row.</summary>
public sealed record AgingLine(PartyId Party, string Name, AgingRow Aging);
