using System.Text.Json.Serialization;

namespace LedgerPortal.Businesses;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(BusinessCreated), "business-created")]
[JsonDerivedType(typeof(BusinessChanged), "business-changed")]
[JsonDerivedType(typeof(PortalSettingsChanged), "portal-settings-changed")]
[JsonDerivedType(typeof(PeriodLocked), "period-locked")]
[JsonDerivedType(typeof(PeriodReopened), "period-reopened")]
[JsonDerivedType(typeof(LogoChanged), "logo-changed")]
[JsonDerivedType(typeof(LogoRemoved), "logo-removed")]
public abstract record BusinessEvent;

public sealed record BusinessCreated(BusinessDetails Details, PortalSettings Portal) : BusinessEvent;

public sealed record BusinessChanged(BusinessDetails Details) : BusinessEvent;

public sealed record PortalSettingsChanged(PortalSettings Portal) : BusinessEvent;

public sealed record PeriodLocked(DateOnly Through) : BusinessEvent;

/// <param name="LockedThrough">What stays locked; null is nothing.</param>
public sealed record PeriodReopened(DateOnly? LockedThrough, string Reason) : BusinessEvent;

public sealed record LogoChanged(Logo Logo) : BusinessEvent;

public sealed record LogoRemoved : BusinessEvent;

/// <summary>A business as its events made it.</summary>
/// <param name="Details">Null before it was created.</param>
public sealed record Business(
    long Version,
    BusinessDetails? Details,
    PortalSettings Portal,
    DateOnly? LockedThrough,
    DateTimeOffset CreatedAt)
{
    /// <summary>The name of the logo, <see cref="Logo.Sha256"/>; the picture itself is in the read model.</summary>
    public string? LogoSha256 { get; init; }

    public static Business New { get; } = new(0, null, new PortalSettings(), null, default);

    public static Business Evolve(Business state, BusinessEvent @event, DateTimeOffset recordedAt) => @event switch
    {
        BusinessCreated created => state with
        {
            Details = created.Details,
            Portal = created.Portal,
            CreatedAt = recordedAt,
        },
        BusinessChanged changed => state with { Details = changed.Details },
        PortalSettingsChanged changed => state with { Portal = changed.Portal },
        PeriodLocked locked => state with { LockedThrough = locked.Through },
        PeriodReopened reopened => state with { LockedThrough = reopened.LockedThrough },
        LogoChanged changed => state with { LogoSha256 = changed.Logo.Sha256 },
        LogoRemoved => state with { LogoSha256 = null },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} is not of a business."),
    };
}
