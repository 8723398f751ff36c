namespace LedgerPortal.Resources;

/// <summary>
/// Names the texts of layouts and components (<c>SharedText.resx</c>). A key names what is said, not how
/// (<c>Balance.YouOwe</c>); a sentence is one text with numbered gaps, never glued from parts. The English file is the
/// neutral one; a language is added as <c>SharedText.hi.resx</c>.
/// </summary>
public sealed class SharedText;
