using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;

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

    public Whereabouts From => Whereabouts.Of(Context);

    public CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Whether the same request came before under its key: what it made is there already.</summary>
    public bool IsRepeated { get; set; }

    /// <summary>From business and <c>Idempotency-Key</c>: the same key is the same command for ever. Null without a proper one.</summary>
    public CommandId? KeyedCommand =>
        Context.Request.Headers[IdempotencyKey] is [{ Length: > 0 and <= MaxKeyLength } key]
        && key.All(character => character is >= '!' and <= '~')
            ? new CommandId(Id.Derive(Business.Value, "idempotency " + key))
            : null;

    /// <summary>Of an endpoint that is not reached without one.</summary>
    public CommandId Command => KeyedCommand ?? throw new InvalidOperationException("There is no Idempotency-Key.");

    public IGrains Grains => grains;

    public TContract Grain<TContract>(object id) where TContract : class => grains.Get<TContract>($"{Business}/{id}");

    public async Task<BusinessView> BusinessView() => await grains.Get<IBusiness>(Business.ToString()).View()
        ?? throw new InvalidOperationException("An API key names a business that does not exist.");

    public Task<ScopedRead> Read() => Read(keepsPlans: false);

    /// <inheritdoc cref="ScopedRead.Open" path="/param"/>
    public Task<ScopedRead> Read(bool keepsPlans) =>
        ScopedRead.Open(databases.Reader, new ReadScope("ledgerportal_console", Business), Context.RequestAborted, keepsPlans);

    /// <summary>By id, else by the business's own code. Null when it is not there, or another business's.</summary>
    public async Task<PartyView?> Party(string? named)
    {
        if (named is null or { Length: > 100 })
            return null;
        if (Id.TryParse<PartyId>(named, out var id) && await Grain<IParty>(id).View() is { } byId)
            return byId;
        await using var read = await Read();
        var found = await read.RowOrNone<PartyId?>(
            "select party from read.party where business = @business and code = @named", new { business = Business, named });
        return found is { } party ? await Grain<IParty>(party).View() : null;
    }

    /// <summary>For GETs, which have a read open: the id, without waking a grain.</summary>
    internal async Task<PartyId?> Party(ScopedRead read, string named) => named.Length > 100 ? null
        : await read.RowOrNone<PartyId?>(
            """
            select party from read.party where business = @business and (party = @id or code = @named)
            order by party is distinct from @id limit 1
            """,
            new
            {
                business = Business,
                named,
                id = Id.TryParse<PartyId>(named, out var id) ? id : default,
            });
}
