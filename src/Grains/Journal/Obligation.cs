using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.CreditNotes;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;

namespace LedgerPortal.Journal;

/// <summary>
/// A promise from one grain to another, kept as a row of the outbox from the same SQL transaction as the event that made it.
/// Performed at least once: what it calls is idempotent by the command id that derives from the promise's origin.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "obligation")]
[JsonDerivedType(typeof(TakeReceiptNumber), "take-receipt-number")]
[JsonDerivedType(typeof(EnterHeldPayment), "enter-held-payment")]
[JsonDerivedType(typeof(MoveOpenItems), "move-open-items")]
[JsonDerivedType(typeof(TakeTransfer), "take-transfer")]
[JsonDerivedType(typeof(AskToAbsorb), "ask-to-absorb")]
[JsonDerivedType(typeof(MergeLedgerOfParty), "merge-ledger-of-party")]
[JsonDerivedType(typeof(EndHoldOfInvoice), "end-hold-of-invoice")]
[JsonDerivedType(typeof(TakeInvoiceNumber), "take-invoice-number")]
[JsonDerivedType(typeof(PostInvoice), "post-invoice")]
[JsonDerivedType(typeof(ReverseVoidInvoice), "reverse-void-invoice")]
[JsonDerivedType(typeof(CreditCorrectedInvoice), "credit-corrected-invoice")]
[JsonDerivedType(typeof(DraftCorrectedInvoice), "draft-corrected-invoice")]
[JsonDerivedType(typeof(TakeCreditNoteNumber), "take-credit-note-number")]
[JsonDerivedType(typeof(PostCreditNote), "post-credit-note")]
public abstract record Obligation
{
    /// <summary>Keeps the promise. A refusal means that it could not be kept: tried again, then set aside for an operator.</summary>
    public abstract Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains);
}

/// <param name="Command">Id for the command that the obligation sends, the same at each try.</param>
public sealed record ObligationOrigin(StreamId Stream, long Version, CommandId Command);

/// <summary>An obligation as an event makes it.</summary>
/// <param name="PostingDate">The document date of what it will post to a ledger: a lock of the period waits for it.</param>
/// <param name="DueAt">Not before this moment, and all that the stream promises later waits for it; null is at once.</param>
/// <param name="NotBefore">
/// Waits for this moment, which may be months away, outside the order of its stream: nothing waits for it, and it waits for
/// nothing else.
/// </param>
public sealed record Due(
    Obligation Obligation, DateOnly? PostingDate = null, DateTimeOffset? DueAt = null, DateTimeOffset? NotBefore = null);
