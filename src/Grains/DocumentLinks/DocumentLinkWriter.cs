using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;
using LedgerPortal.Live;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.DocumentLinks;

/// <inheritdoc cref="IDocumentLink"/>
public class DocumentLinkWriter(string key, GrainServices services)
    : Grain<DocumentLink, DocumentLinkCommand, DocumentLinkEvent, LinkAnswer>(
        DocumentStream.Of("document-link", key), DocumentLinkReadModel.Definition, services), IDocumentLink
{
    protected override JsonTypeInfo<DocumentLinkCommand> CommandJson => DocumentLinkJson.Default.DocumentLinkCommand;

    public async Task<LinkView?> View()
    {
        var state = await Committed();
        return state.Generation == 0
            ? null
            : new LinkView(
                state.Link, state.Generation, state.CreatedAt, state.CreatedBy, state.ExpiresAt, state.IsRevoked,
                state.LastUsedAt, state.LastUsedDevice);
    }

    protected override Decision<DocumentLinkEvent> Decide(
        DocumentLink state, DocumentLinkCommand command, object? facts, DateTimeOffset now) =>
        DocumentLinkDecisions.Decide(state, command, now);

    protected override LinkAnswer Answer(JournalRow row, IReadOnlyList<DocumentLinkEvent> events) =>
        new(State.Link, events[^1].Generation, events[^1].ExpiresAt);

    protected override LinkAnswer AlreadyDone() => new(State.Link, State.Generation, State.ExpiresAt);

    protected override PartyId? PartyOf(DocumentLink after) => after.Party;

    protected override IEnumerable<Change> Changes(
        JournalRow row, IReadOnlyList<DocumentLinkEvent> events, DocumentLink after)
    {
        var (topics, what) = events[^1] switch
        {
            DocumentLinkUsed => (new[] { Topic.Business }, "link-used"),
            DocumentShared => ([Topic.Business], "shared"),
            DocumentForwarded => ([Topic.Business], "forwarded"),
            // Pages that were opened through it close.
            _ => ([Topic.Party(after.Party), Topic.Document(after.Document), Topic.Business], "access"),
        };
        return [new Change(topics, row.Stream.Stream, row.Version, 0, null, what, after.Document.ToString())];
    }
}
