using LedgerPortal.Access;

namespace LedgerPortal.Consoles;

/// <summary>Choosing for whom something is made: a short list of parties that a search narrows.</summary>
/// <param name="Leads">The page that goes on with <c>?party=…</c>.</param>
public sealed record PartyChoice(string? Search, string Leads, IReadOnlyList<PartyChoiceRow> Rows)
{
    private const int MaxRows = 30;

    public static async Task<PartyChoice> Read(ScopedRead read, BusinessId business, string? search, string leads) => new(
        search, leads,
        await read.Rows<PartyChoiceRow>(
            """
            select p.party, p.name, p.code, p.tax_id, p.city
            from read.party p
            where p.business = @business and p.merged_into is null and (@search::text is null or lower(p.name) like @search
              or lower(p.code) like @search or lower(p.tax_id) like @search or lower(p.city) like @search)
            order by (select max(l.updated_at) from read.ledger l where l.business = p.business and l.party = p.party)
              desc nulls last, lower(p.name), p.party
            limit @limit
            """, new { business, search = PartyLines.Pattern(search), limit = MaxRows }));
}

public sealed record PartyChoiceRow(PartyId Party, string Name, string? Code, string? TaxId, string? City);
