using System.Security.Claims;

namespace LedgerPortal.Access;

/// <summary>
/// Carries the session through the framework's principal, so that pages and the hub find the very same one.
/// </summary>
internal sealed class PortalIdentity(PortalSession session)
    : ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "party/" + session.Party)], AccessSchemes.Portal)
{
    public PortalSession Session { get; } = session;
}

/// <inheritdoc cref="PortalIdentity"/>
internal sealed class ConsoleIdentity(ConsoleSession session)
    : ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, "operator/" + Id.Text(session.User)),
            new Claim(ClaimTypes.Name, session.Email),
            new Claim(ClaimTypes.Role, session.Role.ToString()),
        ],
        AccessSchemes.Console)
{
    public ConsoleSession Session { get; } = session;
}

/// <summary>The two sides. Each has a cookie of its own, so that one browser can hold both.</summary>
public static class AccessSchemes
{
    public const string Portal = "Portal";

    public const string Console = "Console";
}

public static class SessionsOfAPrincipal
{
    /// <summary>The customer's session; null on a page that the policy <c>Portal</c> does not protect.</summary>
    public static PortalSession? PortalSession(this ClaimsPrincipal principal) =>
        principal.Identities.OfType<PortalIdentity>().FirstOrDefault()?.Session;

    /// <summary>The operator's session; null on a page that the policy <c>Console</c> does not protect.</summary>
    public static ConsoleSession? ConsoleSession(this ClaimsPrincipal principal) =>
        principal.Identities.OfType<ConsoleIdentity>().FirstOrDefault()?.Session;
}
