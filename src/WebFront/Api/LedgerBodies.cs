using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Api;

[Description("Money received.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PaymentBody
{
    [Required]
    [Description("The party, by its id or your own code for it.")]
    public string? Party { get; init; }

    [Description("ISO 4217; the party's own when it is not given.")]
    public string? Currency { get; init; }

    [Required]
    [Description("The day it was received, in the business's time zone. Ahead of today it is post-dated: kept until that day, and in no "
        + "balance before.")]
    public DateOnly? Date { get; init; }

    [Required]
    [Description("In major units: a decimal string above zero with no more places than the currency has: `1250.00`.")]
    public string? Amount { get; init; }

    [Description("`UPI`, `Bank transfer`, `Cheque`, `Cash`, `Card`…; at most 40 characters.")]
    public string? Method { get; init; }

    [Description("The payer's or the bank's reference; at most 80 characters.")]
    public string? Reference { get; init; }

    [Description("For the party to read; at most 500 characters.")]
    public string? Narration { get; init; }

    [Description("What it settles: `oldest` due first (when it is not given), `nothing`, or the id of an invoice.")]
    public string? Settle { get; init; }
}

/// <summary>The kinds of entry that a program posts by themselves; documents and reversals have addresses of their own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PostedKind>))]
public enum PostedKind
{
    OpeningBalance,
    DebitNote,
    Adjustment,
    WriteOff,
    Tds,
    Refund,
}

[Description("An entry that is neither a payment nor a document of ours.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EntryBody
{
    [Required]
    [Description("The party, by its id or your own code for it.")]
    public string? Party { get; init; }

    [Description("ISO 4217; the party's own when it is not given.")]
    public string? Currency { get; init; }

    [Required]
    [Description("What it is. Debit notes and refunds are debits; write-offs and TDS are credits.")]
    public PostedKind? Kind { get; init; }

    [Description("`Debit` raises what the party owes, `Credit` lowers it: needed of `OpeningBalance` and `Adjustment`, given of nothing else.")]
    public Side? Side { get; init; }

    [Required]
    [Description("The document's date in the business's time zone.")]
    public DateOnly? Date { get; init; }

    [Description("Of a debit; its date when it is not given.")]
    public DateOnly? DueDate { get; init; }

    [Required]
    [Description("In major units: a decimal string above zero: `1250.00`.")]
    public string? Amount { get; init; }

    [Description("The document's number as the party knows it; at most 40 characters.")]
    public string? Number { get; init; }

    [Description("How money moved; of TDS the section; at most 40 characters.")]
    public string? Method { get; init; }

    [Description("The party's or the bank's reference; at most 80 characters.")]
    public string? Reference { get; init; }

    [Description("For the party to read; at most 500 characters.")]
    public string? Narration { get; init; }

    [Description("For operators alone, never shown to the party; at most 500 characters.")]
    public string? InternalReason { get; init; }

    [Description("Of a credit: `nothing` (when it is not given), `oldest` due first, or the id of an invoice. A refund is always paid from the oldest unapplied credit.")]
    public string? Settle { get; init; }
}

[Description("Takes an entry back.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ReversalBody
{
    [Required]
    [Description("Its own day, not before the entry's: a cheque has settled its invoices until it bounced.")]
    public DateOnly? Date { get; init; }

    [Required]
    [Description("For operators alone; 1 to 500 characters.")]
    public string? InternalReason { get; init; }

    [Description("For the party to read; at most 500 characters.")]
    public string? Narration { get; init; }

    [Description("`Bounced`, of a payment alone: the bank did not pay. The party reads it beside the payment and on its receipt.")]
    public ReversalCause? Cause { get; init; }
}

[Description("Joins the unapplied part of a credit to debits.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AllocationBody
{
    [Description("The debit entry that it settles; oldest due first when it is not given.")]
    public long? DebitEntry { get; init; }

    [Description("How much of it, in major units; needed with `debitEntry`, given with nothing else.")]
    public string? Amount { get; init; }

    [Description("From when they are joined; by default the later of their dates.")]
    public DateOnly? EffectiveDate { get; init; }
}

[Description("A payment that was recorded, or a post-dated one that is kept until its day.")]
public sealed record PaymentMade(
    [property: Description("Its number in the party's ledger: the ledger's version. Null of a post-dated one, which is no entry yet.")]
    long? Entry,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("In major units.")]
    string Amount,
    [property: Description("The ledger's balance after it, in major units: above zero the party owes it.")]
    string Balance)
{
    [Description("Of a post-dated one its number among those that are kept: the ledger's version. Not there of an entry.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Held { get; init; }
}

[Description("What a command did to a ledger.")]
public sealed record LedgerMoved(
    [property: Description("The ledger's version after it; of a posted entry the entry's number.")]
    long Version,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("The ledger's balance after it, in major units: above zero the party owes it.")]
    string Balance);

[Description("A ledger as a row of a list.")]
public sealed record LedgerListed(
    [property: Description("The party's id.")]
    string Party,
    [property: Description("The party's name.")]
    string Name,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("In major units: above zero the party owes it.")]
    string Balance,
    [property: Description("Count of the ledger's committed changes.")]
    long Version,
    [property: Description("When it last changed.")]
    DateTimeOffset UpdatedAt);

[Description("A party's ledger in one currency, with its entries of a period.")]
public sealed record LedgerShown(
    [property: Description("The party's id.")]
    string Party,
    [property: Description("The party's name.")]
    string Name,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("Of everything recorded, in major units: above zero the party owes it.")]
    string Balance,
    [property: Description("Count of the ledger's committed changes; also the ETag.")]
    long Version,
    [property: Description("SHA-256 over the ledger's last change and all before it; lower-case hex, empty before the first.")]
    string HeadHash,
    [property: Description("Balance before the period, in major units.")]
    string Opening,
    [property: Description("Sum of the period's debits, in major units.")]
    string Debits,
    [property: Description("Sum of the period's credits, in major units.")]
    string Credits,
    [property: Description("Balance after the period, in major units.")]
    string Closing,
    [property: Description("By document date, then in the order of recording.")]
    IReadOnlyList<EntryShown> Entries,
    [property: Description("Give it back as `after` for the next part; null when this is the last.")]
    string? Next);

[Description("An entry of a ledger. Entries never change but for what is open of them.")]
public sealed record EntryShown(
    [property: Description("Its number in the ledger: the ledger's version that recorded it.")]
    long Entry,
    [property: Description("`Invoice`, `Payment`, `CreditNote`, `DebitNote`, `OpeningBalance`, `Adjustment`, `WriteOff`, `Tds`, `Refund`, "
        + "`Reversal` or `Transfer`.")]
    string Kind,
    [property: Description("The document's date.")]
    DateOnly Date,
    [property: Description("Of a debit; null of a credit.")]
    DateOnly? DueDate,
    [property: Description("When it was recorded.")]
    DateTimeOffset RecordedAt,
    [property: Description("The document's or receipt's number.")]
    string? Number,
    [property: Description("The party's or the bank's reference.")]
    string? Reference,
    [property: Description("How money moved.")]
    string? Method,
    [property: Description("For the party to read.")]
    string? Narration,
    [property: Description("Raises what the party owes, in major units; zero of a credit.")]
    string Debit,
    [property: Description("Lowers what the party owes, in major units; zero of a debit.")]
    string Credit,
    [property: Description("The part that is not settled now, in major units.")]
    string Open,
    [property: Description("What the party disputes of it, in major units.")]
    string Disputed,
    [property: Description("Balance after it, by document date and then in the order of recording, in major units; null outside a statement.")]
    string? BalanceAfter,
    [property: Description("Id of the document that it posts.")]
    string? Document,
    [property: Description("The entry that it takes back.")]
    long? Reverses,
    [property: Description("The entry that took it back.")]
    long? ReversedBy,
    [property: Description("Of a payment that the bank did not pay: the day on which it bounced.")]
    DateOnly? BouncedOn)
{
    [Description("Of a single payment or refund that has a voucher by the regular GST scheme; null in lists.")]
    public VoucherShown? Voucher { get; init; }
}

[Description("A receipt voucher of an advance, or a refund voucher of one that was paid back (rules 50 and 51 of the CGST rules).")]
public sealed record VoucherShown(
    [property: Description("`ReceiptVoucher` or `RefundVoucher`.")]
    string Title,
    [property: Description("The advances in it: one of a payment, one of each payment that a refund was paid from.")]
    IReadOnlyList<AdvanceShown> Advances);

[Description("An advance with the tax in it; taxable value and taxes add up to it.")]
public sealed record AdvanceShown(
    [property: Description("Of a refund: the number of the receipt voucher; null of a payment.")]
    string? ReceiptVoucher,
    [property: Description("Of a refund: the date of the receipt voucher; null of a payment.")]
    DateOnly? ReceiptDate,
    [property: Description("In major units.")]
    string Amount,
    [property: Description("In percent.")]
    string TaxRatePercent,
    [property: Description("In major units.")]
    string Taxable,
    [property: Description("By component.")]
    IReadOnlyList<TaxShown> Taxes,
    [property: Description("GST state code, or out of India the country code; null when it is not determinable.")]
    string? PlaceOfSupply);

[Description("A ledger as of a version: UTF-8, no white space, fields in the order of their names.")]
public sealed record LedgerStateShown(
    [property: Description("Balance after that version, in minor units; positive is owed by the party.")]
    string BalanceMinor,
    [property: Description("The business's id.")]
    string Business,
    [property: Description("One a version, from the first on.")]
    IReadOnlyList<LedgerChangeShown> Changes,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("Of this form and its version: `ledgerportal-ledger/1`.")]
    string Format,
    [property: Description("SHA-256 in hex, covers this version and all before it.")]
    string HeadHash,
    [property: Description("The party's id.")]
    string Party,
    [property: Description("When that version was recorded, in UTC.")]
    DateTimeOffset RecordedAt,
    [property: Description("The version.")]
    long Version);

[Description("What one version of a ledger changed. Lists that would be empty are left out.")]
public sealed record LedgerChangeShown
{
    [Description("Credit joined to debits.")]
    public IReadOnlyList<AllocationState>? Allocations { get; init; }

    [Description("Balance after this version, in minor units.")]
    public required string BalanceMinor { get; init; }

    [Description("What is disputed of entries from here on.")]
    public IReadOnlyList<DisputedState>? Disputes { get; init; }

    [Description("The entry that it posted, if it posted one. Its number is the version.")]
    public EntryState? Entry { get; init; }

    [Description("SHA-256 in hex, covers this version and all before it.")]
    public required string Hash { get; init; }

    [Description("Payments and refunds that got their receipt's number.")]
    public IReadOnlyList<ReceiptState>? Receipts { get; init; }

    [Description("When it was recorded, in UTC.")]
    public required DateTimeOffset RecordedAt { get; init; }

    [Description("Allocations undone.")]
    public IReadOnlyList<UndoneState>? Undone { get; init; }

    [Description("The version.")]
    public required long Version { get; init; }
}

[Description("An entry as it was posted.")]
public sealed record EntryState
{
    [Description("In minor units.")]
    public required string AmountMinor { get; init; }

    [Description("Id of the document.")]
    public string? Document { get; init; }

    [Description("The document's date.")]
    public required DateOnly DocumentDate { get; init; }

    [Description("When it is due; of a credit its document date.")]
    public required DateOnly DueDate { get; init; }

    [Description("`Invoice`, `Payment`, `CreditNote`…")]
    public required string Kind { get; init; }

    [Description("How money moved; of TDS the section.")]
    public string? Method { get; init; }

    [Description("What the party was told.")]
    public string? Narration { get; init; }

    [Description("The document's number, where it had one by then.")]
    public string? Number { get; init; }

    [Description("The party's or the bank's reference.")]
    public string? Reference { get; init; }

    [Description("Of a reversal: the entry that it takes back.")]
    public long? Reverses { get; init; }

    [Description("`Debit` or `Credit`.")]
    public required string Side { get; init; }
}

[Description("A credit entry joined to a debit entry.")]
public sealed record AllocationState
{
    [Description("In minor units.")]
    public required string AmountMinor { get; init; }

    [Description("Number of the credit entry.")]
    public required long CreditEntry { get; init; }

    [Description("What is left unapplied of the credit, in minor units.")]
    public required string CreditOpenMinor { get; init; }

    [Description("Number of the debit entry.")]
    public required long DebitEntry { get; init; }

    [Description("What is disputed of the debit after it, where that changed; in minor units.")]
    public string? DebitDisputedMinor { get; init; }

    [Description("What is left open of the debit, in minor units.")]
    public required string DebitOpenMinor { get; init; }

    [Description("The day from which it counts.")]
    public required DateOnly From { get; init; }
}

[Description("An allocation undone. It is named by the version that made it and its place among those of that version.")]
public sealed record UndoneState
{
    [Description("In minor units.")]
    public required string AmountMinor { get; init; }

    [Description("Number of the credit entry.")]
    public required long CreditEntry { get; init; }

    [Description("What is unapplied of the credit again, in minor units.")]
    public required string CreditOpenMinor { get; init; }

    [Description("Number of the debit entry.")]
    public required long DebitEntry { get; init; }

    [Description("What is open of the debit again, in minor units.")]
    public required string DebitOpenMinor { get; init; }

    [Description("The day from which it counts no more.")]
    public required DateOnly From { get; init; }

    [Description("Its place within that version, from 0.")]
    public required long Ordinal { get; init; }

    [Description("The version that made it.")]
    public required long Version { get; init; }
}

[Description("What is disputed of an entry from here on.")]
public sealed record DisputedState(
    [property: Description("In minor units.")]
    string AmountMinor,
    [property: Description("Number of the entry.")]
    long Entry);

[Description("The number of a payment's or a refund's receipt.")]
public sealed record ReceiptState(
    [property: Description("Number of the entry.")]
    long Entry,
    [property: Description("The receipt's number.")]
    string Number);

[Description("Open items by days past the due date, in major units. Disputed parts stay in their column.")]
public sealed record AgingShown(
    [property: Description("The party's id; null in totals of the business.")]
    string? Party,
    [property: Description("ISO 4217. Currencies are never added.")]
    string Currency,
    [property: Description("Not due, or due on the day itself.")]
    string NotDue,
    [property: Description("1 to 30 days past the due date.")]
    string Days1To30,
    [property: Description("31 to 60 days past the due date.")]
    string Days31To60,
    [property: Description("61 to 90 days past the due date.")]
    string Days61To90,
    [property: Description("91 to 120 days past the due date.")]
    string Days91To120,
    [property: Description("More than 120 days past the due date.")]
    string Over120,
    [property: Description("Credit that is joined to nothing.")]
    string Unapplied,
    [property: Description("Past the due date and not disputed.")]
    string Overdue,
    [property: Description("All columns less unapplied credit: the balance on that day.")]
    string Balance);

[Description("The aging of the business on a day.")]
public sealed record AgingOfBusiness(
    [property: Description("The day, in the business's time zone.")]
    DateOnly AsOf,
    [property: Description("One row a currency.")]
    IReadOnlyList<AgingShown> Totals,
    [property: Description("One row a ledger that has open items on that day.")]
    IReadOnlyList<AgingShown> Ledgers);
