using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Consoles;

/// <summary>How a party is reached: what its contacts gave.</summary>
/// <param name="Mobile">Of the first contact that has one, in E.164.</param>
/// <param name="ByMail">
/// The first contact that has an e-mail address, but for those to whom a document was passed on and nothing else is sent.
/// </param>
/// <param name="MailName">That contact's name.</param>
public sealed record PartyReach(string? Mobile, ContactId? ByMail, string? MailName)
{
    public static PartyReach None { get; } = new(null, null, null);

    private sealed record Row(PartyId Party, ContactId Contact, byte[] Sealed, string? Role);

    /// <summary>Those of a page of a list, by party; a party without contacts is not among them.</summary>
    public static async Task<IReadOnlyDictionary<PartyId, PartyReach>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, IReadOnlyList<PartyId> parties, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            select party, contact, sealed, role from read.contact
            where business = @business and party = any(@parties) and not is_removed
            order by party, contact
            """, new { business, parties = parties.Select(party => party.Value).ToArray() });
        var people = await vault.Unseal(
            business, [.. rows.Select(row => new SealedContact(row.Contact, row.Sealed, null))], cancellation);
        return rows.Zip(people, (row, person) => (row.Party, row.Contact, row.Role, Person: person))
            .Where(contact => contact.Person is not null)
            .GroupBy(contact => contact.Party)
            .ToDictionary(party => party.Key, party =>
            {
                var byMail = party.FirstOrDefault(contact =>
                    !string.IsNullOrEmpty(contact.Person!.Email) && contact.Role != SealedContact.Forwarded);
                return new PartyReach(
                    party.Select(contact => contact.Person!.Mobile).FirstOrDefault(number => !string.IsNullOrEmpty(number)),
                    byMail.Person is null ? null : byMail.Contact,
                    byMail.Person?.Name);
            });
    }

    /// <summary>Of one party.</summary>
    public static async Task<PartyReach> Read(
        ScopedRead read, ContactVault vault, BusinessId business, PartyId party, CancellationToken cancellation) =>
        (await Read(read, vault, business, [party], cancellation)).GetValueOrDefault(party) ?? None;
}
