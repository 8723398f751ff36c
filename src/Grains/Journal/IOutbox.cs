namespace LedgerPortal.Journal;

public interface IOutbox
{
    /// <summary>
    /// Tries the obligations that are due now, in order, once their rows are committed. Returns when they are done, failed
    /// or took too long; what is left is swept later. Never throws for an obligation's sake.
    /// </summary>
    Task TryNow(IReadOnlyList<OutboxRow> rows);
}
