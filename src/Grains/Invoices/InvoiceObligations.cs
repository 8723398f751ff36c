using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Invoices;

/// <summary>The time in which an issuing could be recalled is over.</summary>
public sealed record EndHoldOfInvoice(DocumentId Document, long IssuingVersion) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var ended = await InvoiceGrains.Of(Document, origin, grains).Execute(new EndInvoiceHold
        {
            Id = origin.Command,
            By = Actor.System("outbox"),
            IssuingVersion = IssuingVersion,
        });
        return ended.Refusal;
    }
}

/// <summary>An invoice that nothing recalls any more takes its number.</summary>
public sealed record TakeInvoiceNumber(DocumentId Document, Numbering Numbering) : Obligation
{
    public override Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains) => NumberTaking.Take(
        Document, Numbering, origin, grains,
        (id, number) => InvoiceGrains.Of(Document, origin, grains).Execute(new NumberInvoice
        {
            Id = id,
            By = Actor.System("outbox"),
            Number = number,
        }));
}

/// <summary>An issued invoice is owed.</summary>
public sealed record PostInvoice(
    DocumentId Document,
    PartyId Party,
    Money Amount,
    DateOnly Date,
    DateOnly DueDate,
    string Number,
    string? Reference) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var posted = await Posting.LedgerOf(origin, grains, Party, Amount.Currency).Execute(new PostEntry
        {
            Id = Posting.IdOf(Document),
            By = Actor.System("outbox"),
            Kind = EntryKind.Invoice,
            Amount = Amount,
            DocumentDate = Date,
            DueDate = DueDate,
            Document = Document,
            Number = Number,
            Reference = Reference,
        });
        return posted.Refusal;
    }
}

/// <summary>
/// An invoice that shall be void is taken out of the ledger, if nothing was allocated to it: the ledger alone knows at
/// the moment it decides. Its word goes back to the invoice.
/// </summary>
public sealed record ReverseVoidInvoice(
    DocumentId Document, PartyId Party, Currency Currency, long VoidingVersion, string Reason) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        // Performed once more after the answer was given: a second question could get another answer.
        if (await InvoiceGrains.ViewOf(Document, origin, grains) is not { IsVoiding: true })
            return null;

        var reversed = await Posting.LedgerOf(origin, grains, Party, Currency).Execute(new ReverseDocument
        {
            Id = origin.Command,
            By = Actor.System("outbox"),
            Document = Document,
            InternalReason = Reason,
        });
        if (reversed.Refusal is { Code: not (RefusalCode.VoidNeedsNoAllocation or RefusalCode.AlreadyReversed) })
            return reversed.Refusal;

        InvoiceCommand outcome = reversed.Refusal is { Code: var why }
            ? new RefuseInvoiceVoid
            {
                Id = origin.Command.Derive("refuse"),
                By = Actor.System("outbox"),
                VoidingVersion = VoidingVersion,
                Why = why,
            }
            : new ConfirmInvoiceVoid { Id = origin.Command.Derive("confirm"), By = Actor.System("outbox") };
        return (await InvoiceGrains.Of(Document, origin, grains).Execute(outcome)).Refusal;
    }
}

/// <summary>A corrected invoice is credited in full. Its content is frozen, so each try makes the same credit note.</summary>
public sealed record CreditCorrectedInvoice(
    DocumentId Document, DocumentId CreditNote, DateOnly Date, Numbering Numbering, string Reason) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var invoice = await InvoiceGrains.ViewOf(Document, origin, grains);
        var creditNote = grains.Get<ICreditNote>($"{origin.Stream.Business}/{CreditNote}");
        var issued = await creditNote.Execute(new IssueCreditNote
        {
            Id = origin.Command,
            By = Actor.System("outbox"),
            Party = invoice.Party,
            Currency = invoice.Currency,
            TaxSplit = invoice.TaxSplit,
            Content = invoice.Content with { Date = Date, DueDate = null },
            Supplier = invoice.Supplier!,
            Customer = invoice.Customer!,
            Invoice = new InvoiceReference(Document, invoice.Number!, invoice.Content.Date),
            Reason = Reason,
            Numbering = Numbering,
        });
        return issued.Refusal;
    }
}

/// <summary>A corrected invoice goes on as a draft copy, with the same days to pay.</summary>
public sealed record DraftCorrectedInvoice(DocumentId Document, DocumentId Draft, DateOnly Date) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var invoice = await InvoiceGrains.ViewOf(Document, origin, grains);
        var drafted = await InvoiceGrains.Of(Draft, origin, grains).Execute(new DraftInvoice
        {
            Id = origin.Command,
            By = Actor.System("outbox"),
            Party = invoice.Party,
            Currency = invoice.Currency,
            TaxSplit = invoice.TaxSplit,
            Content = invoice.Content with { Date = Date, DueDate = DueDate(invoice.Content) },
            CopiedFrom = Document,
        });
        return drafted.Refusal;
    }

    private DateOnly? DueDate(DocumentContent content)
    {
        if (content.DueDate is not { } due)
            return null;
        var copied = Date.DayNumber + (due.DayNumber - content.Date.DayNumber);
        return DateOnly.FromDayNumber(Math.Min(copied, Fields.LatestDate.DayNumber));
    }
}

internal static class InvoiceGrains
{
    public static IInvoice Of(DocumentId document, ObligationOrigin origin, IGrains grains) =>
        grains.Get<IInvoice>($"{origin.Stream.Business}/{document}");

    /// <summary>
    /// Of an invoice as it was when it made the promise, or later. An activation that knows less, because another one wrote,
    /// is no ground to act on: the promise is kept later.
    /// </summary>
    public static async Task<InvoiceView> ViewOf(DocumentId document, ObligationOrigin origin, IGrains grains) =>
        await Of(document, origin, grains).View() is { } view && view.Version >= origin.Version
            ? view
            : throw new InvalidOperationException($"Invoice {document} is not yet known as it was at version {origin.Version}.");
}
