using LedgerPortal.Access;
using LedgerPortal.TagHelpers;

namespace LedgerPortal.Consoles;

/// <summary>A party's portal link, or a document's, as operators see it.</summary>
/// <param name="Url">The whole secret link while it works, else null.</param>
public sealed record PortalLinkView(
    string? Url,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset ExpiresAt,
    bool IsRevoked,
    DateTimeOffset? LastUsedAt,
    string? LastUsedDevice)
{
    private sealed record Row(
        Guid Link, int Generation, DateTimeOffset CreatedAt, string? CreatedBy, DateTimeOffset ExpiresAt, bool IsRevoked,
        DateTimeOffset? LastUsedAt, string? LastUsedDevice);

    public PillStatus Pill(DateTimeOffset now) =>
        IsRevoked ? PillStatus.Revoked : ExpiresAt <= now ? PillStatus.Expired : PillStatus.Active;

    public static Task<PortalLinkView?> Read(
        ScopedRead read, BusinessId business, PartyId party, LinkSecrets secrets, DateTimeOffset now) =>
        Read(read, "portal_token t where t.business = @business and t.party = @id", business, party.Value,
            LinkPurpose.Portal, secrets, now);

    public static Task<PortalLinkView?> Read(
        ScopedRead read, BusinessId business, DocumentId document, LinkSecrets secrets, DateTimeOffset now) =>
        Read(read, "document_link t where t.business = @business and t.document = @id", business, document.Value,
            LinkPurpose.Document, secrets, now);

    private static async Task<PortalLinkView?> Read(
        ScopedRead read, string from, BusinessId business, Guid id, LinkPurpose purpose, LinkSecrets secrets, DateTimeOffset now)
    {
        var row = await read.RowOrNone<Row>(
            $"""
            select t.link, t.generation, t.created_at, access.operator_email(t.created_by) as created_by, t.expires_at,
              t.is_revoked, t.last_used_at, t.last_used_device
            from read.{from}
            """, new { business, id });
        if (row is null)
            return null;
        var works = !row.IsRevoked && row.ExpiresAt > now;
        return new PortalLinkView(
            works ? secrets.Url(purpose, row.Link, row.Generation).ToString() : null,
            row.CreatedAt, row.CreatedBy, row.ExpiresAt, row.IsRevoked, row.LastUsedAt, row.LastUsedDevice);
    }
}
