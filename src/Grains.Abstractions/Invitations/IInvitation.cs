using System.Text.Json.Serialization;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.Invitations;

/// <summary>
/// A contact's invitation to the portal, and what became of it: accepted, used, withdrawn. One grain a contact. The secret of
/// its link is not here: it is derived from link id and generation under a key outside the database. Neither are address and
/// password. Key: <c>{business}/{contact}</c>.
/// </summary>
public interface IInvitation
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<LinkAnswer>> Execute(InvitationCommand command);

    Task<InvitationView?> View();
}

/// <param name="AcceptedAt">From then on the contact signs in with a password.</param>
/// <param name="WithdrawnAt">From then on it does not.</param>
public sealed record InvitationView(
    Guid Link,
    int Generation,
    PartyId Party,
    DateTimeOffset InvitedAt,
    string InvitedBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? WithdrawnAt,
    DateTimeOffset? LastSignInAt,
    string? LastSignInDevice);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(InviteContact), "invite-contact")]
[JsonDerivedType(typeof(AcceptInvitation), "accept-invitation")]
[JsonDerivedType(typeof(WithdrawInvitation), "withdraw-invitation")]
[JsonDerivedType(typeof(RecordContactSignIn), "record-contact-sign-in")]
public abstract record InvitationCommand : Command;

/// <summary>
/// Makes the link by which the contact sets a password; one that was sent before ends. Refused when the contact has accepted
/// already (<see cref="RefusalCode.AlreadyExists"/>), and for another party than before.
/// </summary>
public sealed record InviteContact : InvitationCommand
{
    public required PartyId Party { get; init; }

    /// <summary>1 to 30.</summary>
    public required int ExpiryDays { get; init; }
}

/// <summary>The contact pressed "Accept". Its link is spent. Refused when it was spent, withdrawn, replaced, or has expired.</summary>
public sealed record AcceptInvitation : InvitationCommand
{
    public required int Generation { get; init; }
}

/// <summary>
/// Ends the link, and what was accepted with it: sessions and open pages end within a second. Withdrawn already: nothing to do.
/// </summary>
public sealed record WithdrawInvitation : InvitationCommand;

/// <summary>The contact signed in with its password. Refused unless the invitation is accepted and not withdrawn.</summary>
public sealed record RecordContactSignIn : InvitationCommand
{
    /// <summary><c>phone</c>, <c>tablet</c>, <c>computer</c>.</summary>
    public required string Device { get; init; }
}
