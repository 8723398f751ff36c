using LedgerPortal.Access;
using LedgerPortal.Businesses;

namespace LedgerPortal.Papers;

/// <summary>The logo of a business as its pages and papers show it.</summary>
public static class OwnLogo
{
    private sealed record Row(string Sha256, string MediaType, int WidthPixels, int HeightPixels, byte[] Content);

    /// <summary>Null for a business without one.</summary>
    public static Task<Logo?> Read(ScopedRead read, BusinessId business) => Find(read, business, null);

    /// <summary>The picture with this name, as long as it is the business's logo.</summary>
    public static async Task<Logo?> Find(ScopedRead read, BusinessId business, string? sha256)
    {
        var row = await read.RowOrNone<Row>(
            """
            select sha256, media_type, width_pixels, height_pixels, content from read.logo
            where business = @business and sha256 = coalesce(@sha256, sha256)
            """, new { business, sha256 });
        return row is null ? null : new Logo(row.Sha256, row.MediaType, row.WidthPixels, row.HeightPixels, row.Content);
    }
}
