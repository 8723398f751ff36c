namespace LedgerPortal.Ledgers;

/// <summary>
/// How a settlement becomes allocations: which entries of the other side, how much of each, from which day.
/// </summary>
internal sealed class LedgerSettlement(Ledger state, LedgerFacts facts, Currency currency)
{
    /// <summary>The entry that is joined to others: a credit, or a refund that is paid from credits.</summary>
    public required OpenItem Moving { get; init; }

    public required Side Side { get; init; }

    public required long BalanceMinor { get; init; }

    /// <summary>The day that was asked for; else the first day from which both entries can be settled.</summary>
    public DateOnly? EffectiveDate { get; init; }

    /// <summary>What can be settled only later is passed over, or refused when it is named.</summary>
    public DateOnly SettleableBy { get; init; } = DateOnly.MaxValue;

    private Side OtherSide => Side is Side.Credit ? Side.Debit : Side.Credit;

    private OpenItems? Others => OtherSide is Side.Debit ? state.Debits : state.Credits;

    public Decision Settle(Settlement settlement) => settlement switch
    {
        SettleNothing => new Decision([], Moving.OpenMinor),
        SettleOldestDueFirst => OldestDueFirst(),
        SettleExactly exactly => Exactly(exactly.Parts),
        SettleDocument document => Document(document.Document),
        _ => throw new InvalidOperationException($"{settlement.GetType().Name} is no settlement."),
    };

    /// <summary>
    /// What was asked for earlier, as far as it is open still: what was settled meanwhile, or moved to another ledger, is
    /// passed over, and its part of the credit stays unapplied.
    /// </summary>
    public IReadOnlyList<CreditAllocated> SettleWhatIsOpen(Settlement settlement) => settlement switch
    {
        SettleExactly exactly => WhatIsOpen(exactly.Parts.Select(part => (Item(part.Entry), part.Amount.Minor))),
        SettleDocument document => WhatIsOpen(
            [(Others?.Find(document.Document) ?? facts.Find(document.Document)?.Item, Moving.OpenMinor)]),
        _ => Settle(settlement).Allocations,
    };

    private OpenItem? Item(long entry) => Others?.Find(entry) ?? facts.Find(entry)?.Item;

    private List<CreditAllocated> WhatIsOpen(IEnumerable<(OpenItem? Item, long Minor)> parts)
    {
        var allocations = new List<CreditAllocated>();
        var left = Moving.OpenMinor;
        foreach (var (item, asked) in parts)
        {
            var minor = Math.Min(Math.Min(asked, left), item?.OpenMinor ?? 0);
            if (minor > 0)
                left = Join(allocations, item!, minor, left);
        }

        return allocations;
    }

    private Decision OldestDueFirst()
    {
        var allocations = new List<CreditAllocated>();
        var left = Moving.OpenMinor;
        foreach (var item in Others?.OldestDueFirst ?? facts.OldestDueFirst.Select(entry => entry.Item))
        {
            if (left == 0 || allocations.Count == LedgerLimits.MaxSettlementParts)
                break;
            if (item.UndisputedMinor == 0 || item.SettleableFrom > SettleableBy)
                continue;
            left = Join(allocations, item, Math.Min(left, item.UndisputedMinor), left);
        }

        return new Decision(allocations, left);
    }

    private Decision Exactly(IReadOnlyList<SettlementPart> parts)
    {
        var items = new OpenItem[parts.Count];
        for (var i = 0; i < parts.Count; i++)
        {
            var field = $"settlement.parts[{i}]";
            var named = Named(state, facts, parts[i].Entry, OtherSide, field + ".entry");
            if (named.Refusal is not null)
                return named.Refusal;
            items[i] = named.Item!;
            if (parts[i].Amount.Minor > items[i].OpenMinor)
            {
                var open = new Money(items[i].OpenMinor, currency).ToInvariantString();
                return new Refusal(RefusalCode.AmountExceedsOpen, field + ".amount", [$"{parts[i].Entry}", open]);
            }
        }

        // No part exceeds the largest amount of an entry and there are few: this sum does not overflow.
        if (parts.Sum(part => part.Amount.Minor) > Moving.OpenMinor)
        {
            return new Refusal(
                RefusalCode.AmountExceedsUnapplied, "settlement",
                [new Money(Moving.OpenMinor, currency).ToInvariantString()]);
        }

        var allocations = new List<CreditAllocated>(parts.Count);
        var left = Moving.OpenMinor;
        for (var i = 0; i < parts.Count; i++)
        {
            if (TooLate(items[i], $"settlement.parts[{i}].entry") is { } refusal)
                return refusal;
            left = Join(allocations, items[i], parts[i].Amount.Minor, left);
        }

        return new Decision(allocations, left);
    }

    private Decision Document(DocumentId document)
    {
        var item = Others?.Find(document);
        if (item is null)
        {
            var entry = facts.Find(document);
            if (entry is null)
                return new Refusal(RefusalCode.EntryNotFound, "settlement.document");
            if (entry.Side != OtherSide)
                return WrongSide(OtherSide, "settlement.document");
            item = entry.Item;
        }

        var allocations = new List<CreditAllocated>(1);
        var amount = Math.Min(Moving.OpenMinor, item.OpenMinor);
        if (amount == 0)
            return new Decision(allocations, Moving.OpenMinor);
        if (TooLate(item, "settlement.document") is { } refusal)
            return refusal;
        var left = Join(allocations, item, amount, Moving.OpenMinor);
        return new Decision(allocations, left);
    }

    private Refusal? TooLate(OpenItem item, string field) => item.SettleableFrom > SettleableBy
        ? new Refusal(RefusalCode.AllocationBeforeDocument, field, [$"{item.SettleableFrom:yyyy-MM-dd}"])
        : null;

    /// <summary>Gives what is left of the moving entry.</summary>
    private long Join(List<CreditAllocated> allocations, OpenItem item, long amountMinor, long leftMinor)
    {
        var left = leftMinor - amountMinor;
        var itemLeft = item.OpenMinor - amountMinor;
        var isCredit = Side is Side.Credit;
        var debit = isCredit ? item : Moving;
        var debitLeft = isCredit ? itemLeft : left;
        allocations.Add(new CreditAllocated
        {
            BalanceMinor = BalanceMinor,
            Credit = isCredit ? Moving.Entry : item.Entry,
            Debit = debit.Entry,
            AmountMinor = amountMinor,
            EffectiveDate = EffectiveDate ?? Later(Moving.SettleableFrom, item.SettleableFrom),
            CreditOpenMinor = isCredit ? left : itemLeft,
            DebitOpenMinor = debitLeft,
            DebitDisputedMinor = debit.DisputedMinor > debitLeft ? debitLeft : null,
        });
        return left;
    }

    /// <summary>The entry that a command names, or why it cannot be meant.</summary>
    public static (OpenItem? Item, Refusal? Refusal) Named(
        Ledger state, LedgerFacts facts, long entry, Side side, string field)
    {
        if ((side is Side.Debit ? state.Debits : state.Credits)?.Find(entry) is { } item)
            return (item, null);
        if ((side is Side.Debit ? state.Credits : state.Debits)?.Find(entry) is not null)
            return (null, WrongSide(side, field));
        return facts.Find(entry) switch
        {
            null => (null, new Refusal(RefusalCode.EntryNotFound, field, [$"{entry}"])),
            var found when found.Side != side => (null, WrongSide(side, field)),
            var found => (found.Item, null),
        };
    }

    private static Refusal WrongSide(Side expected, string field) =>
        new(expected is Side.Debit ? RefusalCode.NotADebit : RefusalCode.NotACredit, field);

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    /// <param name="LeftMinor">What is left of the moving entry.</param>
    internal sealed record Decision(IReadOnlyList<CreditAllocated> Allocations, long LeftMinor, Refusal? Refusal = null)
    {
        public static implicit operator Decision(Refusal refusal) => new([], 0, refusal);
    }
}
