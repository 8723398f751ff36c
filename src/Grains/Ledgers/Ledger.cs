using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Ledgers;

/// <summary>What happened to a ledger. Names and fields are storage formats: fields are only added.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(EntryPosted), "entry-posted")]
[JsonDerivedType(typeof(CreditAllocated), "credit-allocated")]
[JsonDerivedType(typeof(AllocationUndone), "allocation-undone")]
[JsonDerivedType(typeof(ReceiptNumbered), "receipt-numbered")]
[JsonDerivedType(typeof(EntryDisputed), "entry-disputed")]
[JsonDerivedType(typeof(LedgerMerged), "ledger-merged")]
[JsonDerivedType(typeof(PaymentHeld), "payment-held")]
[JsonDerivedType(typeof(PaymentGivenBack), "payment-given-back")]
public abstract record LedgerEvent
{
    /// <summary>The ledger's balance after it; positive is owed by the party.</summary>
    public required long BalanceMinor { get; init; }
}

/// <summary>An entry. Its number is the ledger's version that recorded it; a version records at most one.</summary>
public sealed record EntryPosted : LedgerEvent
{
    public required EntryKind Kind { get; init; }

    public required Side Side { get; init; }

    public required long AmountMinor { get; init; }

    public required DateOnly DocumentDate { get; init; }

    /// <summary>Of a credit its document date.</summary>
    public required DateOnly DueDate { get; init; }

    public DocumentId? Document { get; init; }

    public string? Number { get; init; }

    public string? Method { get; init; }

    public string? Reference { get; init; }

    public string? Narration { get; init; }

    public string? InternalReason { get; init; }

    /// <summary>Of a reversal: the entry that it takes back, and what kind that was.</summary>
    public long? Reverses { get; init; }

    public EntryKind? ReversesKind { get; init; }

    /// <summary>Null for a correction.</summary>
    public ReversalCause? Cause { get; init; }

    public Numbering? ReceiptNumbering { get; init; }

    public Voucher? Voucher { get; init; }

    /// <summary>Of a transfer in the giving ledger: what was moved, and to whose.</summary>
    public TransferredItem? Transferred { get; init; }

    /// <summary>Of a transfer in the taking ledger: what it was and where it came from.</summary>
    public TransferOrigin? Origin { get; init; }

    /// <summary>Of a payment that was post-dated: its number in keeping, which it leaves.</summary>
    public long? Held { get; init; }
}

/// <summary>What an entry moved to another ledger; the fields are those of <see cref="TransferOrigin"/>.</summary>
/// <param name="Entry">That was open.</param>
public sealed record TransferredItem(
    PartyId To,
    long Entry,
    EntryKind Kind,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DocumentId? Document,
    long DisputedMinor);

/// <summary>
/// A credit was joined to a debit. Its place among those of its row is its ordinal, counted from zero.
/// </summary>
public sealed record CreditAllocated : LedgerEvent
{
    public required long Credit { get; init; }

    public required long Debit { get; init; }

    public required long AmountMinor { get; init; }

    public required DateOnly EffectiveDate { get; init; }

    /// <summary>What is left unapplied of the credit.</summary>
    public required long CreditOpenMinor { get; init; }

    /// <summary>What is left open of the debit.</summary>
    public required long DebitOpenMinor { get; init; }

    /// <summary>What is disputed of the debit, when settling it has lowered that.</summary>
    public long? DebitDisputedMinor { get; init; }
}

/// <summary>An allocation was undone. Carries what is open again, which the bounded state may have let go.</summary>
public sealed record AllocationUndone : LedgerEvent
{
    /// <summary>The version that made it and its ordinal within that.</summary>
    public required long Version { get; init; }

    public required int Ordinal { get; init; }

    public required long AmountMinor { get; init; }

    public required DateOnly EffectiveDate { get; init; }

    /// <summary>It counts no more from this day; the effective date when it never should have counted.</summary>
    public required DateOnly UndoneFrom { get; init; }

    /// <summary>The credit and the debit after it.</summary>
    public required OpenItem Credit { get; init; }

    public required OpenItem Debit { get; init; }
}

/// <summary>A payment or a refund got its receipt's number.</summary>
public sealed record ReceiptNumbered : LedgerEvent
{
    public required long Entry { get; init; }

    public required string Number { get; init; }
}

/// <summary>How much of a debit is disputed from here on.</summary>
public sealed record EntryDisputed : LedgerEvent
{
    public required long Entry { get; init; }

    public required long DisputedMinor { get; init; }
}

/// <summary>The ledger's party is the same customer as another: what is open here moves to the other's ledger.</summary>
public sealed record LedgerMerged : LedgerEvent
{
    public required PartyId Into { get; init; }

    public required DateOnly On { get; init; }
}

/// <summary>
/// A post-dated payment was taken into keeping. Its number is the ledger's version that took it. No entry, and no money
/// until its day.
/// </summary>
public sealed record PaymentHeld : LedgerEvent
{
    public required long AmountMinor { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>When its day begins where the business is.</summary>
    public required DateTimeOffset DayBeginsAt { get; init; }

    public string? Number { get; init; }

    public string? Method { get; init; }

    public string? Reference { get; init; }

    public string? Narration { get; init; }

    public string? InternalReason { get; init; }

    /// <summary>What it shall settle on its day.</summary>
    public required Settlement Settlement { get; init; }

    public Numbering? ReceiptNumbering { get; init; }

    /// <summary>What the voucher says, if the payment leaves something unsettled on its day.</summary>
    public VoucherTerms? Voucher { get; init; }
}

/// <summary>A post-dated payment went back to the party before it was entered.</summary>
public sealed record PaymentGivenBack : LedgerEvent
{
    public required long Held { get; init; }

    public string? Narration { get; init; }

    public required string InternalReason { get; init; }
}

/// <summary>A post-dated payment in keeping.</summary>
/// <param name="Held">The ledger's version that took it.</param>
public sealed record HeldPayment(long Held, PaymentHeld Payment);

/// <summary>
/// What a ledger must know to decide: never its history. Up to <see cref="MaxOpenItems"/> open items are here; beyond
/// that only their number is, and what allocation needs of them is asked of the read models.
/// </summary>
/// <param name="LatestDate">The latest document date, effective date or day of an undoing.</param>
/// <param name="OpenItems">How many debits have an open part.</param>
/// <param name="UnappliedCredits">How many credits have an unapplied part.</param>
/// <param name="Debits">
/// The open items, or null when they are too many to be kept here; then <paramref name="Credits"/> too.
/// </param>
/// <param name="AwaitingNumber">Payments and refunds whose receipts have yet to be numbered; the newest of them.</param>
public sealed record Ledger(
    long Version,
    long BalanceMinor,
    DateTimeOffset RecordedAt,
    DateOnly LatestDate,
    int OpenItems,
    int UnappliedCredits,
    OpenItems? Debits,
    OpenItems? Credits,
    ImmutableSortedSet<long> AwaitingNumber)
{
    /// <summary>The party whose ledger takes what is open in this one, and from which day.</summary>
    public PartyId? MergedInto { get; init; }

    public DateOnly? MergedOn { get; init; }

    /// <summary>Post-dated payments in keeping, at most <see cref="LedgerLimits.MaxHeldPayments"/>; null for none.</summary>
    public ImmutableList<HeldPayment>? Held { get; init; }

    public PaymentHeld? FindHeld(long held) => Held?.Find(payment => payment.Held == held)?.Payment;

    public const int MaxOpenItems = 5_000;

    private const int MaxAwaitingNumber = 100;

    public static Ledger New { get; } = new(
        0, 0, default, DateOnly.MinValue, 0, 0, LedgerPortal.Ledgers.OpenItems.None,
        LedgerPortal.Ledgers.OpenItems.None, []);

    /// <summary>Total: whatever was accepted once folds for ever.</summary>
    public static Ledger Evolve(
        Ledger state, long version, DateTimeOffset recordedAt, LedgerEvent @event) => @event switch
        {
            EntryPosted posted => Posted(state, version, posted),
            CreditAllocated allocated => Allocated(state, allocated),
            AllocationUndone undone => Undone(state, undone),
            ReceiptNumbered numbered => state with { AwaitingNumber = state.AwaitingNumber.Remove(numbered.Entry) },
            EntryDisputed disputed => state with
            {
                Debits = state.Debits?.WithDisputed(disputed.Entry, disputed.DisputedMinor),
            },
            PaymentHeld held => state with { Held = (state.Held ?? []).Add(new HeldPayment(version, held)) },
            PaymentGivenBack back => state with { Held = Without(state.Held, back.Held) },
            LedgerMerged merged => state with { MergedInto = merged.Into, MergedOn = merged.On },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a ledger."),
        } with
        {
            Version = version,
            BalanceMinor = @event.BalanceMinor,
            RecordedAt = recordedAt,
        };

    private static Ledger Posted(Ledger state, long version, EntryPosted posted)
    {
        var item = new OpenItem(
            version, posted.AmountMinor, 0, posted.DocumentDate, posted.DueDate, posted.DocumentDate,
            // What was moved is known by the document that it comes from, so that links to it hear of payments here.
            posted.Document ?? posted.Origin?.Document);
        var isDebit = posted.Side is Side.Debit;
        var (debits, credits) = state.OpenItems + state.UnappliedCredits >= MaxOpenItems
            ? (null, null)
            : (state.Debits, state.Credits);
        return state with
        {
            LatestDate = Later(state.LatestDate, posted.DocumentDate),
            OpenItems = state.OpenItems + (isDebit ? 1 : 0),
            UnappliedCredits = state.UnappliedCredits + (isDebit ? 0 : 1),
            Debits = isDebit ? debits?.With(item) : debits,
            Credits = isDebit ? credits : credits?.With(item),
            AwaitingNumber = posted.ReceiptNumbering is null
                ? state.AwaitingNumber
                : Awaiting(state.AwaitingNumber, version),
            Held = posted.Held is { } held ? Without(state.Held, held) : state.Held,
        };
    }

    private static Ledger Allocated(Ledger state, CreditAllocated allocated) => state with
    {
        LatestDate = Later(state.LatestDate, allocated.EffectiveDate),
        OpenItems = state.OpenItems - (allocated.DebitOpenMinor == 0 ? 1 : 0),
        UnappliedCredits = state.UnappliedCredits - (allocated.CreditOpenMinor == 0 ? 1 : 0),
        Debits = state.Debits?.WithOpen(allocated.Debit, allocated.DebitOpenMinor, allocated.DebitDisputedMinor),
        Credits = state.Credits?.WithOpen(allocated.Credit, allocated.CreditOpenMinor, null),
    };

    private static Ledger Undone(Ledger state, AllocationUndone undone) => state with
    {
        LatestDate = Later(state.LatestDate, undone.UndoneFrom),
        OpenItems = state.OpenItems + (undone.Debit.OpenMinor == undone.AmountMinor ? 1 : 0),
        UnappliedCredits = state.UnappliedCredits + (undone.Credit.OpenMinor == undone.AmountMinor ? 1 : 0),
        Debits = state.Debits?.With(undone.Debit),
        Credits = state.Credits?.With(undone.Credit),
    };

    private static ImmutableList<HeldPayment>? Without(ImmutableList<HeldPayment>? held, long number) =>
        held?.RemoveAll(payment => payment.Held == number) is { IsEmpty: false } left ? left : null;

    private static ImmutableSortedSet<long> Awaiting(ImmutableSortedSet<long> awaiting, long entry)
    {
        // The oldest is forgotten, not lost: when its number comes it is looked up in the read models.
        awaiting = awaiting.Add(entry);
        return awaiting.Count > MaxAwaitingNumber ? awaiting.Remove(awaiting.Min) : awaiting;
    }

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
