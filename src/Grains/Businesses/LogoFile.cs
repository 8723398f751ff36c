using System.Security.Cryptography;

namespace LedgerPortal.Businesses;

/// <summary>
/// A picture file as somebody chose it: whether it is what its first bytes say, and the picture of it that is kept. Every
/// reader of it, browsers and the process that makes PDFs, gets these bytes and no others.
/// </summary>
public static class LogoFile
{
    /// <summary>In the order of <see cref="ChangeLogo"/>.</summary>
    public static Answer<Logo> Read(byte[]? file, string field)
    {
        if (file is null || file.Length == 0)
            return new Refusal(RefusalCode.FieldRequired, field);
        if (file.Length > Logo.MaxBytes)
            return new Refusal(RefusalCode.FieldTooLong, field, [$"{Logo.MaxBytes / 1024}"]);
        var picture = PngFile.Read(file) ?? JpegFile.Read(file);
        if (picture is null)
            return new Refusal(RefusalCode.FieldInvalid, field);
        if (IsOutside(picture.WidthPixels) || IsOutside(picture.HeightPixels))
            return new Refusal(RefusalCode.FieldInvalid, field, [$"{Logo.MinPixels}", $"{Logo.MaxPixels}"]);
        return new Logo(
            Convert.ToHexStringLower(SHA256.HashData(picture.Kept)), picture.MediaType, picture.WidthPixels, picture.HeightPixels,
            picture.Kept);
    }

    private static bool IsOutside(int pixels) => pixels is < Logo.MinPixels or > Logo.MaxPixels;
}

/// <param name="Kept">The file without what is not the picture.</param>
internal sealed record PictureFile(string MediaType, int WidthPixels, int HeightPixels, byte[] Kept);
