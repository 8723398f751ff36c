using LedgerPortal.Documents;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>What stands on the paper of a document.</summary>
public sealed record PaperView(Currency Currency, DocumentContent Content, DocumentTotals Totals);
