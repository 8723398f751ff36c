using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Grains.Tests;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

/// <summary>What a random business does to a random party: a number for each choice it has.</summary>
internal sealed record LedgerMove(int Kind, int Which, int Other, int Amount, int Day, int LaterDay)
{
    private static readonly DateOnly FirstDay = new(2026, 1, 1);

    /// <summary>Sequences, and for a failure the shorter ones that fail too.</summary>
    public static Arbitrary<LedgerMove[]> Sequences(int maxLength) => Arb.From(
        Gen.Choose(1, maxLength).SelectMany(length => Gen.ArrayOf(One, length)), Shorter);

    public static IEnumerable<LedgerMove[]> Samples(int count, int length) =>
        Gen.ArrayOf(One, length).Sample(length, count);

    private static Gen<LedgerMove> One =>
        from kind in Gen.Choose(0, 25)
        from which in Gen.Choose(0, 999)
        from other in Gen.Choose(0, 999)
        from amount in Gen.Choose(1, 400)
        from day in Gen.Choose(0, 120)
        from laterDay in Gen.Choose(0, 120)
        select new LedgerMove(kind, which, other, amount, day, laterDay);

    /// <summary>
    /// The command of this move on the ledger as it is. Mostly possible, sometimes not: then it must be refused and
    /// change nothing.
    /// </summary>
    public LedgerCommand On(NaiveLedger ledger) => Kind switch
    {
        0 or 1 or 2 or 3 => Post(EntryKind.Invoice) with
        {
            DueDate = DateOf(Day).AddDays(Other % 60),
            Document = Which % 2 == 0 ? Document(ledger.Entries.Count) : null,
        },
        4 or 5 or 6 => Post(EntryKind.Payment) with
        {
            Settlement = new SettleOldestDueFirst(),
            ReceiptNumbering = Which % 3 == 0 ? new("receipt", "R{000}", 2026, 1) : null,
            Voucher = Which % 6 == 0 ? VoucherTerms.For(Examples.BusinessDetails, Examples.PartyDetails) : null,
        },
        7 => Post(EntryKind.Payment) with { Settlement = Parts(ledger, Side.Debit) },
        8 => Post(EntryKind.CreditNote) with
        {
            Settlement = new SettleDocument(Document(Pick(ledger.Entries.Count, Which))),
        },
        9 => Post(EntryKind.OpeningBalance) with
        {
            Side = Which % 2 == 0 ? Side.Debit : Side.Credit,
            DueDate = Which % 2 == 0 ? DateOf(Day).AddDays(-Other % 100) : null,
        },
        10 => Post(EntryKind.Adjustment) with { Side = Which % 2 == 0 ? Side.Debit : Side.Credit },
        11 => Post(EntryKind.Refund) with
        {
            Settlement = Which % 2 == 0 ? new SettleOldestDueFirst() : Parts(ledger, Side.Credit),
            ReceiptNumbering = Which % 3 == 0 ? new("refund", "F{000}", 2026, 1) : null,
        },
        12 or 13 => Reversal(Pick(ledger, Which), $"{DateOf(Day > LaterDay ? Day : LaterDay):yyyy-MM-dd}"),
        14 or 15 => Allocation(
            PickOf(ledger, Side.Credit),
            (Other % 3) switch
            {
                0 => Parts(ledger, Side.Debit),
                1 => new SettleDocument(Document(Pick(ledger.Entries.Count, Other))),
                _ => new SettleOldestDueFirst(),
            }) with
        { EffectiveDate = Amount % 3 == 0 ? DateOf(LaterDay) : null },
        16 or 17 => Undoing(ledger),
        18 => Dispute(PickOf(ledger, Side.Debit), 0) with { Amount = new Money(Amount % 7 == 0 ? 0 : Amount, Rupee) },
        20 => new TransferIn
        {
            Id = default,
            By = Actor.System("tests"),
            Side = Which % 2 == 0 ? Side.Debit : Side.Credit,
            Amount = new Money(Amount, Rupee),
            Date = DateOf(Day),
            Origin = new TransferOrigin(
                default, 1, EntryKind.Invoice, DateOf(Day).AddDays(-9), DateOf(Day).AddDays(-Other % 100), null,
                Which % 4 == 0 ? Amount / 2 : 0),
        },
        22 => Post(EntryKind.Payment) with
        {
            DayBeginsAt = BeginningOf(DateOf(Day)),
            Settlement = (Other % 4) switch
            {
                0 => new SettleNothing(),
                1 => Parts(ledger, Side.Debit),
                2 => new SettleDocument(Document(Pick(ledger.Entries.Count, Which))),
                _ => new SettleOldestDueFirst(),
            },
        },
        23 or 24 => Entering(ledger),
        25 => GivingBack(ledger.Held.Count == 0 || Other % 9 == 0 ? Which : ledger.Held[Which % ledger.Held.Count].Held),
        21 => Which % 40 == 0
            ? MergeLedgerTests.Merge($"{DateOf(LaterDay):yyyy-MM-dd}")
            : MergeLedgerTests.Out(
                PickOf(ledger, Other % 2 == 0 ? Side.Debit : Side.Credit), $"{DateOf(LaterDay):yyyy-MM-dd}"),
        _ => new ReverseDocument
        {
            Id = default,
            By = Actor.System("tests"),
            Document = Document(Pick(ledger.Entries.Count, Which)),
            InternalReason = "Wrong",
        },
    };

    private PostEntry Post(EntryKind kind) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Kind = kind,
        Amount = new Money(Amount, Rupee),
        DocumentDate = DateOf(Day),
    };

    /// <summary>On its day, or on another one.</summary>
    private EnterPayment Entering(NaiveLedger ledger)
    {
        if (ledger.Held.Count == 0)
            return LedgerScenario.Entering(Which, "2026-01-01");
        var (held, payment) = ledger.Held[Which % ledger.Held.Count];
        return LedgerScenario.Entering(held, $"{(Other % 4 == 0 ? DateOf(LaterDay) : payment.Day):yyyy-MM-dd}");
    }

    private UndoAllocation Undoing(NaiveLedger ledger)
    {
        var made = ledger.AllAllocations.Count == 0 ? null : ledger.AllAllocations[Which % ledger.AllAllocations.Count];
        return new UndoAllocation
        {
            Id = default,
            By = Actor.System("tests"),
            CreditEntry = made?.Credit ?? 1,
            DebitEntry = made?.Debit ?? 2,
            From = Other % 2 == 0 ? DateOf(LaterDay) : null,
        };
    }

    /// <summary>Two entries, mostly open ones of the right side.</summary>
    private SettleExactly Parts(NaiveLedger ledger, Side side)
    {
        var open = ledger.Open(side).ToList();
        if (open.Count == 0 || Which % 17 == 0)
            return new SettleExactly([new SettlementPart(Pick(ledger, Other), new Money(Amount, Rupee))]);
        var one = open[Which % open.Count];
        var other = open[Other % open.Count];
        var parts = new List<SettlementPart> { new(one.Entry, new Money(Math.Min(Amount, one.OpenMinor), Rupee)) };
        if (other != one && Amount > 100)
            parts.Add(new SettlementPart(other.Entry, new Money(1, Rupee)));
        return new SettleExactly(parts);
    }

    private long PickOf(NaiveLedger ledger, Side side)
    {
        var open = ledger.Open(side).ToList();
        return open.Count == 0 || Other % 11 == 0 ? Pick(ledger, Which) : open[Which % open.Count].Entry;
    }

    private static long Pick(NaiveLedger ledger, int which) =>
        ledger.Entries.Count == 0 ? 1 : ledger.Entries[which % ledger.Entries.Count].Version;

    private static int Pick(int count, int which) => count == 0 ? 0 : which % count;

    private static DocumentId Document(int entry) => new(new Guid(entry, 1, 0, new byte[8]));

    private static DateOnly DateOf(int day) => FirstDay.AddDays(day);

    private static IEnumerable<LedgerMove[]> Shorter(LedgerMove[] moves)
    {
        for (var cut = moves.Length / 2; cut > 0; cut /= 2)
        {
            for (var at = 0; at + cut <= moves.Length; at += cut)
                yield return [.. moves[..at], .. moves[(at + cut)..]];
        }
    }
}
