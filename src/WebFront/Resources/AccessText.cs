namespace LedgerPortal.Resources;

/// <summary>Names the texts of getting in: links, sign-in, first run, errors (<c>AccessText.resx</c>).</summary>
public sealed class AccessText;
