using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

internal static class PartyEndpoints
{
    private sealed record Row(
        PartyId Party, long Version, string Name, string? Code, string? TaxId, Currency Currency, int TermsDays, bool IsShared,
        string Details, string SortName)
    {
        public PartyShown Shown => new(
            Party.ToString(), Version, Name, Code, TaxId,
            AddressBody.Of(OwnBusiness.Stored<PartyDetails>(Details).Address), Currency.Code, TermsDays, IsShared);
    }

    private const string Columns =
        """
        party, version, name, code, tax_id, currency, terms_days, is_shared, details::text as details,
          lower(name) as sort_name
        """;

    public static async Task<Results<Ok<ApiPage<PartyShown>>, ProblemHttpResult>> List(
        ApiRequest request, string? q = null, string? after = null, int? limit = null)
    {
        if (!ApiCursor.IsLimit(limit, out var rows))
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        if (q is { Length: > 100 })
            return ApiProblems.Invalid("q", "At most 100 characters.");
        if (!ApiCursor.TryRead(after, 2, out var last) || (last is not null && !Id.TryParse<PartyId>(last[1], out _)))
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");
        await using var read = await request.Read();
        var found = await read.Rows<Row>(
            $"""
            select {Columns} from read.party
            where business = @business and (@search::text is null or lower(name) like @search or lower(code) like @search)
              and (@afterName::text is null or (lower(name), party) > (@afterName::text, @afterParty::uuid))
            order by lower(name), party limit @limit
            """,
            new
            {
                business = request.Business,
                search = PartyLines.Pattern(q),
                afterName = last?[0],
                afterParty = last is null ? (PartyId?)null : Id.Parse<PartyId>(last[1]),
                limit = rows + 1,
            });
        return TypedResults.Ok(ApiCursor.Page(
            found, rows, row => row.Shown, row => [row.SortName, row.Party.ToString()]));
    }

    public static async Task<Results<Ok<PartyShown>, ProblemHttpResult>> Get(string party, ApiRequest request)
    {
        await using var read = await request.Read();
        if (await request.Party(read, party) is not { } id)
            return ApiProblems.NotFound("party");
        var row = await read.Row<Row>(
            $"select {Columns} from read.party where business = @business and party = @id",
            new { business = request.Business, id });
        return TypedResults.Ok(row.Shown);
    }

    /// <summary>For who tells of a party in other words than a GET: a webhook.</summary>
    internal static async Task<PartyShown?> Find(ScopedRead read, BusinessId business, PartyId party) =>
        (await read.RowOrNone<Row>(
            $"select {Columns} from read.party where business = @business and party = @party", new { business, party }))?.Shown;

    public static async Task<Results<Created<PartyShown>, ProblemHttpResult>> Create(NewPartyBody body, ApiRequest request)
    {
        var business = await request.BusinessView();
        if (Read(body.Details, business, out var details) is { } problem)
            return problem;
        var party = new PartyId(request.Command.Derive("party").Value);
        var answer = await request.Grain<IParty>(party).Execute(new CreateParty
        {
            Id = request.Command,
            By = request.Actor,
            Details = details!,
            IsShared = body.IsShared,
        });
        if (answer.Refusal is { } refusal)
            return ApiProblems.Of(refusal);
        // What it was made as: a later change is no part of the first answer.
        return TypedResults.Created(
            $"/api/v1/parties/{party}", Shown(party, answer.OrThrow().Version, details!, body.IsShared));
    }

    public static async Task<Results<Ok<PartyShown>, ProblemHttpResult>> Change(
        string party, ChangedPartyBody body, ApiRequest request)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        if (body.Version is not { } version)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "version"));
        if (Read(body.Details, await request.BusinessView(), out var details) is { } problem)
            return problem;
        var answer = await request.Grain<IParty>(known.Id).Execute(new ChangeParty
        {
            Id = request.Command,
            By = request.Actor,
            ExpectedVersion = version,
            Details = details!,
        });
        return answer.Refusal is { } refusal
            ? ApiProblems.Of(refusal)
            : TypedResults.Ok(Shown(known.Id, answer.OrThrow().Version, details!, known.IsShared));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> Share(string party, SharingBody body, ApiRequest request)
    {
        if (await request.Party(party) is not { } known)
            return ApiProblems.NotFound("party");
        if (body.IsShared is not { } isShared)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "isShared"));
        var answer = await request.Grain<IParty>(known.Id).Execute(
            new SwitchSharing { Id = request.Command, By = request.Actor, IsShared = isShared });
        return answer.Refusal is { } refusal ? ApiProblems.Of(refusal) : TypedResults.NoContent();
    }

    private static ProblemHttpResult? Read(PartyBody? body, Businesses.BusinessView business, out PartyDetails? details)
    {
        details = null;
        if (body is null)
            return ApiProblems.Of(new Refusal(RefusalCode.FieldRequired, "details"));
        var currency = business.Details.Currency;
        if (body.Currency is not null && !Currency.TryParse(body.Currency, out currency))
            return ApiProblems.Invalid("details.currency", "Name a currency by its ISO 4217 code.");
        details = new PartyDetails
        {
            Name = body.Name ?? "",
            Code = string.IsNullOrEmpty(body.Code) ? null : body.Code,
            TaxId = body.TaxId,
            Address = body.Address?.ToAddress(),
            Currency = currency,
            TermsDays = body.TermsDays ?? business.Details.TermsDays,
        };
        return null;
    }

    private static PartyShown Shown(PartyId id, long version, PartyDetails details, bool isShared) => new(
        id.ToString(), version, details.Name, details.Code, details.TaxId, AddressBody.Of(details.Address),
        details.Currency.Code, details.TermsDays, isShared);
}
