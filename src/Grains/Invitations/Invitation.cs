using System.Text.Json.Serialization;

namespace LedgerPortal.Invitations;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ContactInvited), "contact-invited")]
[JsonDerivedType(typeof(InvitationAccepted), "invitation-accepted")]
[JsonDerivedType(typeof(InvitationWithdrawn), "invitation-withdrawn")]
[JsonDerivedType(typeof(ContactSignedIn), "contact-signed-in")]
public abstract record InvitationEvent
{
    /// <summary>The generation from this event on.</summary>
    public required int Generation { get; init; }
}

public sealed record ContactInvited(PartyId Party, DateTimeOffset ExpiresAt) : InvitationEvent;

public sealed record InvitationAccepted : InvitationEvent;

public sealed record InvitationWithdrawn : InvitationEvent;

public sealed record ContactSignedIn(string Device) : InvitationEvent;

/// <summary>A contact's invitation as its events made it.</summary>
public sealed record Invitation(ContactId Contact)
{
    /// <summary>The public half of the link, the same in every generation.</summary>
    [JsonIgnore]
    public Guid Link => Id.Derive(Contact.Value, "invitation");

    public PartyId Party { get; init; }

    /// <summary>Zero before the contact was first invited.</summary>
    public int Generation { get; init; }

    public DateTimeOffset InvitedAt { get; init; }

    public string InvitedBy { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public string? LastSignInDevice { get; init; }

    public static Invitation Evolve(
        Invitation state, InvitationEvent @event, DateTimeOffset recordedAt, string actor) => @event switch
        {
            ContactInvited invited => new Invitation(state.Contact)
            {
                Party = invited.Party,
                Generation = invited.Generation,
                InvitedAt = recordedAt,
                InvitedBy = actor,
                ExpiresAt = invited.ExpiresAt,
            },
            InvitationAccepted => state with { Generation = @event.Generation, AcceptedAt = recordedAt },
            InvitationWithdrawn => state with { Generation = @event.Generation, WithdrawnAt = recordedAt },
            ContactSignedIn signedIn => state with { LastSignInAt = recordedAt, LastSignInDevice = signedIn.Device },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of an invitation."),
        };
}
