using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.CreditNotes;

/// <summary>One credit note: lowers what the party owes, and settles its invoice first when it names one. Key: <c>{business}/{document}</c>.</summary>
public interface ICreditNote
{
    /// <summary>
    /// Carries out one command; durable on return. The invoice's consent, the number and the ledger entry follow at once, at
    /// the latest when the outbox is swept.
    /// </summary>
    Task<Answer<DocumentAnswer>> Execute(CreditNoteCommand command);

    Task<CreditNoteView?> View();
}

/// <param name="RefusedBecause">Why its invoice refused it; the status is <see cref="DocumentStatus.Discarded"/> then.</param>
public sealed record CreditNoteView(
    DocumentId Id,
    PartyId Party,
    Currency Currency,
    long Version,
    DocumentStatus Status,
    string? Number,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    InvoiceReference? Invoice,
    string? Reason,
    RefusalCode? RefusedBecause)
{
    /// <summary>Null for a credit note that no portal registered.</summary>
    public Registration? Registration { get; init; }
}

/// <summary>The invoice that a tax credit note names by law: number and date as printed.</summary>
public sealed record InvoiceReference(DocumentId Document, string Number, DateOnly Date);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(IssueCreditNote), "issue-credit-note")]
[JsonDerivedType(typeof(NumberCreditNote), "number-credit-note")]
[JsonDerivedType(typeof(RefuseCreditNote), "refuse-credit-note")]
[JsonDerivedType(typeof(RegisterCreditNote), "register-credit-note")]
public abstract record CreditNoteCommand : Command;

/// <summary>
/// Drafts and issues a credit note in one step. Either <see cref="Numbering"/> or <see cref="ImportedNumber"/> is given. When
/// it names no invoice, nothing refuses after this is accepted. When it does, the invoice has the last word before a
/// number is taken: a credit beyond what is left of the invoice is discarded then
/// (<see cref="CreditNoteView.RefusedBecause"/>); <see cref="CreditableMinor"/> lets the common case be refused at once.
/// Refused, in this order: the fields as they stand here, existing already, amount above what is creditable, a locked period,
/// an imported number that is taken.
/// </summary>
public sealed record IssueCreditNote : CreditNoteCommand
{
    public required PartyId Party { get; init; }

    public required Currency Currency { get; init; }

    public required TaxSplit TaxSplit { get; init; }

    /// <summary>Lines as on an invoice: a positive quantity credits. The total may not be below zero.</summary>
    public required DocumentContent Content { get; init; }

    public required DocumentPartyDetails Supplier { get; init; }

    public required DocumentPartyDetails Customer { get; init; }

    /// <summary>The credit note's date may not lie before the invoice's.</summary>
    public InvoiceReference? Invoice { get; init; }

    /// <summary>What is left to credit of the invoice, as the edge read it.</summary>
    public long? CreditableMinor { get; init; }

    /// <summary>For the party to read; at most 500 characters.</summary>
    public string? Reason { get; init; }

    public Numbering? Numbering { get; init; }

    /// <summary>The number it has where it was issued; 1 to 40 characters.</summary>
    public string? ImportedNumber { get; init; }
}

/// <summary>Gives the credit note its number, once its invoice has agreed. Sent by the outbox.</summary>
public sealed record NumberCreditNote : CreditNoteCommand
{
    public required string Number { get; init; }
}

/// <summary>Its invoice refused it. Sent by the outbox.</summary>
public sealed record RefuseCreditNote : CreditNoteCommand
{
    public required RefusalCode Why { get; init; }
}

/// <summary>
/// Writes into an issued credit note what the Indian portal answered when it was reported there; rules as of an invoice
/// (<see cref="Invoices.RegisterInvoice"/>).
/// </summary>
public sealed record RegisterCreditNote : CreditNoteCommand
{
    public required Registration Registration { get; init; }
}
