namespace LedgerPortal.Journal;

/// <summary>
/// What happened, in the words of the API: what a webhook can be told of. Stored with each webhook and sent to programs:
/// names are for ever.
/// </summary>
public static class EventKinds
{
    public const string InvoiceIssued = "invoice.issued";
    public const string InvoiceVoided = "invoice.voided";
    public const string InvoiceViewed = "invoice.viewed";
    public const string CreditNoteIssued = "credit-note.issued";
    public const string PaymentRecorded = "payment.recorded";
    public const string PaymentHeld = "payment.held";
    public const string PaymentGivenBack = "payment.given-back";
    public const string EntryPosted = "entry.posted";
    public const string EntryReversed = "entry.reversed";
    public const string CreditAllocated = "credit.allocated";
    public const string AllocationUndone = "allocation.undone";
    public const string PartyCreated = "party.created";
    public const string PartyChanged = "party.changed";

    public static IReadOnlyList<string> All { get; } =
    [
        InvoiceIssued, InvoiceVoided, InvoiceViewed, CreditNoteIssued, PaymentRecorded, PaymentHeld, PaymentGivenBack,
        EntryPosted, EntryReversed, CreditAllocated, AllocationUndone, PartyCreated, PartyChanged,
    ];
}
