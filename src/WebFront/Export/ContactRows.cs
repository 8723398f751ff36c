using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Export;

/// <summary>A person at a party, unsealed for whoever exports the business; an erased one has no name any more.</summary>
internal sealed record ContactRow(PartyId Party, ContactId Contact, string? Name, string? Mobile, string? Email, string? Role)
{
    public string ToJson() => JsonSerializer.Serialize(new
    {
        type = "contact",
        party = Party.Value,
        contact = Contact.Value,
        name = Name,
        mobile = Mobile,
        email = Email,
        role = Role,
    });
}

internal sealed class ContactRows(ContactVault vault)
{
    private const int UnsealedAtATime = 500;

    public async IAsyncEnumerable<ContactRow> Read(
        ExportRead read, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var sealedRows = new List<(PartyId Party, ContactId Contact, byte[] Sealed, string? Role)>();
        await using (var rows = await read.Rows(
            """
            select party, contact, sealed, role from read.contact
            where business = @business and not is_removed order by party, contact
            """, cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                sealedRows.Add((
                    new PartyId(rows.GetGuid(0)), new ContactId(rows.GetGuid(1)), rows.GetFieldValue<byte[]>(2),
                    rows.IsDBNull(3) ? null : rows.GetString(3)));
            }
        }

        foreach (var some in sealedRows.Chunk(UnsealedAtATime))
        {
            var details = await vault.Unseal(read.Business, [.. some.Select(row => new SealedContact(row.Contact, row.Sealed, row.Role))], cancellation);
            for (var i = 0; i < some.Length; i++)
            {
                yield return new ContactRow(
                    some[i].Party, some[i].Contact, details[i]?.Name, details[i]?.Mobile, details[i]?.Email, some[i].Role);
            }
        }
    }
}
