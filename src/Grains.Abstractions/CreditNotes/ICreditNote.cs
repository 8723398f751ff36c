using System.Text.Json.Serialization;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;

namespace LedgerPortal.CreditNotes;

/// <summary>One credit note: lowers what the party owes, and settles its invoice first when it names one. Key: <c>{business}/{document}</c>.</summary>
public interface ICreditNote
{
    /// <summary>Carries out one command; durable on return. Number and ledger entry follow as for an invoice.</summary>
    Task<Answer<DocumentAnswer>> Execute(CreditNoteCommand command);

    Task<CreditNoteView?> View();
}

public sealed record CreditNoteView(
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
    InvoiceReference? Invoice,
    string? Reason);

/// <summary>The invoice that a tax credit note names by law: number and date as printed.</summary>
public sealed record InvoiceReference(DocumentId Document, string Number, DateOnly Date);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(IssueCreditNote), "issue-credit-note")]
[JsonDerivedType(typeof(NumberCreditNote), "number-credit-note")]
public abstract record CreditNoteCommand : Command;

/// <summary>
/// Drafts and issues a credit note in one step; after it is accepted nothing refuses. Either <see cref="Numbering"/> or
/// <see cref="ImportedNumber"/> is given. Refused when it credits more than is left of its invoice
/// (<see cref="CreditableMinor"/>, read by the edge from the invoice's credits).
/// </summary>
public sealed record IssueCreditNote : CreditNoteCommand
{
    public required PartyId Party { get; init; }

    public required Currency Currency { get; init; }

    public required TaxSplit TaxSplit { get; init; }

    /// <summary>Lines with positive quantities.</summary>
    public required DocumentContent Content { get; init; }

    public required DocumentPartyDetails Supplier { get; init; }

    public required DocumentPartyDetails Customer { get; init; }

    public InvoiceReference? Invoice { get; init; }

    public long? CreditableMinor { get; init; }

    /// <summary>For the party to read.</summary>
    public string? Reason { get; init; }

    public Numbering? Numbering { get; init; }

    public string? ImportedNumber { get; init; }
}

public sealed record NumberCreditNote : CreditNoteCommand
{
    public required string Number { get; init; }
}
