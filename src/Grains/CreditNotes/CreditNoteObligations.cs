using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.CreditNotes;

/// <summary>
/// A credit note asks its invoice for room, then takes a number. In this order, so that a refusal never takes a number
/// (invariant 9) and nothing refuses once a number is taken.
/// </summary>
public sealed record TakeCreditNoteNumber(
    DocumentId Document,
    PartyId Party,
    Money Amount,
    InvoiceReference? Invoice,
    Numbering? Numbering,
    string? ImportedNumber) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var creditNote = grains.Get<ICreditNote>($"{origin.Stream.Business}/{Document}");
        if (Invoice is not null && await RefusedByInvoice(Invoice, origin, grains) is { } why)
        {
            var refused = await creditNote.Execute(new RefuseCreditNote
            {
                Id = origin.Command.Derive("refuse"),
                By = Actor.System("outbox"),
                Why = why.Code,
            });
            return refused.Refusal;
        }

        return Numbering is null
            ? (await Number(origin.Command, ImportedNumber!)).Refusal
            : await NumberTaking.Take(Document, Numbering, origin, grains, Number);

        Task<Answer<DocumentAnswer>> Number(CommandId id, string number) => creditNote.Execute(new NumberCreditNote
        {
            Id = id,
            By = Actor.System("outbox"),
            Number = number,
        });
    }

    private async Task<Refusal?> RefusedByInvoice(InvoiceReference invoice, ObligationOrigin origin, IGrains grains)
    {
        var credited = await grains.Get<IInvoice>($"{origin.Stream.Business}/{invoice.Document}").Execute(new CreditInvoice
        {
            Id = new CommandId(Id.Derive(Document.Value, "credit")),
            By = Actor.System("outbox"),
            CreditNote = Document,
            Party = Party,
            Amount = Amount,
            Number = invoice.Number,
            Date = invoice.Date,
        });
        return credited.Refusal;
    }
}

/// <summary>An issued credit note lowers what is owed, of its invoice first.</summary>
public sealed record PostCreditNote(
    DocumentId Document,
    PartyId Party,
    Money Amount,
    DateOnly Date,
    string Number,
    string? Reference,
    string? Reason,
    DocumentId? Invoice) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var posted = await Posting.LedgerOf(origin, grains, Party, Amount.Currency).Execute(new PostEntry
        {
            Id = Posting.IdOf(Document),
            By = Actor.System("outbox"),
            Kind = EntryKind.CreditNote,
            Amount = Amount,
            DocumentDate = Date,
            Document = Document,
            Number = Number,
            Reference = Reference,
            Narration = Reason,
            Settlement = Invoice is { } invoice ? new SettleDocument(invoice) : new SettleNothing(),
        });
        return posted.Refusal;
    }
}
