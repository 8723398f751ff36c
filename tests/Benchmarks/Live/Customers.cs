using System.Buffers.Text;
using System.Security.Cryptography;
using LedgerPortal.Api;
using LedgerPortal.Hosting;
using LedgerPortal.PortalTokens;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>One customer with an open page, and the key by which a billing program pays into its ledger.</summary>
internal sealed record LiveCustomer(PartyId Party, OpenPage Page, string Key);

/// <summary>A business whose customers all have their portal open, made by commands before a program serves it.</summary>
internal static class Customers
{
    public static async Task<(BusinessId Business, IReadOnlyList<LiveCustomer> Customers)> Make(
        BenchmarkDatabase database, int count)
    {
        await using var host = new EmbeddedHost(
            database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        var business = await new BenchmarkBusiness(host.Grains).Create();
        var keyOf = new List<string>();
        // The API lets a key ask twenty times a second: with as many as there can be, that holds no load up.
        for (var number = 0; number < Math.Min(count, ApiKeys.MaxKeys); number++)
            keyOf.Add(await business.MakeKey(database.Databases, $"Billing {number}"));

        var customers = new LiveCustomer[count];
        var sessions = new (PartyId Party, Guid Link, int Generation, byte[] Hash)[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, _) =>
        {
            var party = await business.AddParty($"Customer {number}");
            var token = (await host.Grains.Get<IPortalToken>($"{business.Id}/{party}").Execute(
                new GenerateToken { Id = BenchmarkBusiness.NewId(), By = BenchmarkBusiness.By, ExpiryDays = 30 })).OrThrow();
            var secret = RandomNumberGenerator.GetBytes(32);
            sessions[number] = (party, token.Link, token.Generation, SHA256.HashData(secret));
            customers[number] = new LiveCustomer(
                party, new OpenPage($"ledger/{party}/INR", $"__Host-portal={Base64Url.EncodeToString(secret)}"), keyOf[number % keyOf.Count]);
        });
        await SignIn(database, business.Id, sessions);
        return (business.Id, customers);
    }

    /// <summary>As the links' landing page does it, all at once.</summary>
    private static async Task SignIn(
        BenchmarkDatabase database, BusinessId business, (PartyId Party, Guid Link, int Generation, byte[] Hash)[] sessions)
    {
        await using var insert = database.Databases.Owner.CreateCommand(
            """
            insert into access.session (session, secret_hash, side, way, business, party, link, generation, device,
              created_at, last_seen_at, expires_at)
            select gen_random_uuid(), s.hash, 'Portal', 'Token', $1, s.party, s.link, s.generation, 'bench',
              now(), now(), now() + interval '1 day'
            from unnest($2, $3, $4, $5) s(hash, party, link, generation)
            """);
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        insert.Parameters.Add(Of(sessions.Select(session => session.Hash), NpgsqlDbType.Bytea));
        insert.Parameters.Add(Of(sessions.Select(session => session.Party.Value), NpgsqlDbType.Uuid));
        insert.Parameters.Add(Of(sessions.Select(session => session.Link), NpgsqlDbType.Uuid));
        insert.Parameters.Add(Of(sessions.Select(session => session.Generation), NpgsqlDbType.Integer));
        await insert.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter<T[]> Of<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
