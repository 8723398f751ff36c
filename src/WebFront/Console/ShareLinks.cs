namespace LedgerPortal.Consoles;

/// <summary>
/// Addresses that hand a message to the operator's own messenger. Nothing is sent by us: the person sees the text, and
/// presses send there.
/// </summary>
public static class ShareLinks
{
    /// <param name="mobile">In E.164, or nothing: then the person chooses whom to send it to.</param>
    /// <param name="message">With the link in it.</param>
    public static string WhatsApp(string? mobile, string message) =>
        $"https://wa.me/{mobile?.TrimStart('+')}?text={Uri.EscapeDataString(message)}";
}
