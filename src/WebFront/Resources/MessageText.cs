namespace LedgerPortal.Resources;

/// <summary>
/// Names the texts of messages that leave the program (<c>MessageText.resx</c>). The text for mobile numbers may be
/// registered with a network's operators word by word: changing one needs a new template there.
/// </summary>
public sealed class MessageText;
