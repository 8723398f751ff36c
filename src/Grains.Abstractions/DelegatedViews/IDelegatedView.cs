using System.Text.Json.Serialization;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.DelegatedViews;

/// <summary>
/// A look into a party's portal that somebody outside it was given, read-only and until a date: its accountant, say. One grain a
/// view. Where it was sent is sealed with a key of that person's own, named by the view's id. Key: <c>{business}/{view}</c>.
/// </summary>
public interface IDelegatedView
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<LinkAnswer>> Execute(DelegatedViewCommand command);

    Task<GrantedView?> View();
}

/// <param name="GrantedBy">An actor: the party itself, or an operator of the business.</param>
/// <param name="Until">The last day on which it shows anything, at the business.</param>
public sealed record GrantedView(
    DelegatedViewId Id,
    Guid Link,
    int Generation,
    PartyId Party,
    byte[] Sealed,
    DateTimeOffset GrantedAt,
    string GrantedBy,
    DateOnly Until,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedDevice);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(GrantView), "grant-view")]
[JsonDerivedType(typeof(RevokeView), "revoke-view")]
[JsonDerivedType(typeof(RecordViewUse), "record-view-use")]
public abstract record DelegatedViewCommand : Command;

/// <summary>Gives the view. Refused when it was given before: another view has another id.</summary>
public sealed record GrantView : DelegatedViewCommand
{
    public required PartyId Party { get; init; }

    /// <summary>Ciphertext of the address it is for.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The last day, at the business: today at the earliest, a year from today at the latest.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>The moment at which that day ends there.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Ends it; open pages of it close within a second. Revoked already: nothing to do.</summary>
public sealed record RevokeView : DelegatedViewCommand;

/// <summary>Someone came in by it. Refused when it is revoked, over, or of another generation.</summary>
public sealed record RecordViewUse : DelegatedViewCommand
{
    public required int Generation { get; init; }

    public required string Device { get; init; }
}
