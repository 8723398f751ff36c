using LedgerPortal.Businesses;

namespace LedgerPortal.Consoles;

/// <summary>A logo that somebody chose in a form.</summary>
public static class LogoUpload
{
    /// <summary>The file, or as much of it as shows that it is too large; nothing when none was chosen.</summary>
    public static async Task<byte[]> Read(IFormFile? chosen, CancellationToken cancellation)
    {
        if (chosen is null)
            return [];
        var content = new byte[(int)Math.Min(chosen.Length, Logo.MaxBytes + 1)];
        await using var file = chosen.OpenReadStream();
        await file.ReadExactlyAsync(content, cancellation);
        return content;
    }

    /// <summary>The name of the sentence for a refusal of the picture; its facts fill the gaps.</summary>
    public static string Words(Refusal refusal) => refusal switch
    {
        { Code: RefusalCode.FieldRequired } => "Logo.NotChosen",
        { Code: RefusalCode.FieldTooLong } => "Logo.TooLarge",
        { Facts.Count: > 0 } => "Logo.WrongSize",
        _ => "Logo.NotAPicture",
    };
}
