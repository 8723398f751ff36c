using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Businesses;

namespace LedgerPortal.Consoles;

/// <summary>The operator's business as a page needs it: its details and settings, and what waits in it.</summary>
/// <param name="Parties">How many there are.</param>
/// <param name="WebhooksDown">Webhooks that were switched off because they took nothing for days.</param>
/// <param name="SetAside">Promises between documents and ledgers that kept failing and wait for an operator.</param>
public sealed record OwnBusiness(
    BusinessId Id,
    long Version,
    BusinessDetails Details,
    PortalSettings Portal,
    DateOnly? LockedThrough,
    long Parties,
    long SetAside,
    long WebhooksDown)
{
    /// <summary>Customers who said that no sign-in code came.</summary>
    public long HelpAsked { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Row(
        BusinessId Business, long Version, string Details, string Portal, DateOnly? LockedThrough, long Parties, long SetAside,
        long WebhooksDown, long HelpAsked);

    public static async Task<OwnBusiness> Read(ScopedRead read, BusinessId business)
    {
        var row = await read.Row<Row>(
            """
            select business, version, details::text as details, portal::text as portal, locked_through,
              (select count(*) from read.party where business = @business) as parties,
              (select count(*) from journal.outbox where business = @business and set_aside_at is not null) as set_aside,
              (select count(*) from journal.webhook where business = @business and disabled_at is not null) as webhooks_down,
              (select count(*) from access.sign_in_help where business = @business) as help_asked
            from read.business where business = @business
            """, new { business });
        return new OwnBusiness(
            row.Business, row.Version, Stored<BusinessDetails>(row.Details), Stored<PortalSettings>(row.Portal),
            row.LockedThrough, row.Parties, row.SetAside, row.WebhooksDown)
        { HelpAsked = row.HelpAsked };
    }

    /// <summary>What a grain's read model keeps as JSON.</summary>
    public static T Stored<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)
        ?? throw new InvalidOperationException($"A stored {typeof(T).Name} is empty.");
}
