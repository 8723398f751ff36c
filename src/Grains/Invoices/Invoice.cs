using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Invoices;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(InvoiceDrafted), "invoice-drafted")]
[JsonDerivedType(typeof(InvoiceRevised), "invoice-revised")]
[JsonDerivedType(typeof(InvoiceDiscarded), "invoice-discarded")]
[JsonDerivedType(typeof(InvoiceIssueRequested), "invoice-issue-requested")]
[JsonDerivedType(typeof(InvoiceRecalled), "invoice-recalled")]
[JsonDerivedType(typeof(InvoiceHoldEnded), "invoice-hold-ended")]
[JsonDerivedType(typeof(InvoiceIssued), "invoice-issued")]
[JsonDerivedType(typeof(InvoiceImported), "invoice-imported")]
[JsonDerivedType(typeof(InvoiceVoidRequested), "invoice-void-requested")]
[JsonDerivedType(typeof(InvoiceVoided), "invoice-voided")]
[JsonDerivedType(typeof(InvoiceVoidRefused), "invoice-void-refused")]
[JsonDerivedType(typeof(InvoiceCredited), "invoice-credited")]
[JsonDerivedType(typeof(InvoiceCorrected), "invoice-corrected")]
[JsonDerivedType(typeof(InvoiceShared), "invoice-shared")]
[JsonDerivedType(typeof(InvoiceViewed), "invoice-viewed")]
[JsonDerivedType(typeof(InvoiceRegistered), "invoice-registered")]
public abstract record InvoiceEvent;

public sealed record InvoiceDrafted(
    PartyId Party,
    Currency Currency,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentId? CopiedFrom) : InvoiceEvent;

public sealed record InvoiceRevised(TaxSplit TaxSplit, DocumentContent Content, DocumentTotals Totals) : InvoiceEvent;

public sealed record InvoiceDiscarded : InvoiceEvent;

/// <param name="Date">The invoice's date, for the period lock.</param>
/// <param name="HeldUntil">Until then it can be recalled; null takes a number at once.</param>
public sealed record InvoiceIssueRequested(
    DateOnly Date,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    Numbering Numbering,
    DateTimeOffset? HeldUntil) : InvoiceEvent;

public sealed record InvoiceRecalled : InvoiceEvent;

public sealed record InvoiceHoldEnded : InvoiceEvent;

public sealed record InvoiceIssued(string Number) : InvoiceEvent;

/// <summary>Drafted and issued elsewhere, under the number it has there.</summary>
public sealed record InvoiceImported(
    PartyId Party,
    Currency Currency,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    string Number) : InvoiceEvent;

/// <param name="Date">The invoice's date, for the period lock.</param>
public sealed record InvoiceVoidRequested(DateOnly Date, string Reason) : InvoiceEvent;

public sealed record InvoiceVoided : InvoiceEvent;

public sealed record InvoiceVoidRefused(RefusalCode Why) : InvoiceEvent;

/// <summary>A part was set aside for a credit note.</summary>
public sealed record InvoiceCredited(DocumentId CreditNote, long AmountMinor) : InvoiceEvent;

/// <summary>All of it was set aside for a credit note, and a draft copy promised.</summary>
public sealed record InvoiceCorrected(
    DocumentId CreditNote,
    DocumentId Draft,
    DateOnly CreditNoteDate,
    Numbering CreditNoteNumbering,
    string Reason) : InvoiceEvent;

public sealed record InvoiceShared : InvoiceEvent;

public sealed record InvoiceViewed(string Through, string Device) : InvoiceEvent;

/// <summary>Reported to the Indian portal, and what it answered.</summary>
public sealed record InvoiceRegistered(Registration Registration) : InvoiceEvent;

/// <summary>An invoice as its events made it.</summary>
public sealed record Invoice(DocumentId Id)
{
    /// <summary>Invoice link, portal token, code, password…: there are fewer.</summary>
    public const int MaxWaysIn = 16;

    public long Version { get; init; }

    public DocumentStatus Status { get; init; }

    public PartyId Party { get; init; }

    public Currency Currency { get; init; }

    public TaxSplit TaxSplit { get; init; }

    /// <summary>Null before it was drafted.</summary>
    public DocumentContent? Content { get; init; }

    public DocumentTotals? Totals { get; init; }

    public DocumentPartyDetails? Supplier { get; init; }

    public DocumentPartyDetails? Customer { get; init; }

    public Numbering? Numbering { get; init; }

    /// <summary>While issuing: the version that began it.</summary>
    public long? IssuingVersion { get; init; }

    /// <summary>While issuing, and recallable.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    public string? Number { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>While the ledger has yet to agree: the version that wished for it.</summary>
    public long? VoidingVersion { get; init; }

    public string? VoidReason { get; init; }

    public RefusalCode? VoidRefused { get; init; }

    public IReadOnlyList<InvoiceCredit> Credits { get; init; } = [];

    public DocumentId? CorrectedBy { get; init; }

    public DocumentId? CopiedFrom { get; init; }

    public bool IsShared { get; init; }

    /// <summary>Ways in through which it was viewed.</summary>
    public IReadOnlyList<string> ViewedThrough { get; init; } = [];

    public DateTimeOffset? FirstViewedAt { get; init; }

    public DateTimeOffset? LastViewedAt { get; init; }

    public int Views { get; init; }

    public Registration? Registration { get; init; }

    [JsonIgnore]
    public bool Exists => Content is not null;

    [JsonIgnore]
    public long CreditedMinor => Credits.Sum(credit => credit.AmountMinor);

    /// <summary>Issued, and staying so as far as anyone knows.</summary>
    [JsonIgnore]
    public bool Stands => Status is DocumentStatus.Issued && VoidingVersion is null;

    public static Invoice Evolve(Invoice state, InvoiceEvent @event, DateTimeOffset recordedAt) => @event switch
    {
        InvoiceDrafted drafted => state with
        {
            Status = DocumentStatus.Draft,
            Party = drafted.Party,
            Currency = drafted.Currency,
            TaxSplit = drafted.TaxSplit,
            Content = drafted.Content,
            Totals = drafted.Totals,
            CopiedFrom = drafted.CopiedFrom,
            CreatedAt = recordedAt,
        },
        InvoiceRevised revised => state with
        {
            TaxSplit = revised.TaxSplit,
            Content = revised.Content,
            Totals = revised.Totals,
        },
        InvoiceDiscarded => state with { Status = DocumentStatus.Discarded },
        InvoiceIssueRequested requested => state with
        {
            Status = DocumentStatus.Issuing,
            Supplier = requested.Supplier,
            Customer = requested.Customer,
            Numbering = requested.Numbering,
            IssuingVersion = state.Version,
            HeldUntil = requested.HeldUntil,
        },
        InvoiceRecalled => state with
        {
            Status = DocumentStatus.Draft,
            Supplier = null,
            Customer = null,
            Numbering = null,
            IssuingVersion = null,
            HeldUntil = null,
        },
        InvoiceHoldEnded => state with { HeldUntil = null },
        InvoiceIssued issued => Issued(state, issued.Number, recordedAt),
        InvoiceImported imported => Issued(
            state with
            {
                Party = imported.Party,
                Currency = imported.Currency,
                TaxSplit = imported.TaxSplit,
                Content = imported.Content,
                Totals = imported.Totals,
                Supplier = imported.Supplier,
                Customer = imported.Customer,
                CreatedAt = recordedAt,
            },
            imported.Number,
            recordedAt),
        InvoiceVoidRequested requested => state with
        {
            VoidingVersion = state.Version,
            VoidReason = requested.Reason,
            VoidRefused = null,
        },
        InvoiceVoided => state with { Status = DocumentStatus.Void, VoidingVersion = null, VoidRefused = null },
        InvoiceVoidRefused refused => state with { VoidingVersion = null, VoidReason = null, VoidRefused = refused.Why },
        InvoiceCredited credited => state with
        {
            Credits = [.. state.Credits, new InvoiceCredit(credited.CreditNote, credited.AmountMinor)],
        },
        InvoiceCorrected corrected => state with
        {
            CorrectedBy = corrected.CreditNote,
            Credits = [.. state.Credits, new InvoiceCredit(corrected.CreditNote, state.Totals?.TotalMinor ?? 0)],
        },
        InvoiceShared => state with { IsShared = true },
        InvoiceViewed viewed => state with
        {
            ViewedThrough = state.ViewedThrough.Contains(viewed.Through) || state.ViewedThrough.Count == MaxWaysIn
                ? state.ViewedThrough
                : [.. state.ViewedThrough, viewed.Through],
            FirstViewedAt = state.FirstViewedAt ?? recordedAt,
            LastViewedAt = recordedAt,
            Views = state.Views + 1,
        },
        InvoiceRegistered registered => state with { Registration = registered.Registration },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of an invoice."),
    };

    private static Invoice Issued(Invoice state, string number, DateTimeOffset recordedAt) => state with
    {
        Status = DocumentStatus.Issued,
        Number = number,
        IssuedAt = recordedAt,
        IssuingVersion = null,
        HeldUntil = null,
    };
}

/// <summary>What a credit note, posted or on its way, has of the invoice.</summary>
public sealed record InvoiceCredit(DocumentId CreditNote, long AmountMinor);
