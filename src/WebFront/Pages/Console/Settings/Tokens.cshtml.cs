using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Live;
using LedgerPortal.Pages.Shared;
using LedgerPortal.PortalTokens;
using LedgerPortal.TagHelpers;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary><c>/settings/portal/tokens</c>: each party's portal link: made by whom, good until when, last used when and by what.</summary>
public sealed class TokensPage(Desk desk, LinkSecrets secrets, ContactVault vault, LinkMail mail) : ConsolePage(desk)
{
    private const string Lines =
        """
        with line as (
          select p.party, p.name, p.code, p.is_shared, t.link, t.generation, t.created_at,
            access.operator_email(t.created_by) as created_by, t.expires_at, t.is_revoked, t.last_used_at, t.last_used_device,
            case when t.party is null then 'none' when t.is_revoked then 'revoked' when t.expires_at <= @now then 'expired'
              else 'active' end as state,
            lower(p.name) as sort_name, coalesce(t.last_used_at, 'epoch') as sort_used,
            coalesce(t.expires_at, 'infinity') as sort_expires, p.party::text as row_key
          from read.party p left join read.portal_token t on t.business = p.business and t.party = p.party
          where p.business = @business
            and (@search::text is null or lower(p.name) like @search or lower(p.code) like @search)
        )
        """;

    private static readonly ListOrder[] Orders =
    [
        new("name", "sort_name", "text"),
        new("expires", "sort_expires", "timestamptz"),
        new("used", "sort_used", "timestamptz", IsDescending: true),
    ];

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(Name = "show", SupportsGet = true)]
    public string? Chip { get; set; }

    [BindProperty(Name = "sort", SupportsGet = true)]
    public string? Sort { get; set; }

    public Listing<TokenRow> List { get; private set; } = null!;

    public TokenCountsRow Counts { get; private set; } = null!;

    /// <summary>How the parties on this page of the list are reached.</summary>
    public IReadOnlyDictionary<PartyId, PartyReach> Reach { get; private set; } = new Dictionary<PartyId, PartyReach>();

    public long Position { get; private set; }

    public ListOrder Order => Orders.FirstOrDefault(order => order.Name == Sort) ?? Orders[0];

    private string Where => Chip switch
    {
        "active" => "state = 'active'",
        "soon" => "state = 'active' and expires_at <= @soon",
        "expired" => "state = 'expired'",
        "revoked" => "state = 'revoked'",
        "none" => "state = 'none'",
        _ => "true",
    };

    [Needs(Right.Share)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        var parameters = new { business = BusinessId, now = Now, soon = Now.AddDays(7), search = PartyLines.Pattern(Search) };
        Counts = await read.Row<TokenCountsRow>(
            $"""
            {Lines}
            select count(*) as lines, count(*) filter (where state = 'active') as active,
              count(*) filter (where state = 'active' and expires_at <= @soon) as soon,
              count(*) filter (where state = 'expired') as expired, count(*) filter (where state = 'revoked') as revoked,
              count(*) filter (where state = 'none') as none, count(*) filter (where {Where}) as chosen
            from line
            """, parameters);
        List = await read.Page<TokenRow>(Lines, Where, Order, Request, parameters);
        Reach = await PartyReach.Read(
            read, vault, BusinessId, [.. List.Rows.Select(row => row.Party)], HttpContext.RequestAborted);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_TokenList");
    }

    [Needs(Right.Share)]
    public Task<IActionResult> OnPostGenerate(PartyId party) => Change(party, "Link.Made", new GenerateToken
    {
        Id = Command,
        By = Actor,
        ExpiryDays = 0,
    });

    [Needs(Right.Share)]
    public Task<IActionResult> OnPostRevoke(PartyId party) =>
        Change(party, "Link.Revoked", new RevokeToken { Id = Command, By = Actor });

    /// <summary>By e-mail to the first contact who has an address.</summary>
    [Needs(Right.Share)]
    public async Task<IActionResult> OnPostMail(PartyId party)
    {
        PartyFacts? known;
        PartyReach reach;
        await using (var read = await Open())
        {
            known = await PartyFacts.Read(read, BusinessId, party);
            reach = await PartyReach.Read(read, vault, BusinessId, party, HttpContext.RequestAborted);
        }

        if (known is null || reach.ByMail is not { } contact || Command == default)
            return NotFound();
        await mail.Send(BusinessId, party, contact, Command);
        TempData.Tell(Text["Mail.OnItsWay", reach.MailName ?? ""]);
        return Redirect(Address);
    }

    /// <summary>The whole link while it works.</summary>
    public string? UrlOf(TokenRow row) => row.State == "active"
        ? secrets.Url(LinkPurpose.Portal, row.Link!.Value, row.Generation!.Value).ToString()
        : null;

    private async Task<IActionResult> Change(PartyId party, string said, PortalTokenCommand command)
    {
        PartyFacts? known;
        await using (var read = await Open())
            known = await PartyFacts.Read(read, BusinessId, party);
        if (known is null)
            return NotFound();
        if (command is GenerateToken generate)
            command = generate with { ExpiryDays = Business.Portal.TokenExpiryDays };
        var answer = await Grain<IPortalToken>(party).Execute(command);
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text[said, known.Name]);
        return Redirect(Address);
    }
}

public sealed record TokenRow : IListRow
{
    public PartyId Party { get; init; }

    public string Name { get; init; } = "";

    public string? Code { get; init; }

    public bool IsShared { get; init; }

    public Guid? Link { get; init; }

    public int? Generation { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedDevice { get; init; }

    /// <summary><c>active</c>, <c>expired</c>, <c>revoked</c>, <c>none</c>.</summary>
    public string State { get; init; } = "none";

    public string RowKey { get; init; } = "";

    public string SortKey { get; init; } = "";

    public PillStatus? Pill => State switch
    {
        "active" => PillStatus.Active,
        "expired" => PillStatus.Expired,
        "revoked" => PillStatus.Revoked,
        _ => null,
    };
}

public sealed record TokenCountsRow(long Lines, long Active, long Soon, long Expired, long Revoked, long None, long Chosen);
