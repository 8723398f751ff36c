using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.DelegatedViews;

/// <inheritdoc cref="IDelegatedView"/>
public class DelegatedViewWriter(string key, GrainServices services)
    : Grain<DelegatedView, DelegatedViewCommand, DelegatedViewEvent, LinkAnswer>(
        StreamOf(key), DelegatedViewReadModel.Definition, services), IDelegatedView
{
    protected override JsonTypeInfo<DelegatedViewCommand> CommandJson => DelegatedViewJson.Default.DelegatedViewCommand;

    public async Task<GrantedView?> View()
    {
        var state = await Committed();
        return state.Generation == 0
            ? null
            : new GrantedView(
                state.View, state.Link, state.Generation, state.Party, state.Sealed, state.GrantedAt, state.GrantedBy,
                state.Until, state.ExpiresAt, state.RevokedAt, state.LastUsedAt, state.LastUsedDevice);
    }

    protected override Decision<DelegatedViewEvent> Decide(
        DelegatedView state, DelegatedViewCommand command, object? facts, DateTimeOffset now) =>
        DelegatedViewDecisions.Decide(state, command, now);

    protected override LinkAnswer Answer(JournalRow row, IReadOnlyList<DelegatedViewEvent> events) =>
        new(State.Link, events[^1].Generation, State.ExpiresAt);

    protected override LinkAnswer AlreadyDone() => new(State.Link, State.Generation, State.ExpiresAt);

    protected override PartyId? PartyOf(DelegatedView after) => after.Party;

    protected override IEnumerable<Change> Changes(
        JournalRow row, IReadOnlyList<DelegatedViewEvent> events, DelegatedView after) =>
    [
        new Change(
            [Topic.Party(after.Party), Topic.Business], row.Stream.Stream, row.Version, 0, null,
            events[^1] switch
            {
                ViewRevoked => "access",
                ViewUsed => "link-used",
                _ => "shared",
            },
            after.Party.ToString()),
    ];

    private static StreamId StreamOf(string key)
    {
        var slash = key.IndexOf('/');
        var view = Id.Parse<DelegatedViewId>(key[(slash + 1)..]);
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), $"delegated-view/{view}");
    }
}
