using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Ledgers;

/// <summary>
/// The receivables sub-ledger of one party in one currency; authoritative for money: entries, allocations, what is due.
/// Its key is <see cref="LedgerKey"/>. There is no opening of a ledger: it exists from its first entry.
/// </summary>
public interface IPartyLedger
{
    /// <summary>
    /// Carries out one command. On return the entry, its allocations, read models and outbox rows are durable.
    /// Repeating is safe: the same id and content gives the first answer. Each command records at most one entry, and
    /// the entry's number is the ledger's version that recorded it.
    /// </summary>
    Task<Answer<LedgerAnswer>> Execute(LedgerCommand command);

    /// <summary>The state after everything committed so far.</summary>
    Task<LedgerView> View();

    /// <summary>
    /// Numbers of the entries that have an open or unapplied part after everything committed so far, in order; at most
    /// <paramref name="limit"/>.
    /// </summary>
    Task<long[]> OpenEntries(int limit);
}

/// <param name="Version">The ledger's version that the command made; the number of the entry it recorded.</param>
/// <param name="Balance">The balance after it; positive is owed by the party.</param>
/// <param name="IsHeld">A payment was taken into keeping until its day: there is no entry, and the version is its number.</param>
public sealed record LedgerAnswer(long Version, Money Balance, DateTimeOffset RecordedAt, bool IsHeld = false);

/// <param name="HeadHash">
/// SHA-256 over the ledger's last journal row, which covers all rows before it; lower-case hex.
/// </param>
public sealed record LedgerView(
    LedgerKey Key,
    long Version,
    Money Balance,
    string HeadHash,
    int OpenItems,
    int UnappliedCredits);

public readonly record struct LedgerKey(BusinessId Business, PartyId Party, Currency Currency)
{
    public override string ToString() => $"{Business}/{Party}/{Currency}";

    public static LedgerKey Parse(string key)
    {
        var parts = key.Split('/');
        return new LedgerKey(
            LedgerPortal.Id.Parse<BusinessId>(parts[0]),
            LedgerPortal.Id.Parse<PartyId>(parts[1]),
            Currency.Parse(parts[2]));
    }
}

[JsonConverter(typeof(JsonStringEnumConverter<EntryKind>))]
public enum EntryKind
{
    OpeningBalance,
    Invoice,
    DebitNote,
    CreditNote,
    Payment,
    Adjustment,
    WriteOff,
    Tds,
    Refund,
    Reversal,

    /// <summary>Moves what is open of an entry to the ledger of the party that this one was merged into.</summary>
    Transfer,
}

/// <summary>Debit raises what the party owes, credit lowers it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Side>))]
public enum Side
{
    Debit,
    Credit,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(PostEntry), "post-entry")]
[JsonDerivedType(typeof(ReverseEntry), "reverse-entry")]
[JsonDerivedType(typeof(ReverseDocument), "reverse-document")]
[JsonDerivedType(typeof(AllocateCredit), "allocate-credit")]
[JsonDerivedType(typeof(UndoAllocation), "undo-allocation")]
[JsonDerivedType(typeof(NumberReceipt), "number-receipt")]
[JsonDerivedType(typeof(EnterPayment), "enter-payment")]
[JsonDerivedType(typeof(GiveBackPayment), "give-back-payment")]
[JsonDerivedType(typeof(MarkDisputed), "mark-disputed")]
[JsonDerivedType(typeof(MergeLedger), "merge-ledger")]
[JsonDerivedType(typeof(TransferOut), "transfer-out")]
[JsonDerivedType(typeof(TransferIn), "transfer-in")]
public abstract record LedgerCommand : Command;

/// <summary>
/// Records one entry. The side follows from the kind (invoice, debit note and refund are debits; credit note, payment,
/// write-off and TDS are credits) and must be given for an opening balance and an adjustment only. Reversals are made
/// by <see cref="ReverseEntry"/>.
/// <para>
/// A payment whose day has yet to begin (<see cref="DayBeginsAt"/>) is post-dated: it is taken into keeping, makes no entry
/// and moves no figure, and the outbox enters it (<see cref="EnterPayment"/>) when its day begins.
/// </para>
/// <para>
/// Refused, in this order: amount not above zero or above <see cref="Money.MaxMinor"/>, another currency, a kind that
/// is not posted, side missing or not allowed, number, method, reference, narration or internal reason too long or with
/// control characters, document date out of range, due date of a credit, out of range, or before the document date (an
/// opening balance keeps the due date it had), a settlement that the kind does not have, receipt numbering of anything
/// but a payment or a refund without a number, a beginning of the day of anything but a payment or too far from it, a
/// voucher of anything that is not numbered, its supplier, its recipient, its rate,
/// settlement parts beyond <see cref="LedgerLimits.MaxSettlementParts"/> or named
/// twice, a ledger whose party was merged (<see cref="RefusalCode.PartyMerged"/>; what posts a document is taken, and
/// what is open of it moves on at once), each part's amount and entry (not there, of the wrong side, beyond its open amount), their sum beyond the
/// entry, a balance beyond <see cref="LedgerLimits.MaxBalanceMinor"/>, a document that has an entry already, more than
/// <see cref="LedgerLimits.MaxHeldPayments"/> post-dated payments or more than <see cref="LedgerLimits.MaxHeldParts"/>
/// settlement parts of one, a locked period.
/// </para>
/// </summary>
public sealed record PostEntry : LedgerCommand
{
    public required EntryKind Kind { get; init; }

    public Side? Side { get; init; }

    public required Money Amount { get; init; }

    public required DateOnly DocumentDate { get; init; }

    /// <summary>
    /// For debits; the document date when not given. Before it only for an opening balance, which keeps its age.
    /// </summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>The document that this entry posts: one entry a document.</summary>
    public DocumentId? Document { get; init; }

    /// <summary>The document's number as the party knows it. Receipts are numbered after they are recorded.</summary>
    public string? Number { get; init; }

    /// <summary>
    /// How money moved: <c>UPI</c>, <c>Bank transfer</c>, <c>Cheque</c>, <c>Cash</c>, <c>Card</c>…; for TDS the
    /// section.
    /// </summary>
    public string? Method { get; init; }

    /// <summary>The payer's or the bank's reference.</summary>
    public string? Reference { get; init; }

    /// <summary>For the party to read.</summary>
    public string? Narration { get; init; }

    /// <summary>For operators only; never reaches the party.</summary>
    public string? InternalReason { get; init; }

    /// <summary>
    /// What a credit settles. A refund must say which unapplied credits it is paid from: credits that were there on its
    /// day, and enough of them for all of it. Other debits settle nothing when they are posted.
    /// </summary>
    public Settlement Settlement { get; init; } = new SettleNothing();

    /// <summary>
    /// For a payment or a refund: the numbering to take its receipt's number from, by outbox, once it is recorded.
    /// </summary>
    public Numbering? ReceiptNumbering { get; init; }

    /// <summary>
    /// Of a payment: when its document date begins where the business is. What is decided before that moment is taken into
    /// keeping. When not given, a payment is an entry whatever its date. It follows from the date and is no content: the
    /// same payment sent again after that moment is the same.
    /// </summary>
    public DateTimeOffset? DayBeginsAt { get; init; }

    /// <summary>
    /// For a payment or a refund that is numbered here, where the tax scheme asks for vouchers: what the voucher says. Kept when
    /// the payment leaves something unsettled, and with every refund. It follows from the business and the party and is no
    /// content: the same payment sent again after one of them changed is the same.
    /// </summary>
    public VoucherTerms? Voucher { get; init; }
}

/// <summary>
/// How a credit is joined to debits. Disputed parts are skipped by <see cref="SettleOldestDueFirst"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "settle")]
[JsonDerivedType(typeof(SettleNothing), "nothing")]
[JsonDerivedType(typeof(SettleOldestDueFirst), "oldest-due-first")]
[JsonDerivedType(typeof(SettleExactly), "exactly")]
[JsonDerivedType(typeof(SettleDocument), "document")]
public abstract record Settlement;

public sealed record SettleNothing : Settlement;

/// <summary>
/// Oldest due date first, then by entry number, until the credit is used up or
/// <see cref="LedgerLimits.MaxSettlementParts"/> items are joined; what is left stays unapplied, for another
/// <see cref="AllocateCredit"/>.
/// </summary>
public sealed record SettleOldestDueFirst : Settlement;

/// <summary>Exactly these, each not beyond its open amount and together not beyond the credit.</summary>
public sealed record SettleExactly(IReadOnlyList<SettlementPart> Parts) : Settlement;

/// <summary>
/// The entry of this document, as far as it is open; what is left stays unapplied. A document without an entry is
/// refused (<see cref="RefusalCode.EntryNotFound"/>): its posting may be on its way, and the outbox tries again.
/// </summary>
public sealed record SettleDocument(DocumentId Document) : Settlement;

/// <param name="Entry">Number of the entry on the other side.</param>
public sealed record SettlementPart(long Entry, Money Amount);

/// <summary>
/// Takes an entry back by an entry of the other side, dated on its own day: from that day its allocations are undone,
/// so that what they settled is open again with the due dates it always had, and the two settle each other. The days
/// before stay as they were: a payment that bounced has settled its invoices until it bounced.
/// <para>
/// Refused, in this order: document date out of range, narration, internal reason, a cause that is not known, entry not there,
/// a bounce of anything but a payment (<see cref="RefusalCode.FieldInvalid"/>), itself a reversal
/// or a transfer
/// (<see cref="RefusalCode.CannotBeReversed"/>), already reversed, document date before the reversed entry's, joined to
/// more than <see cref="LedgerLimits.MaxReversedAllocations"/> entries, a locked period.
/// </para>
/// </summary>
public sealed record ReverseEntry : LedgerCommand
{
    public required long Entry { get; init; }

    public required DateOnly DocumentDate { get; init; }

    public string? Narration { get; init; }

    public required string InternalReason { get; init; }

    /// <summary>What happened, when the party shall read more than that the entry was taken back.</summary>
    public ReversalCause? Cause { get; init; }
}

/// <summary>Why an entry was taken back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReversalCause>))]
public enum ReversalCause
{
    /// <summary>The bank did not pay: a cheque came back, a mandate failed.</summary>
    Bounced,
}

/// <summary>
/// Takes back the entry that posted a document, only while nothing is joined to it: the ledger's word on whether an
/// invoice may be void. The reversal is dated on the entry's own document date. Sent by the outbox. Refused, in this
/// order: no entry of this document (<see cref="RefusalCode.EntryNotFound"/>), already reversed
/// (<see cref="RefusalCode.AlreadyReversed"/>), joined to a credit (<see cref="RefusalCode.VoidNeedsNoAllocation"/>), a
/// locked period.
/// </summary>
public sealed record ReverseDocument : LedgerCommand
{
    public required DocumentId Document { get; init; }

    public required string InternalReason { get; init; }
}

/// <summary>
/// Joins unapplied credit to debits, by hand or oldest due first. With nothing left to join it is already done: no
/// change, no refusal. Refused, in this order: a settlement of nothing, the settlement's parts as for
/// <see cref="PostEntry"/>, effective date out of range, credit entry not there, not a credit, effective date before
/// the credit can be settled, each part's entry, the sum of the parts beyond the unapplied credit, effective date
/// before a named debit can be settled, a locked period.
/// </summary>
public sealed record AllocateCredit : LedgerCommand
{
    public required long CreditEntry { get; init; }

    public required Settlement Settlement { get; init; }

    /// <summary>
    /// No earlier than either document; by default the later of the two. An entry whose settlement was undone later
    /// than that can be settled again from the day of the undoing. Oldest due first passes over what came after the
    /// date.
    /// </summary>
    public DateOnly? EffectiveDate { get; init; }
}

/// <summary>
/// Undoes all that joins the two entries; a later event, the entries stay. Refused, in this order: day out of range,
/// one of them reverses the other (<see cref="RefusalCode.AlreadyReversed"/>), one of them moved the other to another
/// ledger (<see cref="RefusalCode.CannotBeReversed"/>), nothing joins them
/// (<see cref="RefusalCode.AllocationNotFound"/>), a locked period.
/// </summary>
public sealed record UndoAllocation : LedgerCommand
{
    public required long CreditEntry { get; init; }

    public required long DebitEntry { get; init; }

    /// <summary>
    /// From this day they are no longer joined. When not given, or earlier than they were joined, it is as if they
    /// never had been; where that lies in a locked period, the first open day corrects it.
    /// </summary>
    public DateOnly? From { get; init; }
}

/// <summary>
/// Gives a recorded payment or refund its receipt's number, once: the same number again is already done. Sent by the
/// outbox. Refused, in this order: number missing or too long, entry not there, neither of them, another number already
/// (<see cref="RefusalCode.AlreadyExists"/>).
/// </summary>
public sealed record NumberReceipt : LedgerCommand
{
    public required long Entry { get; init; }

    public required string Number { get; init; }
}

/// <summary>
/// Enters a post-dated payment that is in keeping: from here on it is a payment like any other. It settles what was asked
/// for when it was taken, as far as that is open still; what is left stays unapplied. Sent by the outbox when its day
/// begins; by an operator where the books were locked then. A ledger whose party was merged takes it, too, and moves it on.
/// Refused, in this order: a numbering that is none, not in keeping (<see cref="RefusalCode.EntryNotFound"/>: entered or
/// given back already, or never there), a date before its day or one that has not begun
/// (<see cref="RefusalCode.DateOutOfRange"/>), a balance beyond <see cref="LedgerLimits.MaxBalanceMinor"/>, a locked period.
/// </summary>
public sealed record EnterPayment : LedgerCommand
{
    /// <summary>Number of the payment in keeping: the ledger's version that took it.</summary>
    public required long Held { get; init; }

    /// <summary>The document date of the entry: its day, or a later one when that is locked.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>
    /// For the receipt of a payment that asked for one: as the business numbers documents of the date now. No content, as it
    /// follows from the date.
    /// </summary>
    public Numbering? ReceiptNumbering { get; init; }
}

/// <summary>
/// Gives a post-dated payment back to the party before it was entered. It leaves its trace, and never counted. Refused, in
/// this order: narration, internal reason, not in keeping (<see cref="RefusalCode.EntryNotFound"/>).
/// </summary>
public sealed record GiveBackPayment : LedgerCommand
{
    public required long Held { get; init; }

    /// <summary>For the party to read.</summary>
    public string? Narration { get; init; }

    public required string InternalReason { get; init; }
}

/// <summary>
/// Says how much of a debit the party disputes; zero ends it. The disputed part leaves overdue totals and what is
/// settled oldest due first, and changes neither balance nor open amount; settling the entry lowers it to what is left
/// open. Refused, in this order: amount below zero, another currency, entry not there, not a debit, beyond its open
/// amount. The same amount again is already done.
/// </summary>
public sealed record MarkDisputed : LedgerCommand
{
    public required long Entry { get; init; }

    public required Money Amount { get; init; }
}

/// <summary>
/// The ledger's party is the same customer as another: from here on whatever is open in this ledger moves to the other's,
/// at once and for ever, also what opens later because a payment bounces or a document arrives. Sent by the outbox. The
/// same again is already done. Refused, in this order: into itself (<see cref="RefusalCode.FieldInvalid"/>), a day out of
/// range, merged into another already (<see cref="RefusalCode.PartyMerged"/>).
/// </summary>
public sealed record MergeLedger : LedgerCommand
{
    public required PartyId Into { get; init; }

    /// <summary>The day of the transfers; an entry that can be settled only later moves on that later day.</summary>
    public required DateOnly On { get; init; }
}

/// <summary>
/// Moves all that is open of one entry to the ledger of the party that this one was merged into: an entry of the other
/// side settles it here, and obliges the outbox to post it there (<see cref="TransferIn"/>) on the same day, so that both
/// ledgers together show the same sums on every day. Sent by the outbox. With nothing open it is already done. Refused, in
/// this order: a day out of range, a ledger that was not merged (<see cref="RefusalCode.NotFound"/>), entry not there, a
/// locked period.
/// </summary>
public sealed record TransferOut : LedgerCommand
{
    public required long Entry { get; init; }

    public required DateOnly Date { get; init; }
}

/// <summary>
/// Takes what was open in the ledger of a party that was merged into this one. The entry is dated on the day of the
/// transfer, because before it the other ledger shows it; it keeps due date, number and disputed part, and names its
/// origin. Sent by the outbox. Refused, in this order: amount as for <see cref="PostEntry"/>, a day out of range, a locked
/// period. A ledger whose party was merged takes it, too, and moves it on.
/// </summary>
public sealed record TransferIn : LedgerCommand
{
    public required Side Side { get; init; }

    public required Money Amount { get; init; }

    public required DateOnly Date { get; init; }

    public required TransferOrigin Origin { get; init; }

    public string? Number { get; init; }

    public string? Method { get; init; }

    public string? Reference { get; init; }

    public string? Narration { get; init; }
}

/// <summary>What was moved between two ledgers.</summary>
/// <param name="Party">Whose ledger gave it.</param>
/// <param name="Entry">In the giving ledger: of the entry that moved it.</param>
/// <param name="Kind">What it was when it was recorded first.</param>
/// <param name="DocumentDate">The date that it had then.</param>
/// <param name="DueDate">Of a credit its document date.</param>
/// <param name="Document">The document that it comes from, which stays with the party that it was issued to.</param>
/// <param name="DisputedMinor">Of what was moved.</param>
public sealed record TransferOrigin(
    PartyId Party,
    long Entry,
    EntryKind Kind,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DocumentId? Document,
    long DisputedMinor);
