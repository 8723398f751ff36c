namespace LedgerPortal.Ledgers;

/// <summary>The present state of one ledger.</summary>
/// <param name="HeadHash">Lower-case hex.</param>
public sealed record LedgerRow(
    PartyId Party, Currency Currency, long Version, string HeadHash, long BalanceMinor, DateTimeOffset UpdatedAt);

/// <summary>What leads on from an entry, whatever else a row has of it.</summary>
public interface IEntryOfLedger
{
    long Entry { get; }

    EntryKind Kind { get; }

    /// <inheritdoc cref="EntryRow.FirstKind"/>
    EntryKind FirstKind { get; }

    DocumentId? Document { get; }

    /// <inheritdoc cref="EntryRow.OfDocument"/>
    DocumentId? OfDocument { get; }

    string? Number { get; }
}

/// <param name="ClosingMinor">Opening, plus debits, less credits.</param>
public sealed record StatementTotals(
    long OpeningMinor, long DebitMinor, long CreditMinor, long ClosingMinor, long Entries);

/// <param name="OpenMinor">The unsettled part now: of a debit an open item, of a credit unapplied.</param>
/// <param name="DueDate">Of a credit its document date.</param>
/// <param name="Reverses">The entry that this one takes back.</param>
/// <param name="BouncedOn">Of a payment that the bank did not honour: the day of its reversal.</param>
/// <param name="TransferredTo">Of what moved an open item away: to whose ledger.</param>
/// <param name="OriginParty">Of what was moved here: whose ledger gave it.</param>
/// <param name="OriginDate">The document date that it had there.</param>
public sealed record EntryRow(
    long Entry,
    EntryKind Kind,
    bool IsDebit,
    long AmountMinor,
    long OpenMinor,
    long DisputedMinor,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DateTimeOffset RecordedAt,
    DocumentId? Document,
    string? Number,
    string? Method,
    string? Reference,
    string? Narration,
    long? Reverses,
    long? ReversedBy,
    PartyId? TransferredTo,
    PartyId? OriginParty,
    EntryKind? OriginKind,
    DateOnly? OriginDate,
    DocumentId? OriginDocument,
    DateOnly? BouncedOn)
{
    /// <summary>Of what was moved from another ledger, what it was there.</summary>
    public EntryKind FirstKind => OriginKind ?? Kind;

    /// <summary>The document that it is owed on.</summary>
    public DocumentId? OfDocument => Document ?? OriginDocument;
}

/// <summary>An entry as a line of a statement.</summary>
/// <param name="BalanceMinor">After it, by document date and then recording.</param>
public sealed record StatementRow(
    long Entry,
    EntryKind Kind,
    bool IsDebit,
    long AmountMinor,
    long OpenMinor,
    long DisputedMinor,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DateTimeOffset RecordedAt,
    DocumentId? Document,
    string? Number,
    string? Method,
    string? Reference,
    string? Narration,
    long? Reverses,
    long? ReversedBy,
    PartyId? TransferredTo,
    PartyId? OriginParty,
    EntryKind? OriginKind,
    DateOnly? OriginDate,
    DocumentId? OriginDocument,
    DateOnly? BouncedOn,
    long BalanceMinor) : IEntryOfLedger
{
    /// <inheritdoc cref="EntryRow.FirstKind"/>
    public EntryKind FirstKind => OriginKind ?? Kind;

    /// <inheritdoc cref="EntryRow.OfDocument"/>
    public DocumentId? OfDocument => Document ?? OriginDocument;
}

/// <summary>An entry with what was open of it on the day that was asked for.</summary>
public sealed record OpenItemRow(
    long Entry,
    EntryKind Kind,
    bool IsDebit,
    long AmountMinor,
    long OpenMinor,
    long DisputedMinor,
    DateOnly DocumentDate,
    DateOnly DueDate,
    DateTimeOffset RecordedAt,
    DocumentId? Document,
    string? Number,
    string? Method,
    string? Reference,
    string? Narration,
    long? Reverses,
    long? ReversedBy,
    PartyId? TransferredTo,
    PartyId? OriginParty,
    EntryKind? OriginKind,
    DateOnly? OriginDate,
    DocumentId? OriginDocument,
    DateOnly? BouncedOn,
    long OpenThenMinor,
    long DisputedThenMinor) : IEntryOfLedger
{
    /// <inheritdoc cref="EntryRow.FirstKind"/>
    public EntryKind FirstKind => OriginKind ?? Kind;

    /// <inheritdoc cref="EntryRow.OfDocument"/>
    public DocumentId? OfDocument => Document ?? OriginDocument;
}

/// <summary>An allocation, seen from one of its entries: the columns behind the date are the other entry's.</summary>
/// <param name="Version">The ledger's version that made it; with <paramref name="Ordinal"/> its name.</param>
public sealed record SettlementRow(
    long Version,
    int Ordinal,
    long AmountMinor,
    DateOnly EffectiveDate,
    long Entry,
    EntryKind Kind,
    bool IsDebit,
    DateOnly DocumentDate,
    DateTimeOffset RecordedAt,
    DocumentId? Document,
    string? Number,
    string? Method,
    string? Reference,
    string? Narration,
    PartyId Party,
    PartyId? TransferredTo,
    EntryKind? OriginKind,
    DocumentId? OriginDocument)
{
    /// <inheritdoc cref="EntryRow.FirstKind"/>
    public EntryKind FirstKind => OriginKind ?? Kind;

    /// <inheritdoc cref="EntryRow.OfDocument"/>
    public DocumentId? OfDocument => Document ?? OriginDocument;
}

/// <summary>A credit that a refund was paid from: a payment, a credit note, an adjustment…</summary>
/// <param name="Kind">What was moved from another ledger is what it was there, and has the date that it had there.</param>
/// <param name="AmountMinor">Of the refund.</param>
/// <param name="Voucher">Of the credit, as <see cref="VoucherJson"/> reads it.</param>
public sealed record RefundedRow(
    long Entry, EntryKind Kind, string? Number, DateOnly DocumentDate, long AmountMinor, string? Voucher);

/// <summary>
/// Open items by days past the due date. What is disputed stays in its column; the second six say how much that is.
/// </summary>
public sealed record AgingRow(
    PartyId Party,
    Currency Currency,
    long NotDueMinor,
    long Days1To30Minor,
    long Days31To60Minor,
    long Days61To90Minor,
    long Days91To120Minor,
    long Over120Minor,
    long UnappliedMinor,
    long NotDueDisputedMinor,
    long Days1To30DisputedMinor,
    long Days31To60DisputedMinor,
    long Days61To90DisputedMinor,
    long Days91To120DisputedMinor,
    long Over120DisputedMinor)
{
    /// <summary>All columns, unapplied credit taken off: the ledger's balance on that day.</summary>
    public long BalanceMinor => NotDueMinor + PastDueMinor - UnappliedMinor;

    /// <summary>Past the due date and not disputed.</summary>
    public long OverdueMinor => PastDueMinor - Days1To30DisputedMinor - Days31To60DisputedMinor
        - Days61To90DisputedMinor - Days91To120DisputedMinor - Over120DisputedMinor;

    private long PastDueMinor => Days1To30Minor + Days31To60Minor + Days61To90Minor + Days91To120Minor + Over120Minor;
}

/// <summary>The aging of all ledgers of one currency; columns as in <see cref="AgingRow"/>.</summary>
public sealed record AgingTotalsRow(
    Currency Currency,
    long NotDueMinor,
    long Days1To30Minor,
    long Days31To60Minor,
    long Days61To90Minor,
    long Days91To120Minor,
    long Over120Minor,
    long UnappliedMinor,
    long NotDueDisputedMinor,
    long Days1To30DisputedMinor,
    long Days31To60DisputedMinor,
    long Days61To90DisputedMinor,
    long Days91To120DisputedMinor,
    long Over120DisputedMinor)
{
    public long BalanceMinor => NotDueMinor + PastDueMinor - UnappliedMinor;

    public long OverdueMinor => PastDueMinor - Days1To30DisputedMinor - Days31To60DisputedMinor
        - Days61To90DisputedMinor - Days91To120DisputedMinor - Over120DisputedMinor;

    private long PastDueMinor => Days1To30Minor + Days31To60Minor + Days61To90Minor + Days91To120Minor + Over120Minor;
}

/// <param name="BalanceMinor">Of everything recorded, entries dated after today included.</param>
/// <param name="OverdueSince">The oldest due date among what is overdue.</param>
/// <param name="UnappliedMinor">Credit to be shown against what is overdue.</param>
/// <param name="ReceivedMinor">This financial year: payments less bounces and refunds.</param>
public sealed record CardsRow(
    PartyId Party,
    Currency Currency,
    long Version,
    long BalanceMinor,
    DateTimeOffset UpdatedAt,
    long OverdueMinor,
    int OverdueItems,
    DateOnly? OverdueSince,
    long DisputedMinor,
    int DisputedItems,
    long UnappliedMinor,
    long ReceivedMinor);

/// <summary>What a party sees first of one of its ledgers: columns as in <see cref="AgingRow"/> and <see cref="CardsRow"/>.</summary>
public sealed record FiguresRow(
    long NotDueMinor,
    long Days1To30Minor,
    long Days31To60Minor,
    long Days61To90Minor,
    long Days91To120Minor,
    long Over120Minor,
    long UnappliedMinor,
    long OverdueMinor,
    int OverdueItems,
    DateOnly? OverdueSince,
    long DisputedMinor,
    long ReceivedMinor);

/// <summary>A ledger as a line in a list of parties; columns as in <see cref="CardsRow"/>.</summary>
public sealed record PartyBalanceRow(
    PartyId Party,
    Currency Currency,
    long Version,
    long BalanceMinor,
    DateTimeOffset UpdatedAt,
    long OverdueMinor,
    int OverdueItems,
    DateOnly? OverdueSince,
    long DisputedMinor,
    int DisputedItems,
    long UnappliedMinor);

/// <param name="ReceivableMinor">Sum of the balances that are owed by parties.</param>
/// <param name="PayableMinor">Sum of the balances that are owed to parties.</param>
public sealed record BusinessCardsRow(
    Currency Currency,
    int Ledgers,
    long ReceivableMinor,
    long PayableMinor,
    long OverdueMinor,
    int OverdueItems,
    long DisputedMinor,
    int DisputedItems,
    long ReceivedMinor);

public sealed record OverdueRow(
    PartyId Party,
    Currency Currency,
    long Entry,
    EntryKind Kind,
    DocumentId? Document,
    string? Number,
    DateOnly DocumentDate,
    DateOnly DueDate,
    long AmountMinor,
    long OpenMinor,
    long DisputedMinor);
