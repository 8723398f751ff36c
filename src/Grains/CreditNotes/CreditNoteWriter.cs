using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.CreditNotes;

/// <inheritdoc cref="ICreditNote"/>
public class CreditNoteWriter(string key, GrainServices services)
    : Grain<CreditNote, CreditNoteCommand, CreditNoteEvent, DocumentAnswer>(
        DocumentStream.Of("credit-note", key), CreditNoteReadModel.Definition, services), ICreditNote
{
    protected override JsonTypeInfo<CreditNoteCommand> CommandJson => CreditNoteStreamJson.Default.CreditNoteCommand;

    public async Task<CreditNoteView?> View()
    {
        var state = await Committed();
        return state.Requested is { } requested
            ? new CreditNoteView(
                state.Id, requested.Party, requested.Currency, state.Version, state.Status, state.Number, requested.TaxSplit,
                requested.Content, requested.Totals, requested.Supplier, requested.Customer, requested.Invoice,
                requested.Reason, state.RefusedBecause)
            { Registration = state.Registration }
            : null;
    }

    protected override Decision<CreditNoteEvent> Decide(
        CreditNote state, CreditNoteCommand command, object? facts, DateTimeOffset now) =>
        CreditNoteDecisions.Decide(state, command);

    protected override DocumentAnswer Answer(JournalRow row, IReadOnlyList<CreditNoteEvent> events) => new(row.Version);

    protected override DocumentAnswer AlreadyDone() => new(State.Version);

    protected override PartyId? PartyOf(CreditNote after) => after.Requested?.Party;

    /// <summary>Numbers, its own and the portal's, are what is unique of credit notes in the database.</summary>
    protected override Refusal RefusalOfConstraint(string constraint) =>
        new(RefusalCode.NumberTaken, constraint == "credit_note_irn" ? "irn" : "number");

    protected override DateOnly? OpenSince(IReadOnlyList<CreditNoteEvent> events) =>
        (events[0] as CreditNoteIssueRequested)?.Content.Date;

    protected override IEnumerable<Due> Obligations(IReadOnlyList<CreditNoteEvent> events, CreditNote after)
    {
        var requested = after.Requested!;
        var amount = new Money(requested.Totals.TotalMinor, requested.Currency);
        var date = requested.Content.Date;
        switch (events[^1])
        {
            case CreditNoteIssueRequested:
                yield return new Due(
                    new TakeCreditNoteNumber(
                        after.Id, requested.Party, amount, requested.Invoice, requested.Numbering, requested.ImportedNumber),
                    date);
                break;
            case CreditNoteIssued issued when amount.Minor > 0:
                yield return new Due(
                    new PostCreditNote(
                        after.Id, requested.Party, amount, date, issued.Number, requested.Content.Reference, requested.Reason,
                        requested.Invoice?.Document),
                    date);
                break;
            default:
                break;
        }
    }

    protected override IReadOnlyList<string> EventKinds(IReadOnlyList<CreditNoteEvent> events) =>
        events[^1] is CreditNoteIssued ? [Journal.EventKinds.CreditNoteIssued] : [];

    protected override IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<CreditNoteEvent> events, CreditNote after)
    {
        // Before it is issued it is the operators' alone.
        string[] topics = after is { Status: DocumentStatus.Issued, Requested: { } requested }
            ? [Topic.Party(requested.Party), Topic.Document(after.Id), Topic.Business]
            : [Topic.Business];
        return [new Change(topics, row.Stream.Stream, row.Version, 0, null, "credit-note", after.Id.ToString())];
    }
}
