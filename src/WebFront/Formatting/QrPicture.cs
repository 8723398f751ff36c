using QRCoder;

namespace LedgerPortal.Formatting;

/// <summary>A text as a QR code.</summary>
internal static class QrPicture
{
    /// <summary>A picture that stands in a page as it is.</summary>
    /// <param name="dots">Of the picture, for the side of a module.</param>
    public static string DataUri(string content, int dots)
    {
        using var code = QRCodeGenerator.GenerateQrCode(content, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return "data:image/png;base64," + Convert.ToBase64String(picture.GetGraphic(dots));
    }
}
