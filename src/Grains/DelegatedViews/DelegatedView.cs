using System.Text.Json.Serialization;

namespace LedgerPortal.DelegatedViews;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ViewGranted), "view-granted")]
[JsonDerivedType(typeof(ViewRevoked), "view-revoked")]
[JsonDerivedType(typeof(ViewUsed), "view-used")]
public abstract record DelegatedViewEvent
{
    /// <summary>The generation from this event on.</summary>
    public required int Generation { get; init; }
}

public sealed record ViewGranted(PartyId Party, byte[] Sealed, DateOnly Until, DateTimeOffset ExpiresAt) : DelegatedViewEvent;

public sealed record ViewRevoked : DelegatedViewEvent;

public sealed record ViewUsed(string Device) : DelegatedViewEvent;

/// <summary>A delegated view as its events made it.</summary>
public sealed record DelegatedView(DelegatedViewId View)
{
    /// <summary>The public half of the link.</summary>
    [JsonIgnore]
    public Guid Link => Id.Derive(View.Value, "delegated-view");

    public PartyId Party { get; init; }

    /// <summary>Zero before it was given.</summary>
    public int Generation { get; init; }

    public byte[] Sealed { get; init; } = [];

    public DateTimeOffset GrantedAt { get; init; }

    public string GrantedBy { get; init; } = "";

    public DateOnly Until { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    public string? RevokedBy { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public string? LastUsedDevice { get; init; }

    public static DelegatedView Evolve(
        DelegatedView state, DelegatedViewEvent @event, DateTimeOffset recordedAt, string actor) => @event switch
        {
            ViewGranted granted => new DelegatedView(state.View)
            {
                Party = granted.Party,
                Generation = granted.Generation,
                Sealed = granted.Sealed,
                GrantedAt = recordedAt,
                GrantedBy = actor,
                Until = granted.Until,
                ExpiresAt = granted.ExpiresAt,
            },
            ViewRevoked => state with { Generation = @event.Generation, RevokedAt = recordedAt, RevokedBy = actor },
            ViewUsed used => state with { LastUsedAt = recordedAt, LastUsedDevice = used.Device },
            _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a delegated view."),
        };
}
