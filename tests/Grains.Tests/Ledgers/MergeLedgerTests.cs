using FsCheck;
using FsCheck.Fluent;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

/// <summary>The ledger of a party that is the same customer as another: what is open in it moves to the other's.</summary>
public sealed class MergeLedgerTests
{
    private static readonly PartyId Kept = new(Guid.Parse("0195f3a0-0000-7000-8000-00000000000a"));
    private static readonly PartyId Old = new(Guid.Parse("0195f3a0-0000-7000-8000-00000000000b"));
    private static readonly DocumentId Document = new(Guid.Parse("0195f3a0-0000-7000-8000-00000000000c"));

    [Fact]
    public void An_item_moves_with_its_number_dates_and_disputed_part()
    {
        var old = new LedgerScenario();
        old.Given(
            Invoice(100, "2026-01-05", "2026-02-04", Document) with { Number = "INV/7", Reference = "PO 9", Narration = "Rice" },
            Payment(30, "2026-01-20"),
            Dispute(1, 20),
            Merge("2026-03-01"));
        var @out = old.When(Out(1, "2026-03-01"));
        var moved = Assert.IsType<EntryPosted>(@out.Events[0]);
        Assert.Equal((EntryKind.Transfer, Side.Credit, 70_00L, 0L), (moved.Kind, moved.Side, moved.AmountMinor, moved.BalanceMinor));
        Assert.Equal(Day("2026-03-01"), moved.DocumentDate);
        Assert.Equal(
            new TransferredItem(Kept, 1, EntryKind.Invoice, Day("2026-01-05"), Day("2026-02-04"), Document, 20_00), moved.Transferred);
        old.Record(@out);
        Assert.Equal((0, 0, 0L), (old.State.OpenItems, old.State.UnappliedCredits, old.State.BalanceMinor));
        Assert.Equal(0, old.Naive.DisputedNow(1));
        old.ThenNothing(Out(1, "2026-03-01"));

        var kept = new LedgerScenario();
        kept.Given(Taken(moved, old.Last));
        var item = kept.State.Debits!.Find(1)!;
        Assert.Equal(
            new OpenItem(1, 70_00, 20_00, Day("2026-03-01"), Day("2026-02-04"), Day("2026-03-01"), Document), item);
        var entry = kept.Naive.Entries[0].Posted;
        Assert.Equal(("INV/7", "PO 9", "Rice"), (entry.Number, entry.Reference, entry.Narration));
        Assert.Equal(
            new TransferOrigin(Old, old.Last, EntryKind.Invoice, Day("2026-01-05"), Day("2026-02-04"), Document, 20_00), entry.Origin);
    }

    [Fact]
    public void What_cannot_be_settled_yet_moves_on_the_day_it_can()
    {
        var old = new LedgerScenario();
        old.Given(
            Invoice(100, "2026-04-10"),
            Invoice(50, "2026-01-10"),
            Payment(50, "2026-01-11"),
            Undoing(3, 2, "2026-05-01"),
            Merge("2026-03-01"));
        Assert.Equal(Day("2026-04-10"), Assert.IsType<EntryPosted>(old.When(Out(1, "2026-03-01")).Events[0]).DocumentDate);
        Assert.Equal(Day("2026-05-01"), Assert.IsType<EntryPosted>(old.When(Out(2, "2026-03-01")).Events[0]).DocumentDate);
        Assert.Equal(Day("2026-05-01"), Assert.IsType<EntryPosted>(old.When(Out(3, "2026-03-01")).Events[0]).DocumentDate);
    }

    [Fact]
    public void Nothing_is_recorded_by_hand_any_more_and_a_document_that_is_on_its_way_arrives()
    {
        var old = new LedgerScenario();
        old.Given(Invoice(100, "2026-01-05"), Merge("2026-03-01"));
        old.ThenRefused(RefusalCode.PartyMerged, null, Payment(100, "2026-03-02"));
        old.ThenRefused(RefusalCode.PartyMerged, null, Invoice(100, "2026-03-02"));
        old.Given(Invoice(40, "2026-02-28", null, Document));
        Assert.Equal(2, old.State.OpenItems);
    }

    [Fact]
    public void A_transfer_stays()
    {
        var old = new LedgerScenario();
        old.Given(Invoice(100, "2026-01-05"), Payment(30, "2026-01-20"), Merge("2026-03-01"), Out(1, "2026-03-01"));
        old.ThenRefused(RefusalCode.CannotBeReversed, "entry", Reversal(4, "2026-03-02"));
        old.ThenRefused(RefusalCode.CannotBeReversed, null, Undoing(4, 1));
        // The bounce of what had settled it opens as much again.
        old.Given(Reversal(2, "2026-03-05"));
        Assert.Equal(30_00, old.OpenMinor(1));

        var kept = new LedgerScenario();
        kept.Given(Taken(old.Naive.Entries.Single(entry => entry.Version == 4).Posted, 4), Payment(70, "2026-03-06"));
        kept.ThenRefused(RefusalCode.CannotBeReversed, "entry", Reversal(1, "2026-03-07"));
        kept.Given(Undoing(2, 1));
        Assert.Equal(70_00, kept.OpenMinor(1));
    }

    [Fact]
    public void A_ledger_is_merged_once_and_only_then_gives()
    {
        var ledger = new LedgerScenario();
        ledger.Given(Invoice(100, "2026-01-05"));
        ledger.ThenRefused(RefusalCode.NotFound, null, Out(1, "2026-03-01"));
        ledger.Given(Merge("2026-03-01"));
        ledger.ThenNothing(Merge("2026-03-01"));
        ledger.ThenRefused(RefusalCode.PartyMerged, null, Merge("2026-03-01") with { Into = Old });
        ledger.ThenRefused(RefusalCode.EntryNotFound, "entry", Out(9, "2026-03-01"));
        ledger.ThenRefused(RefusalCode.DateOutOfRange, "date", Out(1, "0001-01-01"));
        ledger.ThenRefused(RefusalCode.AmountMustBePositive, "amount", Taking with { Amount = Rs(0) });
    }

    /// <summary>
    /// Invariants 2 and 3 over two ledgers: what is due on which day and how much of it is the same on every day, before the merge
    /// in the old ledger alone, from then on in both together; whatever bounces or is undone after.
    /// </summary>
    [Fact]
    public void On_every_day_both_ledgers_together_show_what_one_would_have_shown() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150),
        Prop.ForAll(LedgerMove.Sequences(50), moves =>
        {
            var (alone, old, kept) = (new LedgerScenario(), new LedgerScenario(), new LedgerScenario());
            var merged = new DateOnly(2026, 3, 1);
            var before = moves.Length * 3 / 4;
            foreach (var move in moves[..before])
                Both(move.On(alone.Naive));
            old.Given(Merge("2026-03-01"));
            MoveAll();
            foreach (var move in moves[before..])
            {
                // Of what can still be done to a merged ledger, that which means the same without the merge: the bounce of a
                // payment that was used up. What was left of one went along, and its bounce is owed there.
                var open = alone.Naive.Entries.Where(entry => entry.Posted is { Kind: EntryKind.Payment }
                    && old.Naive.AllAllocations.All(joined => joined.Credit != entry.Version
                        || old.Naive.Find(joined.Debit)!.Kind != EntryKind.Transfer)).ToList();
                if (open.Count == 0)
                    continue;
                var (bounced, posted) = open[move.Which % open.Count];
                var day = posted.DocumentDate > merged ? posted.DocumentDate : merged.AddDays(move.Day % 20);
                var bounce = Reversal(bounced, $"{day:yyyy-MM-dd}");
                if (alone.When(bounce).Refusal is not null || old.When(bounce).Refusal is not null)
                    continue;
                alone.Record(alone.When(bounce));
                old.Record(old.When(bounce));
                MoveAll();
            }

            Assert.Equal((0, 0), (old.State.OpenItems, old.State.UnappliedCredits));
            foreach (var day in alone.Naive.Days().Append(merged).Append(merged.AddDays(-1)))
            {
                Assert.Equal(alone.Naive.BalanceAsOf(day), old.Naive.BalanceAsOf(day) + kept.Naive.BalanceAsOf(day));
                Assert.Equal(Due(day, alone), Due(day, old, kept));
                if (day < merged)
                    Assert.Equal(Due(day, alone), Due(day, old));
            }

            void Both(LedgerCommand command)
            {
                var decision = alone.When(command);
                alone.Record(decision);
                old.Record(decision);
            }

            void MoveAll()
            {
                foreach (var entry in old.Naive.Open(Side.Debit).Concat(old.Naive.Open(Side.Credit)).Select(entry => entry.Entry).ToList())
                {
                    old.Given(Out(entry, "2026-03-01"));
                    kept.Given(Taken(old.Naive.Entries[^1].Posted, old.Last));
                }
            }
        }));

    /// <summary>What is open on a day by due date, unapplied credit apart: with that every column of an aging.</summary>
    private static string Due(DateOnly day, params LedgerScenario[] ledgers) => string.Join(' ', ledgers
        .SelectMany(ledger => ledger.Naive.Entries.Select(entry => (
            Due: entry.Posted.Side is Side.Debit ? entry.Posted.DueDate : DateOnly.MinValue,
            Open: ledger.Naive.OpenAsOf(entry.Version, day))))
        .Where(item => item.Open != 0)
        .GroupBy(item => item.Due, item => item.Open)
        .OrderBy(due => due.Key)
        .Select(due => $"{due.Key:MM-dd}:{due.Sum()}"));

    private static readonly TransferIn Taking = new()
    {
        Id = default,
        By = Actor.System("tests"),
        Side = Side.Debit,
        Amount = Rs(1),
        Date = Day("2026-03-01"),
        Origin = new TransferOrigin(Old, 1, EntryKind.Invoice, Day("2026-01-05"), Day("2026-02-04"), null, 0),
    };

    internal static MergeLedger Merge(string on) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Into = Kept,
        On = Day(on),
    };

    internal static TransferOut Out(long entry, string date) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Entry = entry,
        Date = Day(date),
    };

    /// <summary>As the outbox sends it on.</summary>
    private static TransferIn Taken(EntryPosted moved, long entry)
    {
        var item = moved.Transferred!;
        return Taking with
        {
            Side = moved.Side is Side.Debit ? Side.Credit : Side.Debit,
            Amount = new Money(moved.AmountMinor, Rupee),
            Date = moved.DocumentDate,
            Number = moved.Number,
            Method = moved.Method,
            Reference = moved.Reference,
            Narration = moved.Narration,
            Origin = new TransferOrigin(Old, entry, item.Kind, item.DocumentDate, item.DueDate, item.Document, item.DisputedMinor),
        };
    }
}
