using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Api;

/// <summary>What every endpoint of the API has from its request: the business of its key, and the id of its command.</summary>
public sealed class ApiRequest(IHttpContextAccessor accessor, IGrains grains, Databases databases)
{
    public const string IdempotencyKey = "Idempotency-Key";
    private const int MaxKeyLength = 200;

    private HttpContext Context => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private ApiKey Key => Context.Features.Get<ApiKey>() ?? throw new InvalidOperationException("There is no API key.");

    public BusinessId Business => Key.Business;

    public Actor Actor => Actor.ApiKey(Key.Id, Context.Connection.RemoteIpAddress?.ToString());

    /// <summary>From business and <c>Idempotency-Key</c>: the same key is the same command for ever. Null without one.</summary>
    public CommandId? Command => Context.Request.Headers[IdempotencyKey].ToString() is { Length: > 0 and <= MaxKeyLength } key
        ? new CommandId(Id.Derive(Business.Value, "idempotency " + key))
        : null;

    public TContract Grain<TContract>(object id) where TContract : class => grains.Get<TContract>($"{Business}/{id}");

    public async Task<BusinessView> BusinessView() => await grains.Get<IBusiness>(Business.ToString()).View()
        ?? throw new InvalidOperationException("An API key names a business that does not exist.");

    public Task<ScopedRead> Read() =>
        ScopedRead.Open(databases.Reader, new ReadScope("ledgerportal_console", Business), Context.RequestAborted);

    /// <summary>By id, else by the business's own code. Null when it is not there, or another business's.</summary>
    public async Task<PartyView?> Party(string? named)
    {
        if (named is null)
            return null;
        if (Id.TryParse<PartyId>(named, out var id) && await Grain<IParty>(id).View() is { } byId)
            return byId;
        await using var read = await Read();
        var found = await read.RowOrNone<PartyId?>(
            "select party from read.party where business = @business and code = @named", new { business = Business, named });
        return found is { } party ? await Grain<IParty>(party).View() : null;
    }

    public static ProblemDetails Problem(Refusal refusal) => new()
    {
        Status = Refusals.StatusOf(refusal.Code),
        Title = "The command was refused.",
        Detail = refusal.ToString(),
        Extensions = { ["code"] = refusal.Code.ToString(), ["field"] = refusal.Field },
    };

    public static ProblemDetails Invalid(string field, string detail) => new()
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Title = "The request is not valid.",
        Detail = detail,
        Extensions = { ["code"] = nameof(RefusalCode.FieldInvalid), ["field"] = field },
    };

    public static ProblemDetails PartyNotFound { get; } = new()
    {
        Status = StatusCodes.Status404NotFound,
        Title = "There is no such party.",
        Detail = "Name a party of this business by its id or its code.",
        Extensions = { ["code"] = nameof(RefusalCode.NotFound), ["field"] = "party" },
    };
}
