namespace LedgerPortal.Resources;

/// <summary>Names the texts that stand on PDFs only (<c>PaperText.resx</c>); what a page shows too has the page's words.</summary>
public sealed class PaperText;
