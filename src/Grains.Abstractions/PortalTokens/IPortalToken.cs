using System.Text.Json.Serialization;

namespace LedgerPortal.PortalTokens;

/// <summary>
/// The secret link that lets a party into its portal. One grain a party, so that there is one active link at a time.
/// The secret itself is not here: it is derived from link id and generation under a key outside the database.
/// Key: <c>{business}/{party}</c>.
/// </summary>
public interface IPortalToken
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<LinkAnswer>> Execute(PortalTokenCommand command);

    Task<LinkView?> View();
}

/// <param name="Link">Public half of the link.</param>
/// <param name="Generation">Raised by each renewal and revocation; a secret is valid for one generation.</param>
public sealed record LinkAnswer(Guid Link, int Generation, DateTimeOffset ExpiresAt);

public sealed record LinkView(
    Guid Link,
    int Generation,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ExpiresAt,
    bool IsRevoked,
    DateTimeOffset? LastUsedAt,
    string? LastUsedDevice);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(GenerateToken), "generate-token")]
[JsonDerivedType(typeof(RevokeToken), "revoke-token")]
[JsonDerivedType(typeof(RecordTokenUse), "record-token-use")]
public abstract record PortalTokenCommand : Command;

/// <summary>Makes the party's active link; one that was active ends. Refused when the days are not 1 to 365.</summary>
public sealed record GenerateToken : PortalTokenCommand
{
    public required int ExpiryDays { get; init; }
}

/// <summary>Ends the active link; its sessions and open pages end within a second. Revoked already: nothing to do.</summary>
public sealed record RevokeToken : PortalTokenCommand;

/// <summary>Someone signed in through it. Refused when it is revoked, expired, or of another generation.</summary>
public sealed record RecordTokenUse : PortalTokenCommand
{
    public required int Generation { get; init; }

    /// <summary><c>phone</c>, <c>tablet</c>, <c>computer</c>.</summary>
    public required string Device { get; init; }
}
