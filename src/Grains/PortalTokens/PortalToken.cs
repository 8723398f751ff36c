using System.Text.Json.Serialization;

namespace LedgerPortal.PortalTokens;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TokenGenerated), "token-generated")]
[JsonDerivedType(typeof(TokenRevoked), "token-revoked")]
[JsonDerivedType(typeof(TokenUsed), "token-used")]
public abstract record PortalTokenEvent
{
    /// <summary>The generation from this event on.</summary>
    public required int Generation { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

public sealed record TokenGenerated : PortalTokenEvent;

public sealed record TokenRevoked : PortalTokenEvent;

public sealed record TokenUsed(string Device) : PortalTokenEvent;

/// <summary>A party's portal token as its events made it.</summary>
public sealed record PortalToken(PartyId Party)
{
    /// <summary>The public half of the link, the same in every generation.</summary>
    [JsonIgnore]
    public Guid Link => Id.Derive(Party.Value, "portal-token");

    /// <summary>Zero before the first one was generated.</summary>
    public int Generation { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; init; }

    public bool IsRevoked { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedDevice { get; init; }

    public static PortalToken Evolve(PortalToken state, PortalTokenEvent @event, DateTimeOffset recordedAt, string actor) =>
        @event switch
        {
            TokenGenerated => new PortalToken(state.Party)
            {
                Generation = @event.Generation,
                CreatedAt = recordedAt,
                CreatedBy = actor,
                ExpiresAt = @event.ExpiresAt,
            },
            TokenRevoked => state with { Generation = @event.Generation, IsRevoked = true },
            TokenUsed used => state with { LastUsedAt = recordedAt, LastUsedDevice = used.Device },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a portal token."),
        };
}
