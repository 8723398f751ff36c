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
}

/// <param name="Version">The ledger's version that the command made; the number of the entry it recorded.</param>
/// <param name="Balance">The balance after it; positive is owed by the party.</param>
public sealed record LedgerAnswer(long Version, Money Balance, DateTimeOffset RecordedAt);

/// <param name="HeadHash">SHA-256 over the ledger's last journal row, which covers all rows before it; lower-case hex.</param>
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
public abstract record LedgerCommand : Command;

/// <summary>
/// Records one entry. The side follows from the kind (invoice, debit note and refund are debits; credit note, payment,
/// write-off and TDS are credits) and must be given for an opening balance and an adjustment only.
/// Refused, in this order: amount not above zero or above <see cref="Money.MaxMinor"/>, another currency, side missing or
/// not allowed, texts too long, document date out of range, due date before document date, allocation targets that are
/// missing, of the wrong side, or settled beyond their open amount, a locked period.
/// </summary>
public sealed record PostEntry : LedgerCommand
{
    public required EntryKind Kind { get; init; }

    public Side? Side { get; init; }

    public required Money Amount { get; init; }

    public required DateOnly DocumentDate { get; init; }

    /// <summary>For debits; the document date when not given.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>The document that this entry posts: one entry a document.</summary>
    public DocumentId? Document { get; init; }

    /// <summary>The document's number as the party knows it. Receipts are numbered after they are recorded.</summary>
    public string? Number { get; init; }

    /// <summary>How money moved: <c>UPI</c>, <c>Bank transfer</c>, <c>Cheque</c>, <c>Cash</c>, <c>Card</c>…; for TDS the section.</summary>
    public string? Method { get; init; }

    /// <summary>The payer's or the bank's reference.</summary>
    public string? Reference { get; init; }

    /// <summary>For the party to read.</summary>
    public string? Narration { get; init; }

    /// <summary>For operators only; never reaches the party.</summary>
    public string? InternalReason { get; init; }

    /// <summary>What a credit settles, or for a refund which credits it is paid from. Debits else settle nothing when posted.</summary>
    public Settlement Settlement { get; init; } = new SettleNothing();

    /// <summary>For a payment: the numbering to take the receipt's number from, by outbox, once it is recorded.</summary>
    public Numbering? ReceiptNumbering { get; init; }
}

/// <summary>How a credit is joined to debits. Disputed parts are skipped by <see cref="SettleOldestDueFirst"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "settle")]
[JsonDerivedType(typeof(SettleNothing), "nothing")]
[JsonDerivedType(typeof(SettleOldestDueFirst), "oldest-due-first")]
[JsonDerivedType(typeof(SettleExactly), "exactly")]
[JsonDerivedType(typeof(SettleDocument), "document")]
public abstract record Settlement;

public sealed record SettleNothing : Settlement;

/// <summary>Oldest due date first, then by entry number, until the credit is used up; what is left stays unapplied.</summary>
public sealed record SettleOldestDueFirst : Settlement;

/// <summary>Exactly these, each not beyond its open amount and together not beyond the credit.</summary>
public sealed record SettleExactly(IReadOnlyList<SettlementPart> Parts) : Settlement;

/// <summary>
/// The entry of this document, as far as it is open; what is left stays unapplied. A document without an entry is refused
/// (<see cref="RefusalCode.EntryNotFound"/>): its posting may be on its way, and the outbox tries again.
/// </summary>
public sealed record SettleDocument(DocumentId Document) : Settlement;

/// <param name="Entry">Number of the entry on the other side.</param>
public sealed record SettlementPart(long Entry, Money Amount);

/// <summary>
/// Takes an entry back by an entry of the other side: its allocations are undone, and the two settle each other.
/// Refused: entry not there, already reversed, itself a reversal, a locked period. The date is the reversal's own
/// document date and may not lie before the reversed entry's.
/// </summary>
public sealed record ReverseEntry : LedgerCommand
{
    public required long Entry { get; init; }

    public required DateOnly DocumentDate { get; init; }

    public string? Narration { get; init; }

    public required string InternalReason { get; init; }
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
/// change, no refusal.
/// </summary>
public sealed record AllocateCredit : LedgerCommand
{
    public required long CreditEntry { get; init; }

    public required Settlement Settlement { get; init; }

    /// <summary>No earlier than either document; by default the later of the two.</summary>
    public DateOnly? EffectiveDate { get; init; }
}

/// <summary>Undoes what joins the two entries; a later event, the entries stay.</summary>
public sealed record UndoAllocation : LedgerCommand
{
    public required long CreditEntry { get; init; }

    public required long DebitEntry { get; init; }
}

/// <summary>Gives a recorded payment its receipt number, once. Sent by the outbox.</summary>
public sealed record NumberReceipt : LedgerCommand
{
    public required long Entry { get; init; }

    public required string Number { get; init; }
}
