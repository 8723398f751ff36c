namespace LedgerPortal.Businesses;

/// <summary>
/// The picture that stands for a business on its pages and papers, as it is kept: a whole PNG or JPEG without what cameras and
/// programs write into one beside the picture (place, names, remarks).
/// </summary>
/// <param name="Sha256">Of the content, in hexadecimal digits: the same picture has the same name.</param>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Content">At most <see cref="MaxBytes"/>.</param>
public sealed record Logo(string Sha256, string MediaType, int WidthPixels, int HeightPixels, byte[] Content)
{
    /// <summary>It is on the first page that a customer's telephone loads, and in every PDF.</summary>
    public const int MaxBytes = 200 * 1024;

    public const int MinPixels = 16;

    /// <summary>Of each side: three times what a printer can show of it.</summary>
    public const int MaxPixels = 2_000;
}
