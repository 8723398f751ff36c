namespace LedgerPortal.Live;

/// <summary>One message of a business's stream: what was committed since the one before it, as far as one process knows.</summary>
public sealed record CommittedChanges(IReadOnlyList<Change> Changes);
