namespace LedgerPortal.Pages.Console.Documents;

/// <summary>The rarer fields of a document: the day of the supply, and the rate of a foreign currency.</summary>
/// <param name="Own">The business's currency.</param>
public sealed record SupplyView(DocumentForm Input, Currency Currency, Currency Own);
