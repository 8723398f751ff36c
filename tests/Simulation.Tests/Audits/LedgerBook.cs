using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <summary>
/// The books of one ledger as a clerk would keep them: takes from events what happened, computes what follows, and says what
/// of the rest is different. Invariants 1, 2 and 10 as of now.
/// </summary>
internal sealed class LedgerBook : ILedgerLook
{
    private readonly SortedDictionary<long, LedgerEntry> _entries = [];
    private readonly SortedDictionary<(long Version, int Ordinal), LiveAllocation> _allocations = [];
    private readonly SortedSet<long> _awaiting = [];
    private readonly List<long> _balances = [0];
    private readonly List<long> _numbers = [];
    private long _openMinor;

    public int Count => _numbers.Count;

    /// <summary>The numbers of all entries.</summary>
    public IReadOnlyList<long> Numbers => _numbers;

    public IReadOnlyCollection<LedgerEntry> All => _entries.Values;

    public IReadOnlyCollection<LiveAllocation> AllAllocations => _allocations.Values;

    public IEnumerable<long> AwaitingReceipt => _awaiting;

    public long BalanceMinor => _balances[^1];

    public long BalanceAt(long version) => _balances[(int)version];

    public LedgerEntry? Find(long entry) => _entries.GetValueOrDefault(entry);

    /// <summary>Takes a row's events; gives what does not add up.</summary>
    public string? Add(long version, IReadOnlyList<LedgerEvent> events)
    {
        var balance = BalanceMinor;
        var ordinal = 0;
        string? wrong = null;
        foreach (var @event in events)
        {
            switch (@event)
            {
                case EntryPosted posted:
                    balance += posted.Side is Side.Debit ? posted.AmountMinor : -posted.AmountMinor;
                    wrong ??= Post(version, posted);
                    break;
                case CreditAllocated allocated:
                    wrong ??= Allocate(version, ordinal++, allocated);
                    break;
                case AllocationUndone undone:
                    wrong ??= Undo(undone);
                    break;
                case ReceiptNumbered numbered:
                    wrong ??= Number(numbered);
                    break;
                case EntryDisputed disputed:
                    wrong ??= Dispute(disputed);
                    break;
                default:
                    wrong ??= $"has a {@event.GetType().Name}";
                    break;
            }

            if (@event.BalanceMinor != balance)
                wrong ??= $"says a balance of {@event.BalanceMinor} where {balance} is right";
        }

        _balances.Add(balance);
        return wrong ?? (_openMinor == balance ? null : $"leaves {_openMinor} open where the balance is {balance}");
    }

    private void Set(LedgerEntry entry)
    {
        _openMinor += Signed(entry) - (_entries.TryGetValue(entry.Entry, out var before) ? Signed(before) : 0);
        _entries[entry.Entry] = entry;

        static long Signed(LedgerEntry of) => of.Side is Side.Debit ? of.OpenMinor : -of.OpenMinor;
    }

    private string? Post(long version, EntryPosted posted)
    {
        if (posted.AmountMinor <= 0)
            return $"posts {posted.AmountMinor}";
        _numbers.Add(version);
        Set(new LedgerEntry(
            version, posted.Kind, posted.Side, posted.AmountMinor, posted.AmountMinor, 0, posted.DocumentDate, posted.DueDate,
            posted.DocumentDate, posted.Document, posted.Number, posted.Reverses, null)
        {
            Method = posted.Method,
            Reference = posted.Reference,
            Narration = posted.Narration,
        });
        if (posted.ReceiptNumbering is not null)
            _awaiting.Add(version);
        if (posted.Reverses is not { } reversed)
            return null;
        if (Find(reversed) is not { ReversedBy: null } before || before.Side == posted.Side || before.AmountMinor != posted.AmountMinor)
            return $"takes back entry {reversed}, which it does not match";
        Set(before with { ReversedBy = version });
        return null;
    }

    private string? Allocate(long version, int ordinal, CreditAllocated allocated)
    {
        if (Find(allocated.Credit) is not { Side: Side.Credit } credit || Find(allocated.Debit) is not { Side: Side.Debit } debit)
            return $"joins {allocated.Credit} and {allocated.Debit}, which are not a credit and a debit";
        credit = credit with { OpenMinor = credit.OpenMinor - allocated.AmountMinor };
        debit = debit with { OpenMinor = debit.OpenMinor - allocated.AmountMinor };
        debit = debit with { DisputedMinor = Math.Min(debit.DisputedMinor, debit.OpenMinor) };
        if (allocated.AmountMinor <= 0 || credit.OpenMinor < 0 || debit.OpenMinor < 0)
            return $"joins {allocated.AmountMinor} of {allocated.Credit} and {allocated.Debit}, beyond what is open";
        if (credit.OpenMinor != allocated.CreditOpenMinor || debit.OpenMinor != allocated.DebitOpenMinor)
            return $"says something else is left open of {allocated.Credit} and {allocated.Debit}";
        if (allocated.EffectiveDate < credit.SettleableFrom || allocated.EffectiveDate < debit.SettleableFrom)
            return $"joins {allocated.Credit} and {allocated.Debit} before both could be";
        Set(credit);
        Set(debit);
        _allocations.Add((version, ordinal), new LiveAllocation(
            version, ordinal, credit.Entry, debit.Entry, allocated.AmountMinor, allocated.EffectiveDate));
        return null;
    }

    private string? Undo(AllocationUndone undone)
    {
        if (!_allocations.Remove((undone.Version, undone.Ordinal), out var allocation))
            return "undoes what does not join anything";
        Reopen(allocation.Credit);
        Reopen(allocation.Debit);
        return _entries[allocation.Credit].Item == undone.Credit && _entries[allocation.Debit].Item == undone.Debit
            ? null
            : $"says something else is open again of {allocation.Credit} and {allocation.Debit}";

        void Reopen(long number)
        {
            var entry = _entries[number];
            var isLater = undone.UndoneFrom > allocation.EffectiveDate && undone.UndoneFrom > entry.SettleableFrom;
            Set(entry with
            {
                OpenMinor = entry.OpenMinor + allocation.AmountMinor,
                SettleableFrom = isLater ? undone.UndoneFrom : entry.SettleableFrom,
            });
        }
    }

    private string? Number(ReceiptNumbered numbered)
    {
        if (!_awaiting.Remove(numbered.Entry))
            return $"numbers {numbered.Entry}, which did not wait for a number";
        Set(_entries[numbered.Entry] with { Number = numbered.Number });
        return null;
    }

    private string? Dispute(EntryDisputed disputed)
    {
        if (Find(disputed.Entry) is not { Side: Side.Debit } debit || disputed.DisputedMinor > debit.OpenMinor)
            return $"disputes more of {disputed.Entry} than is open";
        Set(debit with { DisputedMinor = disputed.DisputedMinor });
        return null;
    }

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.Entries(IReadOnlyCollection<long> entries) =>
        Answer(entries.Select(Find).OfType<LedgerEntry>());

    Task<LedgerEntry?> ILedgerLook.EntryOf(DocumentId document) =>
        Task.FromResult(_entries.Values.SingleOrDefault(entry => entry.Document == document));

    Task<IReadOnlyList<LiveAllocation>> ILedgerLook.Allocations(long entry, int limit) =>
        Answer(_allocations.Values.Where(one => one.Credit == entry || one.Debit == entry).Take(limit));

    Task<IReadOnlyList<LiveAllocation>> ILedgerLook.Allocations(long credit, long debit, int limit) =>
        Answer(_allocations.Values.Where(one => one.Credit == credit && one.Debit == debit).Take(limit));

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.OldestDueFirst(Side side, DateOnly settleableBy, int limit) => Answer(
        _entries.Values
            .Where(entry => entry.Side == side && entry.OpenMinor > entry.DisputedMinor && entry.SettleableFrom <= settleableBy)
            .OrderBy(entry => entry.DueDate).ThenBy(entry => entry.Entry).Take(limit));

    Task<IReadOnlyList<LedgerEntry>> ILedgerLook.Open() => Answer(_entries.Values.Where(entry => entry.OpenMinor != 0));

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;

    private static Task<IReadOnlyList<T>> Answer<T>(IEnumerable<T> facts) => Task.FromResult<IReadOnlyList<T>>([.. facts]);
}
