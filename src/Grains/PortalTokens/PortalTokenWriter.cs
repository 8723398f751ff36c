using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.PortalTokens;

/// <inheritdoc cref="IPortalToken"/>
public class PortalTokenWriter(string key, GrainServices services)
    : Grain<PortalToken, PortalTokenCommand, PortalTokenEvent, LinkAnswer>(
        StreamOf(key), PortalTokenReadModel.Definition, services), IPortalToken
{
    protected override JsonTypeInfo<PortalTokenCommand> CommandJson => PortalTokenJson.Default.PortalTokenCommand;

    public async Task<LinkView?> View()
    {
        var state = await Committed();
        return state.Generation == 0
            ? null
            : new LinkView(
                state.Link, state.Generation, state.CreatedAt, state.CreatedBy, state.ExpiresAt, state.IsRevoked,
                state.LastUsedAt, state.LastUsedDevice);
    }

    protected override Decision<PortalTokenEvent> Decide(
        PortalToken state, PortalTokenCommand command, object? facts, DateTimeOffset now) =>
        PortalTokenDecisions.Decide(state, command, now);

    protected override LinkAnswer Answer(JournalRow row, IReadOnlyList<PortalTokenEvent> events) =>
        new(State.Link, events[^1].Generation, events[^1].ExpiresAt);

    protected override LinkAnswer AlreadyDone() => new(State.Link, State.Generation, State.ExpiresAt);

    protected override PartyId? PartyOf(PortalToken after) => after.Party;

    protected override IEnumerable<Change> Changes(
        JournalRow row, IReadOnlyList<PortalTokenEvent> events, PortalToken after) =>
    [
        // A use concerns the operators' list of tokens; the others end what was open through the token before.
        events[^1] is TokenUsed
            ? new Change([Topic.Business], row.Stream.Stream, row.Version, 0, null, "link-used", after.Party.ToString())
            : new Change(
                [Topic.Party(after.Party), Topic.Business], row.Stream.Stream, row.Version, 0, null, "access",
                after.Party.ToString()),
    ];

    private static StreamId StreamOf(string key)
    {
        var slash = key.IndexOf('/');
        var party = Id.Parse<PartyId>(key[(slash + 1)..]);
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), $"portal-token/{party}");
    }
}
