using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Database;
using LedgerPortal.Notices;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>A contact of a party, found by an address that is theirs.</summary>
public sealed record KnownPerson(
    BusinessId Business, PartyId Party, ContactId Contact, string BusinessName, string PartyName, ContactDetails Details);

/// <summary>
/// Finds persons by mobile number or e-mail address. Neither stands in the database in clear: the look-up is by an HMAC
/// under <c>secrets/persons-index.key</c>, and what it finds is opened and compared, so that an address counts from the
/// moment the books have it until they have another.
/// </summary>
public sealed class Persons(Databases databases, ContactVault vault, PersonAddresses addresses)
{
    /// <summary>Whom the address belongs to, in businesses and parties that let customers in; by names.</summary>
    public Task<IReadOnlyList<KnownPerson>> At(Medium medium, string address, CancellationToken cancellation) =>
        At(addresses.Hash(medium, address), cancellation);

    /// <summary>The same by the address's hash.</summary>
    public async Task<IReadOnlyList<KnownPerson>> At(byte[] addressHash, CancellationToken cancellation)
    {
        var found = new List<KnownPerson>();
        foreach (var business in (await Rows(addressHash, cancellation)).GroupBy(row => row.Business))
        {
            var rows = business.ToList();
            var persons = await vault.Unseal(
                business.Key, [.. rows.Select(row => new SealedContact(row.Contact, row.Sealed, null))], cancellation);
            for (var i = 0; i < rows.Count; i++)
            {
                if (persons[i] is { } details && addresses.HashesOf(details).Any(hash => hash.Hash.SequenceEqual(addressHash)))
                {
                    found.Add(new KnownPerson(
                        rows[i].Business, rows[i].Party, rows[i].Contact, rows[i].BusinessName, rows[i].PartyName,
                        details));
                }
            }
        }

        return found;
    }

    /// <summary>Whether there is a choice, for a page that would offer it.</summary>
    internal async Task<bool> HasSeveral(byte[] addressHash, CancellationToken cancellation) =>
        (await Rows(addressHash, cancellation)).DistinctBy(row => (row.Business, row.Party)).Count() > 1;

    private async Task<List<Row>> Rows(byte[] addressHash, CancellationToken cancellation)
    {
        await using var query = databases.Access.CreateCommand("select * from access.persons_at($1)");
        query.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = addressHash });
        await using var reader = await query.ExecuteReaderAsync(cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Row(
                new BusinessId(reader.GetGuid(0)), new PartyId(reader.GetGuid(1)), new ContactId(reader.GetGuid(2)),
                reader.GetFieldValue<byte[]>(3), reader.GetString(4), reader.GetString(5)));
        }

        return rows;
    }

    private sealed record Row(
        BusinessId Business, PartyId Party, ContactId Contact, byte[] Sealed, string BusinessName, string PartyName);
}

/// <summary>How addresses are known without being stored.</summary>
public sealed class PersonAddresses(AccessSettings settings)
{
    private readonly byte[] _key = SecretFile.ReadOrCreate(settings.DataFolder, "persons-index");

    /// <param name="medium">Of a mobile number or an e-mail address.</param>
    /// <param name="address">A number in E.164; of an e-mail address capitals do not count.</param>
    public byte[] Hash(Medium medium, string address) => HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes($"{medium}|{(medium == Medium.Email ? address.Trim().ToLowerInvariant() : address)}"));

    internal IEnumerable<(Medium Medium, byte[] Hash)> HashesOf(ContactDetails details)
    {
        if (details.Mobile is { Length: > 0 } mobile)
            yield return (Medium.Mobile, Hash(Medium.Mobile, mobile));
        if (details.Email is { Length: > 0 } email)
            yield return (Medium.Email, Hash(Medium.Email, email));
    }
}
