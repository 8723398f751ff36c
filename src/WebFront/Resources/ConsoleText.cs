namespace LedgerPortal.Resources;

/// <summary>Names the texts of the console's pages (<c>ConsoleText.resx</c>).</summary>
public sealed class ConsoleText;
