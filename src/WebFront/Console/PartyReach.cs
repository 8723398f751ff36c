using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Consoles;

/// <summary>How a party is reached: what its contacts gave.</summary>
/// <param name="Mobile">Of the first contact that has one, in E.164.</param>
/// <param name="Email">Of the first contact that has one.</param>
public sealed record PartyReach(string? Mobile, string? Email)
{
    private sealed record Row(PartyId Party, ContactId Contact, byte[] Sealed);

    /// <summary>Those of a page of a list, by party; a party without contacts is not among them.</summary>
    public static async Task<IReadOnlyDictionary<PartyId, PartyReach>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, IReadOnlyList<PartyId> parties, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            select party, contact, sealed from read.contact
            where business = @business and party = any(@parties) and not is_removed
            order by party, contact
            """, new { business, parties = parties.Select(party => party.Value).ToArray() });
        var people = await vault.Unseal(
            business, [.. rows.Select(row => new SealedContact(row.Contact, row.Sealed, null))], cancellation);
        return rows.Zip(people, (row, person) => (row.Party, person))
            .GroupBy(contact => contact.Party)
            .ToDictionary(party => party.Key, party => new PartyReach(
                party.Select(contact => contact.person?.Mobile).FirstOrDefault(number => !string.IsNullOrEmpty(number)),
                party.Select(contact => contact.person?.Email).FirstOrDefault(address => !string.IsNullOrEmpty(address))));
    }
}
