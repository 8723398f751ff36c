using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>Stream <c>ledger/{party}/{currency}</c>: the rows of the ledger's tables that each event writes.</summary>
public sealed class LedgerReadModel : EventStream<Ledger, LedgerEvent>
{
    public static LedgerReadModel Definition { get; } = new();

    public override string Kind => "ledger";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<LedgerEvent[]> EventsJson => LedgerJson.Default.LedgerEventArray;

    protected override JsonTypeInfo<Ledger> StateJson => LedgerJson.Default.Ledger;

    public static StreamId StreamOf(LedgerKey key) => new(key.Business, $"ledger/{key.Party}/{key.Currency}");

    public static LedgerKey KeyOf(StreamId stream)
    {
        var parts = stream.Stream.Split('/');
        return new LedgerKey(stream.Business, Id.Parse<PartyId>(parts[1]), Currency.Parse(parts[2]));
    }

    public override Ledger Initial(StreamId stream) => Ledger.New;

    public override Ledger Evolve(Ledger state, JournalRow row, LedgerEvent @event) =>
        Ledger.Evolve(state, row.Version, row.RecordedAt, @event);

    /// <summary>
    /// The items are left out where either has let them go: what is open is compared with the entries.
    /// </summary>
    protected override bool AreSame(Ledger folded, Ledger stored) =>
        folded.Debits is not null && stored.Debits is not null
            ? base.AreSame(folded, stored)
            : base.AreSame(folded with { Debits = null, Credits = null }, stored with { Debits = null, Credits = null });

    public override void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<LedgerEvent> events, Ledger after)
    {
        var key = KeyOf(row.Stream);
        var ledger = new Key(key.Business.Value, key.Party.Value, key.Currency.Code);
        // A ledger that only keeps a post-dated payment has no date yet; the first day of all is no later than any.
        var latest = after.LatestDate < Documents.Fields.EarliestDate ? Documents.Fields.EarliestDate : after.LatestDate;
        batch.Put(LedgerTables.Ledger, new LedgerTables.LedgerRow(
            ledger, row.Version, row.Hash, after.BalanceMinor, latest, row.RecordedAt));

        var ordinal = 0;
        foreach (var @event in events)
        {
            switch (@event)
            {
                case EntryPosted posted:
                    Post(batch, ledger, row, posted, events);
                    break;
                case CreditAllocated allocated:
                    Allocate(batch, ledger, row, allocated, ordinal++);
                    break;
                case AllocationUndone undone:
                    batch.Put(LedgerTables.Undoing, new LedgerTables.UndoingRow(
                        ledger, undone.Version, undone.Ordinal, undone.UndoneFrom, row.Version));
                    Reopen(batch, ledger, undone.Credit);
                    Reopen(batch, ledger, undone.Debit);
                    break;
                case ReceiptNumbered numbered:
                    batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, numbered.Entry)
                    {
                        Number = numbered.Number,
                    });
                    break;
                case PaymentHeld held:
                    batch.Put(LedgerTables.Held, new LedgerTables.HeldRow(ledger, row.Version, row.RecordedAt, held));
                    if (held.InternalReason is { } why)
                        batch.Put(LedgerTables.Reason, new LedgerTables.ReasonRow(ledger, row.Version, why, row.Actor));
                    break;
                case PaymentGivenBack back:
                    batch.Put(LedgerTables.HeldPatch, new LedgerTables.HeldPatchRow(ledger, back.Held)
                    {
                        GivenBackBy = row.Version,
                        GivenBackAt = row.RecordedAt,
                        GivenBackNote = back.Narration,
                    });
                    batch.Put(
                        LedgerTables.Reason, new LedgerTables.ReasonRow(ledger, row.Version, back.InternalReason, row.Actor));
                    break;
                case LedgerMerged:
                    // It stands with the party.
                    break;
                case EntryDisputed disputed:
                    batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, disputed.Entry)
                    {
                        DisputedMinor = disputed.DisputedMinor,
                    });
                    break;
            }
        }
    }

    private static void Post(
        ReadModelBatch batch, Key ledger, JournalRow row, EntryPosted posted, IReadOnlyList<LedgerEvent> events)
    {
        batch.Put(LedgerTables.Entry, new LedgerTables.EntryRow(
            ledger, row.Version, row.RecordedAt, posted, OpenAfter(row.Version, posted, events)));
        if (posted.InternalReason is { } reason)
            batch.Put(LedgerTables.Reason, new LedgerTables.ReasonRow(ledger, row.Version, reason, row.Actor));
        if (posted.Reverses is { } reversed)
        {
            batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, reversed)
            {
                ReversedBy = row.Version,
                BouncedOn = posted.Cause is ReversalCause.Bounced ? posted.DocumentDate : null,
            });
        }

        if (posted.Held is { } held)
        {
            batch.Put(LedgerTables.HeldPatch, new LedgerTables.HeldPatchRow(ledger, held) { EnteredAs = row.Version });
        }

        var isDebit = posted.Side is Side.Debit;
        batch.Put(LedgerTables.Day, new LedgerTables.DayRow(
            ledger,
            posted.DocumentDate,
            isDebit ? posted.AmountMinor : 0,
            isDebit ? 0 : posted.AmountMinor,
            Received(posted),
            1));
    }

    /// <summary>
    /// Written with the entry, so that settling what is posted in the same row is no second change of it.
    /// </summary>
    private static long OpenAfter(long entry, EntryPosted posted, IReadOnlyList<LedgerEvent> events)
    {
        if (events.Count > 1 && events[^1] is CreditAllocated last)
        {
            if (last.Credit == entry)
                return last.CreditOpenMinor;
            if (last.Debit == entry)
                return last.DebitOpenMinor;
        }

        return posted.AmountMinor;
    }

    private static void Allocate(
        ReadModelBatch batch, Key ledger, JournalRow row, CreditAllocated allocated, int ordinal)
    {
        batch.Put(LedgerTables.Allocation, new LedgerTables.AllocationRow(ledger, row.Version, ordinal, allocated));
        if (allocated.Credit != row.Version)
        {
            batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, allocated.Credit)
            {
                OpenMinor = allocated.CreditOpenMinor,
            });
        }

        if (allocated.Debit != row.Version)
        {
            batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, allocated.Debit)
            {
                OpenMinor = allocated.DebitOpenMinor,
                DisputedMinor = allocated.DebitDisputedMinor,
            });
        }
    }

    private static void Reopen(ReadModelBatch batch, Key ledger, OpenItem item) =>
        batch.Put(LedgerTables.EntryPatch, new LedgerTables.EntryPatchRow(ledger, item.Entry)
        {
            OpenMinor = item.OpenMinor,
            SettleableFrom = item.SettleableFrom,
        });

    /// <summary>Payments less bounces and refunds, each on its own day.</summary>
    private static long Received(EntryPosted posted) => posted switch
    {
        { Kind: EntryKind.Payment } or { ReversesKind: EntryKind.Refund } => posted.AmountMinor,
        { Kind: EntryKind.Refund } or { ReversesKind: EntryKind.Payment } => -posted.AmountMinor,
        _ => 0,
    };

    internal readonly record struct Key(Guid Business, Guid Party, string Currency);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerEvent[]))]
[JsonSerializable(typeof(Ledger))]
[JsonSerializable(typeof(OpenItem[]))]
[JsonSerializable(typeof(LedgerCommand))]
internal sealed partial class LedgerJson : JsonSerializerContext;
