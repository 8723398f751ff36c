using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Invitations;

/// <summary>
/// The rules of invitations. Whether the party is shared and the portal is on are other switches: the way in asks them too.
/// </summary>
public static class InvitationDecisions
{
    public const int MaxExpiryDays = 30;

    public static Decision<InvitationEvent> Decide(Invitation state, InvitationCommand command, DateTimeOffset now) =>
        command switch
        {
            InviteContact invite => Invite(state, invite, now),
            AcceptInvitation accept => Accept(state, accept, now),
            WithdrawInvitation => Withdraw(state),
            RecordContactSignIn signIn => SignIn(state, signIn),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for an invitation."),
        };

    private static Decision<InvitationEvent> Invite(Invitation state, InviteContact invite, DateTimeOffset now)
    {
        var refusal = Fields.Given(invite.Party.Value, "party")
            ?? Fields.Between(invite.ExpiryDays, 1, MaxExpiryDays, "expiryDays");
        if (refusal is not null)
            return refusal;
        // A contact belongs to one party: whoever says otherwise is mistaken about one of the two.
        if (state.Generation > 0 && invite.Party != state.Party)
            return Fields.Invalid("party");
        if (state is { AcceptedAt: not null, WithdrawnAt: null })
            return new Refusal(RefusalCode.AlreadyExists);
        return Decision<InvitationEvent>.Of(new ContactInvited(invite.Party, now.AddDays(invite.ExpiryDays))
        {
            Generation = state.Generation + 1,
        });
    }

    private static Decision<InvitationEvent> Accept(Invitation state, AcceptInvitation accept, DateTimeOffset now)
    {
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.WithdrawnAt is not null || state.AcceptedAt is not null || accept.Generation != state.Generation)
            return new Refusal(RefusalCode.LinkRevoked);
        if (now >= state.ExpiresAt)
            return new Refusal(RefusalCode.LinkExpired);
        // The secret of the link is spent with its generation.
        return Decision<InvitationEvent>.Of(new InvitationAccepted { Generation = state.Generation + 1 });
    }

    private static Decision<InvitationEvent> Withdraw(Invitation state)
    {
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        return state.WithdrawnAt is not null
            ? Decision<InvitationEvent>.AlreadyDone
            : Decision<InvitationEvent>.Of(new InvitationWithdrawn { Generation = state.Generation + 1 });
    }

    private static Decision<InvitationEvent> SignIn(Invitation state, RecordContactSignIn signIn)
    {
        if (Fields.Required(signIn.Device, 40, "device") is { } refusal)
            return refusal;
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        return state is { AcceptedAt: not null, WithdrawnAt: null }
            ? Decision<InvitationEvent>.Of(new ContactSignedIn(signIn.Device) { Generation = state.Generation })
            : new Refusal(RefusalCode.LinkRevoked);
    }
}
