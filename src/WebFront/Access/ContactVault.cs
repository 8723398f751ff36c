using System.Security.Cryptography;
using System.Text.Json;
using LedgerPortal.Database;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What identifies a person.</summary>
/// <param name="Mobile">In E.164: <c>+919876543210</c>.</param>
public sealed record ContactDetails(string Name, string? Mobile, string? Email);

/// <summary>
/// Seals what identifies a person under a key of that person's own, before it goes into the journal. The key is a row
/// of
/// <c>access.person_key</c>, itself sealed by <c>secrets/persons.key</c>. Deleting the row erases the person, in the
/// journal, in every read model and in every copy of both, and leaves every hash valid.
/// </summary>
public sealed class ContactVault(Databases databases, AccessSettings settings)
{
    private const int KeyBytes = 32;

    /// <summary>By then the books have said whether they take what was sealed.</summary>
    private static readonly TimeSpan UntilSaved = TimeSpan.FromSeconds(30);

    private readonly SealedBox _master = new(SecretFile.ReadOrCreate(settings.DataFolder, "persons"));
    private readonly PersonAddresses _addresses = new(settings);

    /// <summary>
    /// For <see cref="SaveContact"/>. Makes the person's key on first use, and lets the person be found by their addresses
    /// from now on (see <see cref="Persons"/>); durable on return.
    /// </summary>
    public async Task<byte[]> Seal(
        BusinessId business, ContactId contact, ContactDetails details, CancellationToken cancellation = default)
    {
        var label = Label(business, contact);
        var key = await KeyOf(business, contact, label, cancellation);
        await AddAddresses(business, contact, details, cancellation);
        return new SealedBox(key).Seal(JsonSerializer.SerializeToUtf8Bytes(details), label);
    }

    /// <summary>
    /// Saves a person at a party, new or known: null when the person is saved as these details say, be it by the same wish before.
    /// Sealing gives other bytes each time, so a wish that comes again is known by what it says.
    /// </summary>
    public async Task<Refusal?> Save(
        IParty party, BusinessId business, CommandId command, Actor by, ContactId contact, ContactDetails details, string? role,
        CancellationToken cancellation)
    {
        if (await IsSaved(party, business, contact, details, role, cancellation))
            return null;
        var bytes = await Seal(business, contact, details, cancellation);
        var answer = await party.Execute(
            new SaveContact { Id = command, By = by, Contact = new SealedContact(contact, bytes, role) });
        var isTwin = answer.Refusal?.Code == RefusalCode.CommandIdReused
            && await IsSaved(party, business, contact, details, role, cancellation);
        return isTwin ? null : answer.Refusal;
    }

    /// <summary>
    /// In the order of the contacts; null where the person was erased, which a page says as "erased". One query for
    /// all.
    /// </summary>
    public async Task<IReadOnlyList<ContactDetails?>> Unseal(
        BusinessId business, IReadOnlyList<SealedContact> contacts, CancellationToken cancellation = default)
    {
        if (contacts.Count == 0)
            return [];
        await using var query = databases.Access.CreateCommand(
            "select person, wrapped_key from access.person_key where business = $1 and person = any($2)");
        query.Parameters.Add(new() { Value = business.Value });
        query.Parameters.Add(new() { Value = contacts.Select(contact => contact.Id.Value).ToArray() });
        var keys = new Dictionary<Guid, byte[]>();
        await using (var rows = await query.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
                keys.Add(rows.GetGuid(0), rows.GetFieldValue<byte[]>(1));
        }

        return [.. contacts.Select(contact => keys.TryGetValue(contact.Id.Value, out var wrapped)
            ? Open(business, contact, wrapped)
            : null)];
    }

    /// <summary>
    /// Erases the person for good. Safe to repeat; nothing brings them back, saving them again makes a new key.
    /// </summary>
    public async Task Erase(BusinessId business, ContactId contact, CancellationToken cancellation = default)
    {
        await using var command = databases.Access.CreateCommand(
            "delete from access.person_key where business = $1 and person = $2");
        command.Parameters.Add(new() { Value = business.Value });
        command.Parameters.Add(new() { Value = contact.Value });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<bool> IsSaved(
        IParty party, BusinessId business, ContactId contact, ContactDetails details, string? role, CancellationToken cancellation) =>
        (await party.View())?.Contacts.FirstOrDefault(known => known.Id == contact) is { } saved && saved.Role == role
            && (await Unseal(business, [saved], cancellation))[0] == details;

    /// <summary>Two that make it at once get the same one: the first row stays.</summary>
    private async Task<byte[]> KeyOf(
        BusinessId business, ContactId contact, byte[] label, CancellationToken cancellation)
    {
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            "insert into access.person_key (business, person, wrapped_key) values ($1, $2, $3) on conflict do nothing",
            connection);
        insert.Parameters.Add(new() { Value = business.Value });
        insert.Parameters.Add(new() { Value = contact.Value });
        insert.Parameters.Add(new() { Value = _master.Seal(RandomNumberGenerator.GetBytes(KeyBytes), label) });
        await insert.ExecuteNonQueryAsync(cancellation);
        await using var select = new NpgsqlCommand(
            "select wrapped_key from access.person_key where business = $1 and person = $2", connection);
        select.Parameters.Add(new() { Value = business.Value });
        select.Parameters.Add(new() { Value = contact.Value });
        var wrapped = (byte[]?)await select.ExecuteScalarAsync(cancellation)
            ?? throw new InvalidOperationException("The person was erased while being saved.");
        return Unwrap(wrapped, label);
    }

    private async Task AddAddresses(
        BusinessId business, ContactId contact, ContactDetails details, CancellationToken cancellation)
    {
        var hashes = _addresses.HashesOf(details).ToList();
        await using var command = databases.Access.CreateCommand(
            $"""
            with marked as (
              update access.person_key set reindex_at = now() + $5 where business = $1 and person = $2
            )
            {PersonIndexing.AddAddresses}
            """);
        command.Parameters.Add(new() { Value = business.Value });
        command.Parameters.Add(new() { Value = contact.Value });
        command.Parameters.Add(new() { Value = hashes.Select(hash => hash.Medium.ToString()).ToArray() });
        command.Parameters.Add(new() { Value = hashes.Select(hash => hash.Hash).ToArray() });
        command.Parameters.Add(new() { Value = UntilSaved });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private ContactDetails? Open(BusinessId business, SealedContact contact, byte[] wrapped)
    {
        var label = Label(business, contact.Id);
        // Sealed under a key that was deleted before this one was made: erased, then saved anew.
        var plain = new SealedBox(Unwrap(wrapped, label)).Open(contact.Sealed, label);
        return plain is null ? null : JsonSerializer.Deserialize<ContactDetails>(plain);
    }

    private byte[] Unwrap(byte[] wrapped, byte[] label) => _master.Open(wrapped, label)
        ?? throw new CryptographicException(
            "secrets/persons.key is not the one that this installation's persons were sealed with.");

    private static byte[] Label(BusinessId business, ContactId contact) =>
        [.. business.Value.ToByteArray(), .. contact.Value.ToByteArray()];
}
