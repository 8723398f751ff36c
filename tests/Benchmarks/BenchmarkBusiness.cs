using System.Net.Http.Headers;
using System.Net.Http.Json;
using LedgerPortal.Api;
using LedgerPortal.Businesses;
using LedgerPortal.Database;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;

namespace LedgerPortal.Benchmarks;

/// <summary>A business with customers, made by commands.</summary>
internal sealed class BenchmarkBusiness(IGrains grains)
{
    public static readonly Currency Rupee = Currency.Parse("INR");
    public static readonly Actor By = Actor.System("bench");

    public static readonly BusinessDetails Details = new()
    {
        Name = "Sahyadri Traders",
        LegalName = "Sahyadri Traders",
        Address = new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"),
        TaxScheme = TaxScheme.None,
        Currency = Rupee,
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
    };

    public BusinessId Id { get; } = new(Guid.NewGuid());

    public static CommandId NewId() => new(Guid.NewGuid());

    public async Task<BenchmarkBusiness> Create()
    {
        (await grains.Get<IBusiness>(Id.ToString()).Execute(new CreateBusiness
        {
            Id = NewId(),
            By = By,
            Details = Details,
        })).OrThrow();
        return this;
    }

    public async Task<PartyId> AddParty(string name)
    {
        var party = new PartyId(Guid.NewGuid());
        (await grains.Get<IParty>($"{Id}/{party}").Execute(new CreateParty
        {
            Id = NewId(),
            By = By,
            Details = new PartyDetails { Name = name, Currency = Rupee },
            IsShared = true,
        })).OrThrow();
        return party;
    }

    /// <summary>With which a billing program pays through the HTTP API.</summary>
    public async Task<string> MakeKey(Databases databases, string name) =>
        (await new ApiKeys(databases.Access, TimeProvider.System).Make(
            Id, Guid.NewGuid(), new NewApiKey(name, [ApiScope.Read, ApiScope.Payments, ApiScope.Share]), By))!;

    /// <summary>One rupee, which settles nothing. Its receipt's number follows: an entry in the series and one in the ledger.</summary>
    public static HttpRequestMessage Payment(Uri program, PartyId party, string key, string idempotencyKey) => Post(
        new Uri(program, "/api/v1/payments"), key, idempotencyKey,
        new { party = party.ToString(), date = "2026-11-04", amount = "1.00", method = "UPI", settle = "nothing" });

    /// <summary>One rupee: an entry and nothing else.</summary>
    public static HttpRequestMessage DebitNote(Uri program, PartyId party, string key, string idempotencyKey) => Post(
        new Uri(program, "/api/v1/entries"), key, idempotencyKey,
        new { party = party.ToString(), kind = "DebitNote", date = "2026-11-04", amount = "1.00" });

    public static HttpRequestMessage Revocation(Uri program, PartyId party, string key, string idempotencyKey) =>
        Post(new Uri(program, $"/api/v1/parties/{party}/token/revocation"), key, idempotencyKey, new { });

    private static HttpRequestMessage Post(Uri address, string key, string idempotencyKey, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        request.Headers.Add(ApiRequest.IdempotencyKey, idempotencyKey);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }
}
