namespace LedgerPortal.Journal;

/// <summary>
/// One connection on which batches of appends are committed, one after the other. Narrow, so that the writer above it runs
/// on a simulated database too.
/// </summary>
internal interface IJournalCommits : IAsyncDisposable
{
    /// <summary>
    /// Commits the groups in one SQL transaction with all that is written beside them, and fills in their results: a group
    /// that is refused leaves the others be.
    /// </summary>
    /// <exception cref="BatchRejectedException">Nothing of it is committed; something in it can never be.</exception>
    Task Commit(IReadOnlyList<StreamGroup> groups);

    /// <summary>After a commit that failed: makes sure that no SQL transaction stays open, and that the next one can begin.</summary>
    Task Abandon();
}

/// <summary>The database said no to a batch as a whole, for something in it.</summary>
/// <param name="constraint">That would not have held; null when it was something else.</param>
/// <param name="cause">What the database said.</param>
internal sealed class BatchRejectedException(string? constraint, Exception cause) : Exception(cause.Message, cause)
{
    public string? Constraint => constraint;
}
