namespace LedgerPortal.Ledgers;

/// <summary>
/// A ledger recomputed from the full list of its entries and allocations, each time it is asked. Takes from events only
/// what happened, nothing that was derived: it is what the bounded state, the read models and the queries are held
/// against.
/// </summary>
internal sealed class NaiveLedger : ILedgerLook
{
    private readonly List<(long Version, EntryPosted Posted)> _entries = [];
    private readonly List<Allocation> _allocations = [];
    private readonly Dictionary<long, string> _numbers = [];
    private readonly List<HeldPayment> _held = [];
    private readonly Dictionary<long, long> _disputed = [];

    public IReadOnlyList<(long Version, EntryPosted Posted)> Entries => _entries;

    /// <summary>Post-dated payments in keeping.</summary>
    public IReadOnlyList<HeldPayment> Held => _held;

    public IReadOnlyList<Allocation> AllAllocations => _allocations;

    public long BalanceMinor => BalanceAsOf(DateOnly.MaxValue);

    public void Add(long version, IReadOnlyList<LedgerEvent> events)
    {
        var ordinal = 0;
        foreach (var @event in events)
        {
            switch (@event)
            {
                case EntryPosted posted:
                    _entries.Add((version, posted));
                    _held.RemoveAll(held => held.Held == posted.Held);
                    break;
                case CreditAllocated made:
                    _allocations.Add(new Allocation(
                        version, ordinal++, made.Credit, made.Debit, made.AmountMinor, made.EffectiveDate, null, null));
                    LowerDisputed(made.Debit);
                    break;
                case AllocationUndone undone:
                    var index = _allocations.FindIndex(a => a.Version == undone.Version && a.Ordinal == undone.Ordinal);
                    _allocations[index] = _allocations[index] with
                    {
                        UndoneVersion = version,
                        UndoneFrom = undone.UndoneFrom,
                    };
                    break;
                case PaymentHeld held:
                    _held.Add(new HeldPayment(version, held));
                    break;
                case PaymentGivenBack back:
                    _held.RemoveAll(held => held.Held == back.Held);
                    break;
                case ReceiptNumbered numbered:
                    _numbers.Add(numbered.Entry, numbered.Number);
                    break;
                case EntryDisputed disputed:
                    _disputed[disputed.Entry] = disputed.DisputedMinor;
                    break;
            }
        }
    }

    public long BalanceAsOf(DateOnly day) => _entries
        .Where(entry => entry.Posted.DocumentDate <= day)
        .Sum(entry => entry.Posted.Side is Side.Debit ? entry.Posted.AmountMinor : -entry.Posted.AmountMinor);

    /// <summary>What is unsettled as of a day; 0 before the entry's date.</summary>
    public long OpenAsOf(long entry, DateOnly day)
    {
        var posted = Posted(entry);
        return posted.DocumentDate > day ? 0 : posted.AmountMinor - _allocations
            .Where(a => (a.Credit == entry || a.Debit == entry) && a.CountsOn(day))
            .Sum(a => a.AmountMinor);
    }

    public long OpenNow(long entry) => Posted(entry).AmountMinor - _allocations
        .Where(a => (a.Credit == entry || a.Debit == entry) && a.UndoneVersion is null)
        .Sum(a => a.AmountMinor);

    public long DisputedNow(long entry) => _disputed.GetValueOrDefault(entry);

    public DateOnly SettleableFrom(long entry) => _allocations
        .Where(a => (a.Credit == entry || a.Debit == entry) && a.UndoneFrom > a.EffectiveDate)
        .Select(a => a.UndoneFrom!.Value)
        .Append(Posted(entry).DocumentDate)
        .Max();

    /// <summary>Every day on which something begins or ceases to count, and the days around it.</summary>
    public IEnumerable<DateOnly> Days() => _entries.Select(entry => entry.Posted.DocumentDate)
        .Concat(_entries.Select(entry => entry.Posted.DueDate))
        .Concat(_allocations.Select(a => a.EffectiveDate))
        .Concat(_allocations.Select(a => a.UndoneFrom).OfType<DateOnly>())
        .SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) })
        .Distinct().Order();

    public LedgerEntry? Find(long entry)
    {
        var (version, posted) = _entries.SingleOrDefault(e => e.Version == entry);
        return posted is null ? null : new LedgerEntry(
            version, posted.Kind, posted.Side, posted.AmountMinor, OpenNow(version), DisputedNow(version),
            posted.DocumentDate, posted.DueDate, SettleableFrom(version), posted.Document,
            posted.Number ?? _numbers.GetValueOrDefault(version), posted.Reverses,
            _entries.Where(e => e.Posted.Reverses == version).Select(e => (long?)e.Version).SingleOrDefault())
        {
            Method = posted.Method,
            Reference = posted.Reference,
            Narration = posted.Narration,
            TransferredTo = posted.Transferred?.To,
            OriginKind = posted.Origin?.Kind,
            OriginDate = posted.Origin?.DocumentDate,
            OriginDocument = posted.Origin?.Document,
        };
    }

    public IEnumerable<LedgerEntry> Open(Side side) => _entries
        .Where(e => e.Posted.Side == side && OpenNow(e.Version) != 0)
        .Select(e => Find(e.Version)!);

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.Entries(IReadOnlyCollection<long> entries) =>
        Facts(entries.Select(Find).OfType<LedgerEntry>());

    Task<LedgerEntry?> ILedgerLook.EntryOf(DocumentId document) => Task.FromResult(
        _entries.Where(e => e.Posted.Document == document).Select(e => Find(e.Version)).SingleOrDefault());

    Task<IReadOnlyList<LiveAllocation>> ILedgerLook.Allocations(long entry, int limit) =>
        Facts(Live().Where(a => a.Credit == entry || a.Debit == entry).Take(limit));

    Task<IReadOnlyList<LiveAllocation>> ILedgerLook.Allocations(
        long credit, long debit, int limit) =>
        Facts(Live().Where(a => a.Credit == credit && a.Debit == debit).Take(limit));

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.OldestDueFirst(
        Side side, DateOnly settleableBy, int limit) =>
        Facts(Open(side)
            .Where(entry => entry.OpenMinor > entry.DisputedMinor && entry.SettleableFrom <= settleableBy)
            .OrderBy(entry => entry.DueDate).ThenBy(entry => entry.Entry).Take(limit));

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.Open() =>
        Facts(Open(Side.Debit).Concat(Open(Side.Credit)));

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<LiveAllocation> Live() => _allocations
        .Where(a => a.UndoneVersion is null)
        .Select(a => new LiveAllocation(a.Version, a.Ordinal, a.Credit, a.Debit, a.AmountMinor, a.EffectiveDate));

    private EntryPosted Posted(long entry) => _entries.Single(e => e.Version == entry).Posted;

    private void LowerDisputed(long debit)
    {
        if (DisputedNow(debit) > OpenNow(debit))
            _disputed[debit] = OpenNow(debit);
    }

    private static Task<IReadOnlyList<T>> Facts<T>(IEnumerable<T> facts) =>
        Task.FromResult<IReadOnlyList<T>>([.. facts]);

    internal sealed record Allocation(
        long Version, int Ordinal, long Credit, long Debit, long AmountMinor, DateOnly EffectiveDate,
        DateOnly? UndoneFrom, long? UndoneVersion)
    {
        public bool CountsOn(DateOnly day) =>
            EffectiveDate <= day && (UndoneVersion is null || UndoneFrom > day);
    }
}
