using Dapper;
using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>What is recorded of sign-ins and of who may what. Stored names, the same for ever.</summary>
public enum SecurityEventKind
{
    SignedIn,
    PasswordWrong,
    SecondStepWrong,
    AccountLocked,
    SignedOut,
    SignedOutElsewhere,
    PasswordChanged,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodesMade,
    PasswordReset,
    ColleagueInvited,
    InvitationSentAgain,
    InvitationWithdrawn,
    ColleagueJoined,
    RoleChanged,
    ColleagueRemoved,
    PlatformOwnerMade,
    BusinessCreated,
    BusinessSuspended,
    BusinessResumed,
    BooksOpenedToPlatform,
    BooksClosedToPlatform,
    BooksVisited,
    SecondFactorsForgotten,
    ApiKeyMade,
    ApiKeyRevoked,
    WebhookMade,
    WebhookSecretChanged,
    WebhookRemoved,
}

/// <param name="By">Who did it; null when nobody is known.</param>
/// <param name="About">Whom it concerns, if somebody else.</param>
/// <param name="Business">Where; null when it concerns the account and not one business.</param>
/// <param name="Detail">A word more, such as a way, a role or what a business called its key. Never a secret, never what identifies a person.</param>
public sealed record SecurityEvent(
    SecurityEventKind Kind, Guid? By, Guid? About = null, BusinessId? Business = null, string? Detail = null);

/// <summary>Who, what, when, from where: kept for good, and apart from the books, which have their journal.</summary>
public sealed class SecurityEvents(Databases databases, TimeProvider time)
{
    /// <summary>Durable on return.</summary>
    public async Task Record(SecurityEvent happened, Whereabouts from)
    {
        await using var connection = await databases.Access.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into access.security_event (at, kind, by_user, about_user, business, detail, from_address, device)
            values (@now, @kind, @By, @About, @business, @Detail, @Address, @Device)
            """,
            new
            {
                now = time.GetUtcNow().UtcDateTime,
                kind = happened.Kind.ToString(),
                happened.By,
                happened.About,
                business = happened.Business?.Value,
                happened.Detail,
                from.Address,
                from.Device,
            });
    }
}

/// <summary>One that was recorded, with the addresses that the accounts have now.</summary>
public sealed record RecordedSecurityEvent
{
    public required long Event { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public string? ByEmail { get; init; }

    public string? AboutEmail { get; init; }

    /// <summary>Of the platform's own list only.</summary>
    public string? BusinessName { get; init; }

    public string? Detail { get; init; }

    public string? FromAddress { get; init; }

    public string? Device { get; init; }
}
