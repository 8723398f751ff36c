using LedgerPortal.Database;
using LedgerPortal.Parties;
using LedgerPortal.Pipeline;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>
/// Makes the index of persons' addresses anew from what the books say, for persons from before there was one, and some
/// time after each change: an address that the books gave up is then forgotten here too.
/// </summary>
internal sealed class PersonIndexing(
    Databases databases, ContactVault vault, PersonAddresses addresses, TimeProvider time, ILogger<PersonIndexing> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                while (await IndexSome(stoppingToken) > 0)
                {
                    // More may be waiting.
                }
            }
            catch (Exception failure) when (Failures.IsDatabaseAway(failure))
            {
                log.LogWarning("The index of persons waits: {Reason}", failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Of at most two hundred persons; gives how many there were.</summary>
    internal async Task<int> IndexSome(CancellationToken cancellation)
    {
        var rows = new List<(BusinessId Business, ContactId Person, byte[]? Sealed, DateTime TakenUntil)>();
        await using (var query = databases.Access.CreateCommand("select * from access.persons_to_index($1)"))
        {
            query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
            await using var reader = await query.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add((new BusinessId(reader.GetGuid(0)), new ContactId(reader.GetGuid(1)),
                    reader.IsDBNull(2) ? null : reader.GetFieldValue<byte[]>(2), reader.GetDateTime(3)));
            }
        }

        foreach (var (business, person, bytes, takenUntil) in rows)
        {
            var details = bytes is null
                ? null
                : (await vault.Unseal(business, [new SealedContact(person, bytes, null)], cancellation))[0];
            await Replace(business, person, details, takenUntil, cancellation);
        }

        return rows.Count;
    }

    private async Task Replace(
        BusinessId business, ContactId person, ContactDetails? details, DateTime takenUntil,
        CancellationToken cancellation)
    {
        var hashes = details is null ? [] : addresses.HashesOf(details).ToList();
        await using var connection = await databases.Access.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(
            """
            delete from access.person_address
            where business = $1 and person = $2 and not (address_hash = any($3))
            """, (object)hashes.Select(hash => hash.Hash).ToArray());
        await Execute(
            AddAddresses, hashes.Select(hash => hash.Medium.ToString()).ToArray(),
            hashes.Select(hash => hash.Hash).ToArray());
        // Changed meanwhile: then it is looked at again.
        await Execute(
            """
            update access.person_key set reindex_at = null where business = $1 and person = $2 and reindex_at = $3
            """, takenUntil);
        await transaction.CommitAsync(cancellation);

        async Task Execute(string sql, params object[] more)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            command.Parameters.Add(new() { Value = business.Value });
            command.Parameters.Add(new() { Value = person.Value });
            foreach (var value in more)
                command.Parameters.Add(new() { Value = value });
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>For business $1 and person $2; nobody's when the person was erased.</summary>
    internal const string AddAddresses =
        """
        insert into access.person_address (business, person, medium, address_hash)
        select k.business, k.person, a.medium, a.address_hash
        from access.person_key k, unnest($3::text[], $4::bytea[]) a(medium, address_hash)
        where k.business = $1 and k.person = $2
        on conflict do nothing
        """;
}
