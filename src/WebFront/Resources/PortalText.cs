namespace LedgerPortal.Resources;

/// <summary>Names the texts of the portal's pages (<c>PortalText.resx</c>).</summary>
public sealed class PortalText;
