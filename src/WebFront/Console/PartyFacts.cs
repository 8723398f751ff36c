using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Consoles;

/// <summary>A party as forms and headings need it.</summary>
/// <param name="Currencies">Of its ledgers, its own first.</param>
public sealed record PartyFacts(
    PartyId Id, long Version, PartyDetails Details, bool IsShared, IReadOnlyList<Currency> Currencies)
{
    public string Name => Details.Name;

    /// <summary>Where the party's affairs go on; null as long as they go on here.</summary>
    public PartyId? MergedInto { get; init; }

    public string? MergedIntoName { get; init; }

    /// <summary>What stands on a document about its customer.</summary>
    public DocumentPartyDetails OnDocument => new(Details.Name, Details.TaxId, Details.Address);

    private sealed record Row(PartyId Party, long Version, string Details, bool IsShared, string Currencies, PartyId? MergedInto, string? MergedIntoName);

    /// <summary>Null when the party is not there, or another business's.</summary>
    public static async Task<PartyFacts?> Read(ScopedRead read, BusinessId business, PartyId party)
    {
        var row = await read.RowOrNone<Row>(
            """
            select p.party, p.version, p.details::text as details, p.is_shared,
              coalesce((select string_agg(l.currency, ' ' order by l.currency) from read.ledger l
                where l.business = p.business and l.party = p.party), '') as currencies, p.merged_into, k.name as merged_into_name
            from read.party p
            left join read.party k on k.business = p.business and k.party = p.merged_into
            where p.business = @business and p.party = @party
            """, new { business, party });
        if (row is null)
            return null;
        var details = OwnBusiness.Stored<PartyDetails>(row.Details);
        var others = row.Currencies.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Currency.Parse);
        return new PartyFacts(row.Party, row.Version, details, row.IsShared, [.. new[] { details.Currency }.Union(others)])
        {
            MergedInto = row.MergedInto,
            MergedIntoName = row.MergedIntoName,
        };
    }

    /// <summary>The tax rate of the first line of the party's latest invoice: the likeliest of the next one.</summary>
    public static Task<decimal?> LatestRate(ScopedRead read, BusinessId business, PartyId party) => read.RowOrNone<decimal?>(
        """
        select (i.content -> 'lines' -> 0 ->> 'taxRatePercent')::numeric from read.invoice i
        where i.business = @business and i.party = @party order by i.document_date desc, i.document desc limit 1
        """, new { business, party });

    /// <summary>The currency of a page about one ledger: what its address names, if the party has it, else its own.</summary>
    public Currency CurrencyOf(Currency named) => Currencies.Contains(named) ? named : Details.Currency;

    public static DocumentPartyDetails Supplier(BusinessDetails business) =>
        DocumentPartyDetails.Of(business);
}
