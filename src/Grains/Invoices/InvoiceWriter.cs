using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.Invoices;

/// <inheritdoc cref="IInvoice"/>
public class InvoiceWriter(string key, GrainServices services)
    : Grain<Invoice, InvoiceCommand, InvoiceEvent, DocumentAnswer>(
        DocumentStream.Of("invoice", key), InvoiceReadModel.Definition, services), IInvoice
{
    protected override JsonTypeInfo<InvoiceCommand> CommandJson => InvoiceStreamJson.Default.InvoiceCommand;

    public async Task<InvoiceView?> View()
    {
        var state = await Committed();
        return state is { Content: { } content, Totals: { } totals }
            ? new InvoiceView(
                state.Id, state.Party, state.Currency, state.Version, state.Status, state.Number, state.TaxSplit, content,
                totals, state.Supplier, state.Customer, state.HeldUntil, state.IsShared, state.FirstViewedAt,
                state.VoidingVersion is not null, state.VoidReason, state.VoidRefused, state.CreditedMinor, state.CorrectedBy,
                state.CopiedFrom)
            { Registration = state.Registration }
            : null;
    }

    protected override Decision<InvoiceEvent> Decide(
        Invoice state, InvoiceCommand command, object? facts, DateTimeOffset now) =>
        InvoiceDecisions.Decide(state, command, now);

    protected override DocumentAnswer Answer(JournalRow row, IReadOnlyList<InvoiceEvent> events) => new(row.Version);

    protected override DocumentAnswer AlreadyDone() => new(State.Version);

    protected override PartyId? PartyOf(Invoice after) => after.Party;

    /// <summary>Numbers, its own and the portal's, are what is unique of invoices in the database.</summary>
    protected override Refusal RefusalOfConstraint(string constraint) =>
        new(RefusalCode.NumberTaken, constraint == "invoice_irn" ? "irn" : "number");

    protected override DateOnly? OpenSince(IReadOnlyList<InvoiceEvent> events) => events[0] switch
    {
        InvoiceIssueRequested requested => requested.Date,
        InvoiceImported imported => imported.Content.Date,
        InvoiceVoidRequested requested => requested.Date,
        InvoiceCorrected corrected => corrected.CreditNoteDate,
        _ => null,
    };

    protected override IEnumerable<Due> Obligations(IReadOnlyList<InvoiceEvent> events, Invoice after)
    {
        var date = after.Content!.Date;
        switch (events[^1])
        {
            case InvoiceIssueRequested { HeldUntil: { } heldUntil }:
                yield return new Due(new EndHoldOfInvoice(after.Id, after.Version), date, heldUntil);
                break;
            case InvoiceIssueRequested or InvoiceHoldEnded:
                yield return new Due(new TakeInvoiceNumber(after.Id, after.Numbering!), date);
                break;
            case InvoiceIssued or InvoiceImported when after.Totals!.TotalMinor > 0:
                yield return new Due(
                    new PostInvoice(
                        after.Id, after.Party, new Money(after.Totals.TotalMinor, after.Currency), date,
                        after.Content.DueDate ?? date, after.Number!, after.Content.Reference),
                    date);
                break;
            case InvoiceVoidRequested requested:
                yield return new Due(
                    new ReverseVoidInvoice(after.Id, after.Party, after.Currency, after.Version, requested.Reason), date);
                break;
            case InvoiceCorrected corrected:
                yield return new Due(
                    new CreditCorrectedInvoice(
                        after.Id, corrected.CreditNote, corrected.CreditNoteDate, corrected.CreditNoteNumbering,
                        corrected.Reason),
                    corrected.CreditNoteDate);
                yield return new Due(new DraftCorrectedInvoice(after.Id, corrected.Draft, corrected.CreditNoteDate));
                break;
            default:
                break;
        }
    }

    protected override IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<InvoiceEvent> events, Invoice after)
    {
        // Before it has a number it is the operators' alone.
        string[] topics = after.Number is null
            ? [Topic.Business]
            : [Topic.Party(after.Party), Topic.Document(after.Id), Topic.Business];
        return [new Change(topics, row.Stream.Stream, row.Version, 0, null, What(events[^1]), after.Id.ToString())];
    }

    protected override IReadOnlyList<string> EventKinds(IReadOnlyList<InvoiceEvent> events) => events[^1] switch
    {
        InvoiceIssued or InvoiceImported => [Journal.EventKinds.InvoiceIssued],
        InvoiceVoided => [Journal.EventKinds.InvoiceVoided],
        InvoiceViewed => [Journal.EventKinds.InvoiceViewed],
        _ => [],
    };

    private static string What(InvoiceEvent @event) => @event switch
    {
        InvoiceDrafted or InvoiceRevised or InvoiceDiscarded or InvoiceRecalled => "draft",
        InvoiceIssueRequested or InvoiceHoldEnded => "issuing",
        InvoiceViewed => "viewed",
        InvoiceShared => "shared",
        InvoiceVoidRequested or InvoiceVoided or InvoiceVoidRefused => "void",
        _ => "invoice",
    };
}
