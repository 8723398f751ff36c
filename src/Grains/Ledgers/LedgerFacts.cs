using System.Collections.Immutable;

namespace LedgerPortal.Ledgers;

/// <summary>What was read for one command.</summary>
public sealed record LedgerFacts
{
    public static LedgerFacts None { get; } = new();

    public ImmutableDictionary<long, LedgerEntry> Entries { get; init; } = ImmutableDictionary<long, LedgerEntry>.Empty;

    public IReadOnlyList<LiveAllocation> Allocations { get; init; } = [];

    /// <summary>In the order of settlement, when the state has no open items to go through.</summary>
    public IReadOnlyList<LedgerEntry> OldestDueFirst { get; init; } = [];

    public LedgerEntry? Find(long entry) => Entries.GetValueOrDefault(entry);

    public LedgerEntry? Find(DocumentId document) => Entries.Values.FirstOrDefault(entry => entry.Document == document);

    /// <summary>What <see cref="LedgerDecisions.NeedsFacts"/> says is needed for this command.</summary>
    public static async Task<LedgerFacts> Load(ILedgerLook look, Ledger state, LedgerCommand command)
    {
        switch (command)
        {
            case PostEntry { Settlement: var settlement } post:
                var paidFrom = LedgerDecisions.SideOf(post) is Side.Debit ? Side.Credit : Side.Debit;
                var by = paidFrom is Side.Credit ? post.DocumentDate : DateOnly.MaxValue;
                return await ForSettlement(look, state, settlement, paidFrom, by, []);

            case EnterPayment enter:
                return state.FindHeld(enter.Held) is { } held
                    ? await ForSettlement(look, state, held.Settlement, Side.Debit, DateOnly.MaxValue, [])
                    : None;

            case AllocateCredit allocate:
                return await ForSettlement(
                    look, state, allocate.Settlement, Side.Debit, allocate.EffectiveDate ?? DateOnly.MaxValue,
                    [allocate.CreditEntry]);

            case ReverseEntry reverse:
                return await ForReversal(look, reverse.Entry);

            case ReverseDocument reverse:
                return await look.EntryOf(reverse.Document) is { } posted
                    ? await ForReversal(look, posted.Entry)
                    : None;

            case UndoAllocation undo:
                return new LedgerFacts
                {
                    Entries = ByEntry(await look.Entries([undo.CreditEntry, undo.DebitEntry])),
                    Allocations = await look.Allocations(
                        undo.CreditEntry, undo.DebitEntry, LedgerLimits.MaxReversedAllocations + 1),
                };

            case NumberReceipt number:
                return new LedgerFacts { Entries = ByEntry(await look.Entries([number.Entry])) };

            case TransferOut transfer:
                return new LedgerFacts { Entries = ByEntry(await look.Entries([transfer.Entry])) };

            case MarkDisputed mark:
                return new LedgerFacts { Entries = ByEntry(await look.Entries([mark.Entry])) };

            default:
                throw new InvalidOperationException($"{command.GetType().Name} needs no facts.");
        }
    }

    private static async Task<LedgerFacts> ForSettlement(
        ILedgerLook look, Ledger state, Settlement settlement, Side side, DateOnly settleableBy,
        IEnumerable<long> others)
    {
        var named = settlement is SettleExactly { Parts: { } parts } ? parts.Select(part => part.Entry) : [];
        var entries = ByEntry(await look.Entries([.. others.Concat(named).Distinct()]));
        if (settlement is SettleDocument document && await look.EntryOf(document.Document) is { } posted)
            entries = entries.SetItem(posted.Entry, posted);
        var oldest = settlement is SettleOldestDueFirst && state.Debits is null
            ? await look.OldestDueFirst(side, settleableBy, LedgerLimits.MaxSettlementParts)
            : [];
        return new LedgerFacts { Entries = entries, OldestDueFirst = oldest };
    }

    /// <summary>The entry, what joins it, and what it is joined to.</summary>
    private static async Task<LedgerFacts> ForReversal(ILedgerLook look, long entry)
    {
        var allocations = await look.Allocations(entry, LedgerLimits.MaxReversedAllocations + 1);
        var entries = allocations.SelectMany(allocation => new[] { allocation.Credit, allocation.Debit });
        return new LedgerFacts
        {
            Entries = ByEntry(await look.Entries([.. entries.Append(entry).Distinct()])),
            Allocations = allocations,
        };
    }

    private static ImmutableDictionary<long, LedgerEntry> ByEntry(IReadOnlyList<LedgerEntry> entries) =>
        entries.ToImmutableDictionary(entry => entry.Entry);
}
