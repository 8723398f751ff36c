using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Invoices;

/// <summary>
/// One invoice: its lines, its life from draft to issued or void, who viewed it. What is paid of it is the ledger's. Key:
/// <c>{business}/{document}</c>.
/// </summary>
public interface IInvoice
{
    /// <summary>
    /// Carries out one command; durable on return. Issuing returns when the invoice is bound to be issued; its number and
    /// its ledger entry follow at once, at the latest when the outbox is swept.
    /// </summary>
    Task<Answer<DocumentAnswer>> Execute(InvoiceCommand command);

    Task<InvoiceView?> View();
}

/// <param name="Version">The document's version that the command made, or found when there was nothing to do.</param>
public sealed record DocumentAnswer(long Version);

/// <summary>An invoice as its grain knows it.</summary>
public sealed record InvoiceView(
    DocumentId Id,
    PartyId Party,
    Currency Currency,
    long Version,
    DocumentStatus Status,
    string? Number,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails? Supplier,
    DocumentPartyDetails? Customer,
    DateTimeOffset? HeldUntil,
    bool IsShared,
    DateTimeOffset? FirstViewedAt,
    DocumentId? CorrectedBy,
    DocumentId? CopiedFrom);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(DraftInvoice), "draft-invoice")]
[JsonDerivedType(typeof(ReviseInvoice), "revise-invoice")]
[JsonDerivedType(typeof(DiscardInvoice), "discard-invoice")]
[JsonDerivedType(typeof(IssueInvoice), "issue-invoice")]
[JsonDerivedType(typeof(RecallInvoice), "recall-invoice")]
[JsonDerivedType(typeof(ImportInvoice), "import-invoice")]
[JsonDerivedType(typeof(NumberInvoice), "number-invoice")]
[JsonDerivedType(typeof(VoidInvoice), "void-invoice")]
[JsonDerivedType(typeof(CorrectInvoice), "correct-invoice")]
[JsonDerivedType(typeof(MarkInvoiceShared), "mark-invoice-shared")]
[JsonDerivedType(typeof(MarkInvoiceViewed), "mark-invoice-viewed")]
public abstract record InvoiceCommand : Command;

/// <summary>Starts a draft. Drafts have no number, are seen by operators only and touch no ledger.</summary>
public sealed record DraftInvoice : InvoiceCommand
{
    public required PartyId Party { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>How the taxes are split, decided by the edge from the business's and the party's places.</summary>
    public required TaxSplit TaxSplit { get; init; }

    public required DocumentContent Content { get; init; }

    public DocumentId? CopiedFrom { get; init; }
}

/// <summary>Replaces a draft's content. Refused when the draft was changed since <see cref="ExpectedVersion"/>.</summary>
public sealed record ReviseInvoice : InvoiceCommand
{
    public required long ExpectedVersion { get; init; }

    public required TaxSplit TaxSplit { get; init; }

    public required DocumentContent Content { get; init; }
}

/// <summary>Throws a draft away; it had no number, so none is missing.</summary>
public sealed record DiscardInvoice : InvoiceCommand;

/// <summary>Freezes the draft and starts issuing. After this is accepted nothing refuses.</summary>
public sealed record IssueInvoice : InvoiceCommand
{
    public required DocumentPartyDetails Supplier { get; init; }

    public required DocumentPartyDetails Customer { get; init; }

    public required Numbering Numbering { get; init; }

    /// <summary>
    /// For so long, 0 to 10 seconds, it can be recalled: it has no number, is in no ledger and is shown to nobody.
    /// </summary>
    public int HoldSeconds { get; init; }
}

/// <summary>Undo of issuing while it is held: a draft again, as if nothing had been. Refused once the hold is over.</summary>
public sealed record RecallInvoice : InvoiceCommand;

/// <summary>An invoice that was issued elsewhere, with the number it has there; drafted and issued in one step.</summary>
public sealed record ImportInvoice : InvoiceCommand
{
    public required PartyId Party { get; init; }

    public required Currency Currency { get; init; }

    public required TaxSplit TaxSplit { get; init; }

    public required DocumentContent Content { get; init; }

    public required DocumentPartyDetails Supplier { get; init; }

    public required DocumentPartyDetails Customer { get; init; }

    public required string Number { get; init; }
}

/// <summary>Gives the invoice the number that its series took for it. Sent by the outbox.</summary>
public sealed record NumberInvoice : InvoiceCommand
{
    public required string Number { get; init; }
}

/// <summary>
/// Takes an invoice back that nobody has seen: only when issued, with nothing allocated, never shared or viewed, in an
/// open period. The number stays, the reversal takes the invoice's date. The edge checks allocation in the ledger first.
/// </summary>
public sealed record VoidInvoice : InvoiceCommand
{
    public required string Reason { get; init; }
}

/// <summary>
/// Corrects an invoice that was seen: a full credit note and a draft copy, in one step. Both ids are made by the caller.
/// </summary>
public sealed record CorrectInvoice : InvoiceCommand
{
    public required DocumentId CreditNote { get; init; }

    public required DocumentId Draft { get; init; }

    public required DateOnly CreditNoteDate { get; init; }

    public required Numbering CreditNoteNumbering { get; init; }

    public required string Reason { get; init; }
}

/// <summary>A link to it was made, or the party's portal shows it: from here on it can be corrected, not voided.</summary>
public sealed record MarkInvoiceShared : InvoiceCommand;

/// <summary>A real reader on the party's side saw it. <see cref="Through"/>: <c>invoice link</c>, <c>portal token</c>…</summary>
public sealed record MarkInvoiceViewed : InvoiceCommand
{
    public required string Through { get; init; }

    /// <summary><c>phone</c>, <c>tablet</c>, <c>computer</c>.</summary>
    public required string Device { get; init; }
}

/// <summary>Into which components a tax rate is split.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaxSplit>))]
public enum TaxSplit
{
    /// <summary>No tax is charged; rates must be zero.</summary>
    None,

    /// <summary>One component named VAT.</summary>
    Vat,

    /// <summary>Indian supply within a state: half CGST, half SGST.</summary>
    GstWithinState,

    /// <summary>Indian supply between states: IGST.</summary>
    GstBetweenStates,
}
