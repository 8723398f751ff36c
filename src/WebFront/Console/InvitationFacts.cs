using LedgerPortal.Access;

namespace LedgerPortal.Consoles;

/// <summary>How far a contact's invitation is.</summary>
public enum InvitationStage
{
    Invited,
    Late,
    Accepted,
    Withdrawn,
}

/// <summary>A contact's invitation as operators see it.</summary>
public sealed record InvitationFacts(
    ContactId Contact, DateTimeOffset InvitedAt, DateTimeOffset ExpiresAt, DateTimeOffset? AcceptedAt,
    DateTimeOffset? WithdrawnAt, DateTimeOffset? LastSignInAt, string? LastSignInDevice)
{
    public InvitationStage Stage(DateTimeOffset now) => this switch
    {
        { WithdrawnAt: not null } => InvitationStage.Withdrawn,
        { AcceptedAt: not null } => InvitationStage.Accepted,
        _ => ExpiresAt <= now ? InvitationStage.Late : InvitationStage.Invited,
    };

    /// <summary>Of a party's contacts.</summary>
    public static async Task<IReadOnlyDictionary<ContactId, InvitationFacts>> Read(
        ScopedRead read, BusinessId business, PartyId party) =>
        (await read.Rows<InvitationFacts>(
            """
            select contact, invited_at, expires_at, accepted_at, withdrawn_at, last_sign_in_at, last_sign_in_device
            from read.invitation where business = @business and party = @party
            """, new { business, party })).ToDictionary(facts => facts.Contact);
}
