using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Pages.Shared;

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

    /// <summary>Null for one without.</summary>
    public LogoImage? Logo { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Row(
        BusinessId Business, long Version, string Details, string Portal, DateOnly? LockedThrough, long Parties, long SetAside,
        long WebhooksDown, long HelpAsked, string? Logo, int? LogoWidth, int? LogoHeight);

    public static async Task<OwnBusiness> Read(ScopedRead read, BusinessId business)
    {
        var row = await read.Row<Row>(
            """
            select b.business, b.version, details::text as details, portal::text as portal, locked_through,
              (select count(*) from read.party where business = @business) as parties,
              (select count(*) from journal.outbox where business = @business and set_aside_at is not null) as set_aside,
              (select count(*) from journal.webhook where business = @business and disabled_at is not null) as webhooks_down,
              (select count(*) from access.sign_in_help where business = @business) as help_asked,
              l.sha256 as logo, l.width_pixels as logo_width, l.height_pixels as logo_height
            from read.business b left join read.logo l on l.business = b.business where b.business = @business
            """, new { business });
        return new OwnBusiness(
            row.Business, row.Version, Stored<BusinessDetails>(row.Details), Stored<PortalSettings>(row.Portal),
            row.LockedThrough, row.Parties, row.SetAside, row.WebhooksDown)
        {
            HelpAsked = row.HelpAsked,
            Logo = LogoImage.Of("/console/logo", row.Logo, row.LogoWidth, row.LogoHeight),
        };
    }

    /// <summary>What a grain's read model keeps as JSON.</summary>
    public static T Stored<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)
        ?? throw new InvalidOperationException($"A stored {typeof(T).Name} is empty.");
}
