using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Parties;

namespace LedgerPortal.Portal;

/// <summary>A look into the portal: whose session, at which business, as which party, on which day there.</summary>
/// <param name="Now">In the business's time zone.</param>
/// <param name="Ledgers">The party's, by currency; none with a document link, which sees no ledger.</param>
public sealed record PortalVisit(
    PortalSession Session,
    BusinessDetails Business,
    PortalSettings Settings,
    PartyDetails Party,
    IReadOnlyList<VisitedLedger> Ledgers,
    DateTimeOffset Now)
{
    public IReadOnlyList<Currency> Currencies { get; } = [.. Ledgers.Select(ledger => ledger.Currency)];

    /// <summary>Null while the ledger has no entry.</summary>
    public VisitedLedger? LedgerIn(Currency currency) => Ledgers.FirstOrDefault(ledger => ledger.Currency == currency);

    /// <summary>
    /// The party and those that were merged into it: their documents are its own, what is open of them stands in its ledger.
    /// </summary>
    public Guid[] Parties { get; init; } = [];

    /// <summary>The business's; null for one without.</summary>
    public LogoImage? Logo { get; init; }

    /// <summary>Whether any post-dated payment is kept for the party.</summary>
    public bool HasHeld { get; init; }

    public bool HasCreditNotes { get; init; }

    /// <summary>False with a document link: that one document is all there is, and nothing else is named or linked.</summary>
    public bool IsWholeParty => Session.Document is null;

    /// <summary>The day it is at the business: what is overdue follows from it, wherever the reader sits.</summary>
    public DateOnly Today { get; } = Business.DayOf(Now);

    public FinancialYear FinancialYear => Business.FinancialYearOf(Today);

    /// <summary>The business's own: documents' dates are days in it, and moments are written in it where no script runs.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Business.TimeZone);

    /// <summary>The currency that was asked for when there is a ledger in it, else the party's own, else the first.</summary>
    public Currency CurrencyFor(string? asked)
    {
        if (Currency.TryParse(asked, out var currency) && Currencies.Contains(currency))
            return currency;
        return Currencies.Count == 0 || Currencies.Contains(Party.Currency) ? Party.Currency : Currencies[0];
    }

    public static async Task<PortalVisit> Read(ScopedRead read, PortalSession session, DateTimeOffset now)
    {
        var row = await read.Row<Row>(
            $"""
            select b.details::text as business, b.portal::text as settings, p.details::text as party,
              (select json_agg(json_build_object('currency', l.currency, 'version', l.version, 'balanceMinor', l.balance_minor,
                  'latestDate', l.latest_date, 'updatedAt', l.updated_at) order by l.currency)::text
                from read.ledger l where l.business = p.business and l.party = p.party) as ledgers, array_to_string(access.parties(), ' ') as parties,
              {(session.Document is null ? HasHeldSql : "false")} as has_held,
              exists (select from read.credit_note c where c.business = p.business and c.party = p.party) as has_credit_notes,
              l.sha256 as logo, l.width_pixels as logo_width, l.height_pixels as logo_height
            from read.business b join read.party p on p.business = b.business
              left join read.logo l on l.business = b.business
            """);
        var business = JsonSerializer.Deserialize(row.Business, BusinessJson.Default.BusinessDetails)!;
        return new PortalVisit(
            session,
            business,
            JsonSerializer.Deserialize(row.Settings, BusinessJson.Default.PortalSettings)!,
            JsonSerializer.Deserialize(row.Party, PartyJson.Default.PartyDetails)!,
            row.Ledgers is null ? [] : JsonSerializer.Deserialize(row.Ledgers, PortalJson.Default.VisitedLedgerArray)!,
            TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(business.TimeZone)))
        {
            Parties = [.. row.Parties.Split(' ').Select(Guid.Parse)],
            HasHeld = row.HasHeld,
            HasCreditNotes = row.HasCreditNotes,
            Logo = LogoImage.Of("/portal/logo", row.Logo, row.LogoWidth, row.LogoHeight),
        };
    }

    private const string HasHeldSql =
        """
        exists (select from read.held_payment h where h.business = p.business and h.entered_as is null and h.given_back_at is null)
        """;

    private sealed record Row(
        string Business, string Settings, string Party, string? Ledgers, string Parties, bool HasHeld, bool HasCreditNotes, string? Logo, int? LogoWidth,
        int? LogoHeight);
}

/// <summary>Where a ledger stands, on the snapshot of the visit.</summary>
/// <param name="LatestDate">Of its documents and allocations.</param>
public sealed record VisitedLedger(Currency Currency, long Version, long BalanceMinor, DateOnly LatestDate, DateTimeOffset UpdatedAt);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(VisitedLedger[]))]
internal sealed partial class PortalJson : JsonSerializerContext;
