namespace LedgerPortal.Ledgers;

/// <summary>
/// What deciding may ask of a ledger's history, which its bounded state does not hold. Asked when everything before is
/// committed and nothing else is decided meanwhile, so that it is of the present version.
/// </summary>
public interface ILedgerFacts
{
    /// <summary>
    /// A look at one moment: what is read through it belongs together, also when another activation writes meanwhile.
    /// </summary>
    Task<ILedgerLook> Look(LedgerKey ledger);
}

public interface ILedgerLook : IAsyncDisposable
{
    /// <summary>Those of the entries that are there.</summary>
    Task<IReadOnlyList<LedgerEntry>> Entries(IReadOnlyCollection<long> entries);

    /// <summary>The entry that posted a document to this ledger, or null.</summary>
    Task<LedgerEntry?> EntryOf(DocumentId document);

    /// <summary>What joins this entry now, in the order it was made; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LiveAllocation>> Allocations(long entry, int limit);

    /// <summary>What joins these two entries now, in the order it was made; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<LiveAllocation>> Allocations(long credit, long debit, int limit);

    /// <summary>
    /// Entries of a side with an undisputed open part that can be settled as of a day, by due date and then by entry;
    /// at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<LedgerEntry>> OldestDueFirst(Side side, DateOnly settleableBy, int limit);

    /// <summary>All open items and unapplied credits.</summary>
    Task<IReadOnlyList<LedgerEntry>> Open();
}

/// <summary>An entry as the read models have it.</summary>
public sealed record LedgerEntry(
    long Entry,
    EntryKind Kind,
    Side Side,
    long AmountMinor,
    long OpenMinor,
    long DisputedMinor,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DateOnly SettleableFrom,
    DocumentId? Document,
    string? Number,
    long? Reverses,
    long? ReversedBy)
{
    public string? Method { get; init; }

    public string? Reference { get; init; }

    public string? Narration { get; init; }

    /// <summary>Of a transfer in the giving ledger.</summary>
    public PartyId? TransferredTo { get; init; }

    /// <summary>Of what was moved here: what it was when it was recorded first.</summary>
    public EntryKind? OriginKind { get; init; }

    public DateOnly? OriginDate { get; init; }

    public DocumentId? OriginDocument { get; init; }

    public OpenItem Item => new(Entry, OpenMinor, DisputedMinor, DocumentDate, DueDate, SettleableFrom, Document ?? OriginDocument);
}

/// <summary>
/// An allocation that is not undone; <paramref name="Version"/> and <paramref name="Ordinal"/> are its name.
/// </summary>
public sealed record LiveAllocation(
    long Version, int Ordinal, long Credit, long Debit, long AmountMinor, DateOnly EffectiveDate);
