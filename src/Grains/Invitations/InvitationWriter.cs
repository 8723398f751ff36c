using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.Invitations;

/// <inheritdoc cref="IInvitation"/>
public class InvitationWriter(string key, GrainServices services)
    : Grain<Invitation, InvitationCommand, InvitationEvent, LinkAnswer>(
        StreamOf(key), InvitationReadModel.Definition, services), IInvitation
{
    protected override JsonTypeInfo<InvitationCommand> CommandJson => InvitationJson.Default.InvitationCommand;

    public async Task<InvitationView?> View()
    {
        var state = await Committed();
        return state.Generation == 0
            ? null
            : new InvitationView(
                state.Link, state.Generation, state.Party, state.InvitedAt, state.InvitedBy, state.ExpiresAt, state.AcceptedAt,
                state.WithdrawnAt, state.LastSignInAt, state.LastSignInDevice);
    }

    protected override Decision<InvitationEvent> Decide(
        Invitation state, InvitationCommand command, object? facts, DateTimeOffset now) =>
        InvitationDecisions.Decide(state, command, now);

    protected override LinkAnswer Answer(JournalRow row, IReadOnlyList<InvitationEvent> events) =>
        new(State.Link, events[^1].Generation, State.ExpiresAt);

    protected override LinkAnswer AlreadyDone() => new(State.Link, State.Generation, State.ExpiresAt);

    protected override PartyId? PartyOf(Invitation after) => after.Party;

    protected override IEnumerable<Change> Changes(
        JournalRow row, IReadOnlyList<InvitationEvent> events, Invitation after) =>
    [
        new Change(
            [Topic.Party(after.Party), Topic.Business], row.Stream.Stream, row.Version, 0, null,
            // What was accepted ends: open pages of the contact's sessions close.
            events[^1] is InvitationWithdrawn ? "access" : "contact", after.Party.ToString()),
    ];

    private static StreamId StreamOf(string key)
    {
        var slash = key.IndexOf('/');
        var contact = Id.Parse<ContactId>(key[(slash + 1)..]);
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), $"invitation/{contact}");
    }
}
