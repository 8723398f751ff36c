using LedgerPortal.Documents;
using LedgerPortal.TagHelpers;

namespace LedgerPortal.Consoles;

/// <summary>An invoice or credit note as a line of a list.</summary>
public sealed record DocumentRow : IListRow
{
    /// <summary><c>Invoice</c> or <c>CreditNote</c>.</summary>
    public string Kind { get; init; } = "Invoice";

    public DocumentId Document { get; init; }

    public PartyId Party { get; init; }

    public string PartyName { get; init; } = "";

    /// <summary>Null until it is issued.</summary>
    public string? Number { get; init; }

    public string? Reference { get; init; }

    public DocumentStatus Status { get; init; }

    public DateOnly DocumentDate { get; init; }

    public DateOnly DueDate { get; init; }

    public Currency Currency { get; init; }

    public long TotalMinor { get; init; }

    /// <summary>What the ledger has open of it; null while it is not posted.</summary>
    public long? OpenMinor { get; init; }

    public long? DisputedMinor { get; init; }

    public DateTimeOffset? LastViewedAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public string RowKey { get; init; } = "";

    public string SortKey { get; init; } = "";

    public Money Total => new(TotalMinor, Currency);

    public Money? Open => Status == DocumentStatus.Issued && OpenMinor is { } open ? new Money(open, Currency) : null;

    public string Address => Kind == "Invoice" ? ConsolePlaces.Invoice(Document) : ConsolePlaces.CreditNote(Document);

    /// <summary>Its state as one word: of an issued invoice what is paid of it, and before that whether it is late.</summary>
    public PillStatus Pill(DateOnly today) => Status switch
    {
        DocumentStatus.Draft => PillStatus.Draft,
        DocumentStatus.Issuing => PillStatus.Issuing,
        DocumentStatus.Void => PillStatus.Void,
        DocumentStatus.Discarded => PillStatus.Void,
        DocumentStatus.Issued when Kind != "Invoice" || OpenMinor is null => PillStatus.Issued,
        DocumentStatus.Issued when OpenMinor == 0 => PillStatus.Paid,
        DocumentStatus.Issued when DueDate < today && OpenMinor > (DisputedMinor ?? 0) => PillStatus.Overdue,
        DocumentStatus.Issued when OpenMinor < TotalMinor => PillStatus.PartlyPaid,
        DocumentStatus.Issued => PillStatus.Unpaid,
        var other => throw new InvalidOperationException($"There is no status {other}."),
    };

    public int? DaysOverdue(DateOnly today) => DueDate < today ? today.DayNumber - DueDate.DayNumber : null;
}
