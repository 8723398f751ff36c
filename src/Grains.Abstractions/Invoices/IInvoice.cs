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

/// <summary>An invoice as its grain knows it.</summary>
/// <param name="HeldUntil">While issuing: until this moment it can be recalled.</param>
/// <param name="IsVoiding">Voiding was accepted; the ledger has yet to take its entry back, or to refuse.</param>
/// <param name="VoidReason">Why it is, or is to be, void; for operators.</param>
/// <param name="VoidRefused">Why the ledger refused the last wish to void it.</param>
/// <param name="CreditedMinor">What credit notes, posted or on their way, have credited of its total.</param>
/// <param name="CorrectedBy">The credit note that takes it back in full.</param>
/// <param name="CopiedFrom">The invoice whose correction this is.</param>
public sealed record InvoiceView(
    DocumentId Id,
    PartyId Party,
    Currency Currency,
    long Version,
    DocumentStatus Status,
    string? Number,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails? Supplier,
    DocumentPartyDetails? Customer,
    DateTimeOffset? HeldUntil,
    bool IsShared,
    DateTimeOffset? FirstViewedAt,
    bool IsVoiding,
    string? VoidReason,
    RefusalCode? VoidRefused,
    long CreditedMinor,
    DocumentId? CorrectedBy,
    DocumentId? CopiedFrom)
{
    /// <summary>Null for an invoice that no portal registered.</summary>
    public Registration? Registration { get; init; }
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(DraftInvoice), "draft-invoice")]
[JsonDerivedType(typeof(ReviseInvoice), "revise-invoice")]
[JsonDerivedType(typeof(DiscardInvoice), "discard-invoice")]
[JsonDerivedType(typeof(IssueInvoice), "issue-invoice")]
[JsonDerivedType(typeof(RecallInvoice), "recall-invoice")]
[JsonDerivedType(typeof(ImportInvoice), "import-invoice")]
[JsonDerivedType(typeof(EndInvoiceHold), "end-invoice-hold")]
[JsonDerivedType(typeof(NumberInvoice), "number-invoice")]
[JsonDerivedType(typeof(VoidInvoice), "void-invoice")]
[JsonDerivedType(typeof(ConfirmInvoiceVoid), "confirm-invoice-void")]
[JsonDerivedType(typeof(RefuseInvoiceVoid), "refuse-invoice-void")]
[JsonDerivedType(typeof(CreditInvoice), "credit-invoice")]
[JsonDerivedType(typeof(CorrectInvoice), "correct-invoice")]
[JsonDerivedType(typeof(MarkInvoiceShared), "mark-invoice-shared")]
[JsonDerivedType(typeof(MarkInvoiceViewed), "mark-invoice-viewed")]
[JsonDerivedType(typeof(RegisterInvoice), "register-invoice")]
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

/// <summary>
/// Undo of issuing while it is held: a draft again, as if nothing had been. Refused once the hold is over
/// (<see cref="RefusalCode.RecallNeedsHold"/>).
/// </summary>
public sealed record RecallInvoice : InvoiceCommand;

/// <summary>
/// Ends the hold of one issuing: from here on nothing recalls it, so that a number may be taken for it. Sent by the outbox.
/// </summary>
public sealed record EndInvoiceHold : InvoiceCommand
{
    /// <summary>The version that began the issuing: an issuing that was recalled is not meant by this.</summary>
    public required long IssuingVersion { get; init; }
}

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
/// open period. The number stays, the reversal takes the invoice's date. The ledger has the last word: on return the
/// wish is durable, and the invoice is void as soon as the ledger has reversed its entry; when something was allocated
/// meanwhile it stays issued (<see cref="InvoiceView.VoidRefused"/>). Refused, in this order: reason missing or too long,
/// not issued, shared or viewed, credited, a locked period.
/// </summary>
public sealed record VoidInvoice : InvoiceCommand
{
    /// <summary>1 to 500 characters; for operators.</summary>
    public required string Reason { get; init; }
}

/// <summary>The ledger has reversed the invoice's entry. Sent by the outbox.</summary>
public sealed record ConfirmInvoiceVoid : InvoiceCommand;

/// <summary>The ledger has not reversed the invoice's entry: it stays issued. Sent by the outbox.</summary>
public sealed record RefuseInvoiceVoid : InvoiceCommand
{
    /// <summary>The version that wished for it.</summary>
    public required long VoidingVersion { get; init; }

    public required RefusalCode Why { get; init; }
}

/// <summary>
/// Sets a part of the invoice aside for a credit note, so that credit notes together never exceed it. Sent by the
/// credit note's outbox before it takes a number; the same credit note again is already done. Refused, in this order:
/// not there or another party's (<see cref="RefusalCode.NotFound"/>), not issued or about to be void, another currency,
/// another number or date, more credit notes than <see cref="DocumentContent.MaxCreditNotes"/>, below zero, beyond what is
/// left.
/// </summary>
public sealed record CreditInvoice : InvoiceCommand
{
    public required DocumentId CreditNote { get; init; }

    public required PartyId Party { get; init; }

    public required Money Amount { get; init; }

    /// <summary>Number and date of the invoice as the credit note names them.</summary>
    public required string Number { get; init; }

    public required DateOnly Date { get; init; }
}

/// <summary>
/// Corrects an invoice that was seen: a full credit note and a draft copy, in one step. Both ids are made by the caller;
/// both documents follow by outbox. Refused, in this order: ids missing or equal, the credit note's date before the
/// invoice's, numbering, reason, not issued, corrected already, credited in part already, a locked period.
/// </summary>
public sealed record CorrectInvoice : InvoiceCommand
{
    public required DocumentId CreditNote { get; init; }

    public required DocumentId Draft { get; init; }

    /// <summary>Date of the credit note and of the draft.</summary>
    public required DateOnly CreditNoteDate { get; init; }

    public required Numbering CreditNoteNumbering { get; init; }

    /// <summary>1 to 500 characters; printed on the credit note.</summary>
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

/// <summary>
/// Writes into an issued invoice what the Indian portal answered when it was reported there. Once: the same again is already
/// done, another one is refused (<see cref="RefusalCode.AlreadyRegistered"/>). Refused, in this order: the registration's
/// fields in their order (a signed QR that names another IRN is invalid), not there, registered otherwise, not issued, an IRN
/// that another invoice has.
/// </summary>
public sealed record RegisterInvoice : InvoiceCommand
{
    public required Registration Registration { get; init; }
}
