using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Simulations;

/// <summary>
/// What businesses wish of ledgers: mostly possible at the moment it is thought of, sometimes not, and often not any more when
/// it arrives.
/// </summary>
internal sealed class Script(Seeded random)
{
    private static readonly Currency Rupees = Currency.Parse("INR");
    private static readonly DateOnly FirstDay = new(2026, 4, 1);
    private static readonly Numbering Receipts = new("receipt", "R/{yy}/{000000}", 2026, 1);
    private static readonly Numbering Refunds = new("refund", "F/{yy}/{000000}", 2026, 1);

    public LedgerCommand Next(LedgerBook book) => random.Below(24) switch
    {
        < 6 => Post(EntryKind.Invoice) with { DueDate = FirstDay.AddDays(random.Between(90, 160)) },
        < 9 => Post(EntryKind.Payment) with { Settlement = new SettleOldestDueFirst(), Method = "UPI" },
        < 11 => Post(EntryKind.Payment) with { Settlement = new SettleOldestDueFirst(), ReceiptNumbering = Receipts },
        < 13 => Post(EntryKind.Payment) with { Settlement = Parts(book, Side.Debit) },
        13 => Post(EntryKind.CreditNote),
        14 => Post(EntryKind.Adjustment) with { Side = random.Chance(0.5) ? Side.Debit : Side.Credit },
        15 => Post(EntryKind.Refund) with
        {
            Settlement = random.Chance(0.5) ? new SettleOldestDueFirst() : Parts(book, Side.Credit),
            ReceiptNumbering = Refunds,
        },
        16 or 17 => new ReverseEntry
        {
            Id = NewId(),
            By = Actor.System("simulation"),
            Entry = Any(book),
            DocumentDate = Day().AddDays(60),
            InternalReason = "Wrong",
        },
        18 or 19 => new AllocateCredit
        {
            Id = NewId(),
            By = Actor.System("simulation"),
            CreditEntry = Open(book, Side.Credit),
            Settlement = random.Chance(0.5) ? Parts(book, Side.Debit) : new SettleOldestDueFirst(),
        },
        20 or 21 => Undoing(book),
        22 => new MarkDisputed
        {
            Id = NewId(),
            By = Actor.System("simulation"),
            Entry = Open(book, Side.Debit),
            Amount = new Money(random.Below(3) * 50, Rupees),
        },
        _ => Post(EntryKind.DebitNote) with { Narration = "Late" },
    };

    /// <summary>The same id, another wish.</summary>
    public LedgerCommand Altered(LedgerCommand command) => command is PostEntry post
        ? post with { Amount = post.Amount + new Money(1, Rupees) }
        : Post(EntryKind.Invoice) with { Id = command.Id };

    private CommandId NewId() => new(random.Guid());

    private PostEntry Post(EntryKind kind) => new()
    {
        Id = NewId(),
        By = Actor.System("simulation"),
        Kind = kind,
        Amount = new Money(random.Between(1, 400), Rupees),
        DocumentDate = Day(),
    };

    private UndoAllocation Undoing(LedgerBook book)
    {
        var made = book.AllAllocations.Count == 0 ? null : book.AllAllocations.ElementAt(random.Below(book.AllAllocations.Count));
        return new UndoAllocation
        {
            Id = NewId(),
            By = Actor.System("simulation"),
            CreditEntry = made?.Credit ?? 1,
            DebitEntry = made?.Debit ?? 2,
            From = random.Chance(0.5) ? Day().AddDays(30) : null,
        };
    }

    private SettleExactly Parts(LedgerBook book, Side side)
    {
        var open = book.All.Where(entry => entry.Side == side && entry.OpenMinor > 0).ToList();
        if (open.Count == 0)
            return new SettleExactly([new SettlementPart(Any(book), new Money(1, Rupees))]);
        var entry = random.One(open);
        var amount = random.Chance(0.1) ? entry.OpenMinor + 1 : Math.Min(entry.OpenMinor, random.Between(1, 200));
        return new SettleExactly([new SettlementPart(entry.Entry, new Money(amount, Rupees))]);
    }

    private long Open(LedgerBook book, Side side)
    {
        var open = book.All.Where(entry => entry.Side == side && entry.OpenMinor > 0).ToList();
        return open.Count == 0 || random.Chance(0.1) ? Any(book) : random.One(open).Entry;
    }

    private long Any(LedgerBook book) => book.Count == 0 ? 1 : random.One(book.Numbers);

    private DateOnly Day() => FirstDay.AddDays(random.Below(60));
}
