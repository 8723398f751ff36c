using System.Buffers.Text;
using System.Security.Cryptography;
using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
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
    /// <summary>The API lets one key ask twenty times a second.</summary>
    private const int CustomersOfOneKey = 10;

    private static readonly Currency Rupee = Currency.Parse("INR");
    private static readonly Actor By = Actor.System("bench");

    public static async Task<(BusinessId Business, IReadOnlyList<LiveCustomer> Customers)> Make(
        BenchmarkDatabase database, int count)
    {
        var business = new BusinessId(Guid.NewGuid());
        await using var host = new EmbeddedHost(
            database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        (await host.Grains.Get<IBusiness>(business.ToString()).Execute(new CreateBusiness
        {
            Id = NewId(),
            By = By,
            Details = new BusinessDetails
            {
                Name = "Sahyadri Traders",
                LegalName = "Sahyadri Traders",
                Address = new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"),
                TaxScheme = TaxScheme.None,
                Currency = Rupee,
                TimeZone = "Asia/Kolkata",
                FinancialYearStartMonth = 4,
            },
        })).OrThrow();
        var keys = new ApiKeys(database.Databases.Access, TimeProvider.System);
        var keyOf = new List<string>();
        for (var number = 0; number < (count + CustomersOfOneKey - 1) / CustomersOfOneKey; number++)
        {
            var key = await keys.Make(
                business, Guid.NewGuid(), new NewApiKey($"Billing {number}", [ApiScope.Read, ApiScope.Payments]), By);
            keyOf.Add(key!);
        }

        var customers = new LiveCustomer[count];
        var sessions = new (PartyId Party, Guid Link, int Generation, byte[] Hash)[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (number, _) =>
        {
            var party = new PartyId(Guid.NewGuid());
            (await host.Grains.Get<IParty>($"{business}/{party}").Execute(new CreateParty
            {
                Id = NewId(),
                By = By,
                Details = new PartyDetails { Name = $"Customer {number}", Currency = Rupee },
                IsShared = true,
            })).OrThrow();
            var token = (await host.Grains.Get<IPortalToken>($"{business}/{party}").Execute(
                new GenerateToken { Id = NewId(), By = By, ExpiryDays = 30 })).OrThrow();
            var secret = RandomNumberGenerator.GetBytes(32);
            sessions[number] = (party, token.Link, token.Generation, SHA256.HashData(secret));
            customers[number] = new LiveCustomer(
                party, new OpenPage($"ledger/{party}/INR", $"__Host-portal={Base64Url.EncodeToString(secret)}"), keyOf[number / CustomersOfOneKey]);
        });
        await SignIn(database, business, sessions);
        return (business, customers);
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

    private static CommandId NewId() => new(Guid.NewGuid());
}
