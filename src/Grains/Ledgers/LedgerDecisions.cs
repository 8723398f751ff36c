using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// All rules of a ledger. They keep the invariants on every date, past ones too: an allocation counts from a day on
/// which both its entries are there, so that it takes the same from both sides of the sum (invariants 2 and 3); what is
/// joined never exceeds the amount, and an entry whose settlement was undone from a later day is not settled again
/// before that day, because until then it may have been settled in full (invariant 10).
/// </summary>
public static class LedgerDecisions
{
    public static Decision<LedgerEvent> Decide(
        Ledger state, LedgerCommand command, LedgerFacts facts, Currency currency, DateTimeOffset now)
    {
        if (LedgerInput.Check(command, currency) is { } refusal)
            return refusal;
        return command switch
        {
            PostEntry post => Post(state, post, facts, currency, now),
            EnterPayment enter => HeldPayments.Enter(state, enter, facts, currency, now),
            GiveBackPayment back => HeldPayments.GiveBack(state, back),
            ReverseEntry reverse => Reverse(state, reverse, facts),
            ReverseDocument reverse => Reverse(state, reverse, facts),
            AllocateCredit allocate => Allocate(state, allocate, facts, currency),
            UndoAllocation undo => Undo(state, undo, facts),
            NumberReceipt number => Number(state, number, facts),
            MarkDisputed mark => Dispute(state, mark, facts, currency),
            MergeLedger merge => LedgerTransfers.Merge(state, merge),
            TransferOut transfer => LedgerTransfers.Out(state, transfer, facts),
            TransferIn transfer => LedgerTransfers.In(state, transfer),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a ledger."),
        };
    }

    /// <summary>
    /// Whether deciding takes what the bounded state does not hold: entries that are settled, what joins entries, and
    /// open items when there are too many of them.
    /// </summary>
    public static bool NeedsFacts(Ledger state, LedgerCommand command, Currency currency)
    {
        var needs = command switch
        {
            PostEntry post => Needs(state, post.Settlement, SideOf(post) is Side.Debit ? state.Credits : state.Debits),
            AllocateCredit allocate => state.Credits?.Find(allocate.CreditEntry) is null
                || Needs(state, allocate.Settlement, state.Debits),
            NumberReceipt number => !state.AwaitingNumber.Contains(number.Entry),
            MarkDisputed mark => state.Debits?.Find(mark.Entry) is null,
            EnterPayment enter => state.FindHeld(enter.Held) is { } held && Needs(state, held.Settlement, state.Debits),
            MergeLedger or TransferIn or GiveBackPayment => false,
            _ => true,
        };
        return needs && LedgerInput.Check(command, currency) is null;
    }

    public static Side SideOf(PostEntry post) => LedgerInput.SideOf(post) ?? Side.Debit;

    private static bool Needs(Ledger state, Settlement? settlement, OpenItems? others) => settlement switch
    {
        SettleOldestDueFirst => others is null,
        SettleExactly { Parts: { } parts } =>
            others is null || parts.Any(part => part is null || others.Find(part.Entry) is null),
        SettleDocument document => others?.Find(document.Document) is null,
        _ => false,
    };

    private static Decision<LedgerEvent> Post(Ledger state, PostEntry post, LedgerFacts facts, Currency currency, DateTimeOffset now)
    {
        // What a document owes its ledger is taken whenever it comes: nothing else could be told of it any more.
        if (state.MergedInto is { } into && post.Document is null)
            return new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        var side = SideOf(post);
        var balance = state.BalanceMinor + (side is Side.Debit ? post.Amount.Minor : -post.Amount.Minor);
        var settlement = new LedgerSettlement(state, facts, currency)
        {
            Moving = new OpenItem(
                state.Version + 1, post.Amount.Minor, 0, post.DocumentDate, post.DocumentDate, post.DocumentDate, null),
            Side = side,
            BalanceMinor = balance,
            // Money is not paid back before it came.
            SettleableBy = post.Kind is EntryKind.Refund ? post.DocumentDate : DateOnly.MaxValue,
        }.Settle(post.Settlement);
        if (settlement.Refusal is not null)
            return settlement.Refusal;
        if (post.Kind is EntryKind.Refund && settlement.LeftMinor > 0)
            return RefundBeyondCredit(settlement, post, currency);
        if (Math.Abs(balance) > LedgerLimits.MaxBalanceMinor)
            return new Refusal(RefusalCode.AmountTooLarge, "balance");
        if (post.DayBeginsAt is { } begins && now < begins)
            return HeldPayments.Hold(state, post, begins);

        var posted = new EntryPosted
        {
            BalanceMinor = balance,
            Kind = post.Kind,
            Side = side,
            AmountMinor = post.Amount.Minor,
            DocumentDate = post.DocumentDate,
            DueDate = post.DueDate ?? post.DocumentDate,
            Document = post.Document,
            Number = Text(post.Number),
            Method = Text(post.Method),
            Reference = Text(post.Reference),
            Narration = Text(post.Narration),
            InternalReason = Text(post.InternalReason),
            ReceiptNumbering = post.ReceiptNumbering,
            Voucher = VoucherOf(post, settlement.LeftMinor),
        };
        return settlement.Allocations.Count == 0
            ? Decision<LedgerEvent>.Of(posted)
            : Decision<LedgerEvent>.Of([posted, .. settlement.Allocations]);
    }

    private static Voucher? VoucherOf(PostEntry post, long leftMinor) => post is { Kind: EntryKind.Refund, Voucher: { } terms }
        ? new Voucher(terms, null)
        : Voucher.OfPayment(post.Voucher, leftMinor);

    private static Refusal RefundBeyondCredit(LedgerSettlement.Decision settlement, PostEntry post, Currency currency)
    {
        if (settlement.Allocations.Count == LedgerLimits.MaxSettlementParts)
            return new Refusal(RefusalCode.TooMany, "settlement", [$"{LedgerLimits.MaxSettlementParts}"]);
        var unapplied = post.Amount - new Money(settlement.LeftMinor, currency);
        return new Refusal(RefusalCode.AmountExceedsUnapplied, "amount", [unapplied.ToInvariantString()]);
    }

    private static Decision<LedgerEvent> Allocate(
        Ledger state, AllocateCredit allocate, LedgerFacts facts, Currency currency)
    {
        var (credit, refusal) = LedgerSettlement.Named(state, facts, allocate.CreditEntry, Side.Credit, "creditEntry");
        if (credit is null)
            return refusal!;
        if (allocate.EffectiveDate < credit.SettleableFrom)
        {
            return new Refusal(
                RefusalCode.AllocationBeforeDocument, "effectiveDate", [$"{credit.SettleableFrom:yyyy-MM-dd}"]);
        }

        var settlement = new LedgerSettlement(state, facts, currency)
        {
            Moving = credit,
            Side = Side.Credit,
            BalanceMinor = state.BalanceMinor,
            EffectiveDate = allocate.EffectiveDate,
            SettleableBy = allocate.EffectiveDate ?? DateOnly.MaxValue,
        }.Settle(allocate.Settlement);
        return settlement.Refusal is not null
            ? settlement.Refusal
            : Decision<LedgerEvent>.Of(settlement.Allocations);
    }

    private static Decision<LedgerEvent> Reverse(Ledger state, ReverseEntry reverse, LedgerFacts facts)
    {
        if (facts.Find(reverse.Entry) is not { } entry)
            return new Refusal(RefusalCode.EntryNotFound, "entry", [$"{reverse.Entry}"]);
        if (reverse.Cause is ReversalCause.Bounced && entry.Kind is not EntryKind.Payment)
            return Fields.Invalid("cause");
        if (entry.Kind is EntryKind.Reversal or EntryKind.Transfer)
            return new Refusal(RefusalCode.CannotBeReversed, "entry");
        if (entry.ReversedBy is not null)
            return new Refusal(RefusalCode.AlreadyReversed, "entry");
        if (reverse.DocumentDate < entry.DocumentDate)
            return new Refusal(RefusalCode.DateOutOfRange, "documentDate", [$"{entry.DocumentDate:yyyy-MM-dd}"]);
        return Reversal(state, entry, facts, reverse.DocumentDate, Text(reverse.Narration), reverse.InternalReason, reverse.Cause);
    }

    private static Decision<LedgerEvent> Reverse(Ledger state, ReverseDocument reverse, LedgerFacts facts)
    {
        if (facts.Find(reverse.Document) is not { } entry)
            return new Refusal(RefusalCode.EntryNotFound, "document");
        if (entry.ReversedBy is not null)
            return new Refusal(RefusalCode.AlreadyReversed, "document");
        if (facts.Allocations.Count > 0)
            return new Refusal(RefusalCode.VoidNeedsNoAllocation, "document");
        return Reversal(state, entry, facts, entry.DocumentDate, null, reverse.InternalReason, null);
    }

    private static Decision<LedgerEvent> Reversal(
        Ledger state, LedgerEntry entry, LedgerFacts facts, DateOnly date, string? narration, string reason,
        ReversalCause? cause)
    {
        if (facts.Allocations.Count > LedgerLimits.MaxReversedAllocations)
            return new Refusal(RefusalCode.TooMany, "entry", [$"{LedgerLimits.MaxReversedAllocations}"]);

        var events = Undone(facts, date, state.BalanceMinor, out var items);
        var open = items.GetValueOrDefault(entry.Entry) ?? entry.Item;
        if (open.OpenMinor != entry.AmountMinor)
            throw new InvalidOperationException($"Entry {entry.Entry} is not open in full without its allocations.");

        var isDebit = entry.Side is Side.Debit;
        var balance = state.BalanceMinor + (isDebit ? -entry.AmountMinor : entry.AmountMinor);
        if (Math.Abs(balance) > LedgerLimits.MaxBalanceMinor)
            return new Refusal(RefusalCode.AmountTooLarge, "balance");
        events.Add(new EntryPosted
        {
            BalanceMinor = balance,
            Kind = EntryKind.Reversal,
            Side = isDebit ? Side.Credit : Side.Debit,
            AmountMinor = entry.AmountMinor,
            DocumentDate = date,
            DueDate = date,
            Narration = narration,
            InternalReason = reason,
            Reverses = entry.Entry,
            ReversesKind = entry.Kind,
            Cause = cause,
        });
        events.Add(new CreditAllocated
        {
            BalanceMinor = balance,
            Credit = isDebit ? state.Version + 1 : entry.Entry,
            Debit = isDebit ? entry.Entry : state.Version + 1,
            AmountMinor = entry.AmountMinor,
            EffectiveDate = Later(date, open.SettleableFrom),
            CreditOpenMinor = 0,
            DebitOpenMinor = 0,
            DebitDisputedMinor = entry.DisputedMinor > 0 ? 0 : null,
        });
        return Decision<LedgerEvent>.Of(events);
    }

    private static Decision<LedgerEvent> Undo(Ledger state, UndoAllocation undo, LedgerFacts facts)
    {
        if (facts.Find(undo.CreditEntry)?.ReversedBy == undo.DebitEntry
            || facts.Find(undo.DebitEntry)?.ReversedBy == undo.CreditEntry)
        {
            return new Refusal(RefusalCode.AlreadyReversed);
        }

        if (facts.Find(undo.CreditEntry)?.TransferredTo is not null || facts.Find(undo.DebitEntry)?.TransferredTo is not null)
            return new Refusal(RefusalCode.CannotBeReversed);
        if (facts.Allocations.Count == 0)
            return new Refusal(RefusalCode.AllocationNotFound);
        if (facts.Allocations.Count > LedgerLimits.MaxReversedAllocations)
            return new Refusal(RefusalCode.TooMany, null, [$"{LedgerLimits.MaxReversedAllocations}"]);
        return Decision<LedgerEvent>.Of(Undone(facts, undo.From ?? DateOnly.MinValue, state.BalanceMinor, out _));
    }

    /// <summary>
    /// Undoes the allocations of the facts from a day, or from the day each one began to count when that is later.
    /// </summary>
    /// <param name="items">The entries concerned, after it.</param>
    private static List<LedgerEvent> Undone(
        LedgerFacts facts, DateOnly from, long balanceMinor, out Dictionary<long, OpenItem> items)
    {
        var events = new List<LedgerEvent>(facts.Allocations.Count + 2);
        items = [];
        foreach (var allocation in facts.Allocations)
        {
            var undoneFrom = Later(from, allocation.EffectiveDate);
            var credit = Reopened(items, allocation.Credit, allocation, undoneFrom);
            var debit = Reopened(items, allocation.Debit, allocation, undoneFrom);
            events.Add(new AllocationUndone
            {
                BalanceMinor = balanceMinor,
                Version = allocation.Version,
                Ordinal = allocation.Ordinal,
                AmountMinor = allocation.AmountMinor,
                EffectiveDate = allocation.EffectiveDate,
                UndoneFrom = undoneFrom,
                Credit = credit,
                Debit = debit,
            });
        }

        return events;

        OpenItem Reopened(
            Dictionary<long, OpenItem> reopened, long entry, LiveAllocation allocation, DateOnly undoneFrom)
        {
            var item = reopened.GetValueOrDefault(entry) ?? facts.Find(entry)?.Item
                ?? throw new InvalidOperationException($"Entry {entry} is joined, but not there.");
            item = item with
            {
                OpenMinor = item.OpenMinor + allocation.AmountMinor,
                SettleableFrom = undoneFrom > allocation.EffectiveDate
                    ? Later(item.SettleableFrom, undoneFrom)
                    : item.SettleableFrom,
            };
            reopened[entry] = item;
            return item;
        }
    }

    private static Decision<LedgerEvent> Number(Ledger state, NumberReceipt number, LedgerFacts facts)
    {
        if (!state.AwaitingNumber.Contains(number.Entry))
        {
            if (facts.Find(number.Entry) is not { } entry)
                return new Refusal(RefusalCode.EntryNotFound, "entry", [$"{number.Entry}"]);
            if (entry.Kind is not (EntryKind.Payment or EntryKind.Refund))
                return new Refusal(RefusalCode.FieldInvalid, "entry");
            if (entry.Number is not null)
            {
                return entry.Number == number.Number
                    ? Decision<LedgerEvent>.AlreadyDone
                    : new Refusal(RefusalCode.AlreadyExists, "number", [entry.Number]);
            }
        }

        return Decision<LedgerEvent>.Of(new ReceiptNumbered
        {
            BalanceMinor = state.BalanceMinor,
            Entry = number.Entry,
            Number = number.Number,
        });
    }

    private static Decision<LedgerEvent> Dispute(Ledger state, MarkDisputed mark, LedgerFacts facts, Currency currency)
    {
        var (debit, refusal) = LedgerSettlement.Named(state, facts, mark.Entry, Side.Debit, "entry");
        if (debit is null)
            return refusal!;
        if (mark.Amount.Minor > debit.OpenMinor)
        {
            return new Refusal(
                RefusalCode.AmountExceedsOpen, "amount", [new Money(debit.OpenMinor, currency).ToInvariantString()]);
        }

        if (mark.Amount.Minor == debit.DisputedMinor)
            return Decision<LedgerEvent>.AlreadyDone;
        return Decision<LedgerEvent>.Of(new EntryDisputed
        {
            BalanceMinor = state.BalanceMinor,
            Entry = mark.Entry,
            DisputedMinor = mark.Amount.Minor,
        });
    }

    internal static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
