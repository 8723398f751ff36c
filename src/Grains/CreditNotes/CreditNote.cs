using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.CreditNotes;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(CreditNoteIssueRequested), "credit-note-issue-requested")]
[JsonDerivedType(typeof(CreditNoteIssued), "credit-note-issued")]
[JsonDerivedType(typeof(CreditNoteRefused), "credit-note-refused")]
[JsonDerivedType(typeof(CreditNoteRegistered), "credit-note-registered")]
public abstract record CreditNoteEvent;

public sealed record CreditNoteIssueRequested(
    PartyId Party,
    Currency Currency,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    InvoiceReference? Invoice,
    string? Reason,
    Numbering? Numbering,
    string? ImportedNumber) : CreditNoteEvent;

public sealed record CreditNoteIssued(string Number) : CreditNoteEvent;

/// <summary>Its invoice has no room for it.</summary>
public sealed record CreditNoteRefused(RefusalCode Why) : CreditNoteEvent;

/// <summary>Reported to the Indian portal, and what it answered.</summary>
public sealed record CreditNoteRegistered(Registration Registration) : CreditNoteEvent;

/// <summary>A credit note as its events made it.</summary>
public sealed record CreditNote(DocumentId Id)
{
    public long Version { get; init; }

    public DocumentStatus Status { get; init; }

    /// <summary>What was asked for; frozen from the start. Null before that.</summary>
    public CreditNoteIssueRequested? Requested { get; init; }

    /// <summary>An imported one has it from the start.</summary>
    public string? Number { get; init; }

    public RefusalCode? RefusedBecause { get; init; }

    public Registration? Registration { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    public static CreditNote Evolve(CreditNote state, CreditNoteEvent @event, DateTimeOffset recordedAt) => @event switch
    {
        CreditNoteIssueRequested requested => state with
        {
            Status = DocumentStatus.Issuing,
            Requested = requested,
            Number = requested.ImportedNumber,
            CreatedAt = recordedAt,
        },
        CreditNoteIssued issued => state with
        {
            Status = DocumentStatus.Issued,
            Number = issued.Number,
            IssuedAt = recordedAt,
        },
        // An imported number is free again for the credit note that is right.
        CreditNoteRefused refused => state with
        {
            Status = DocumentStatus.Discarded,
            Number = null,
            RefusedBecause = refused.Why,
        },
        CreditNoteRegistered registered => state with { Registration = registered.Registration },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a credit note."),
    };
}
