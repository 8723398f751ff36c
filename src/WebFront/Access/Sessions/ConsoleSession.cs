namespace LedgerPortal.Access;

/// <summary>What an operator may do in a business.</summary>
public enum OperatorRole
{
    /// <summary>In no business: signed in, and about to choose.</summary>
    Outsider,

    /// <summary>Runs the installation, and reads the books because the business lets it.</summary>
    Visitor,
    Viewer,
    Collector,
    Accountant,
    Owner,
}

/// <summary>An operator's session, as checked against the database in this request.</summary>
/// <param name="Way">How the operator came in; with <see cref="WayIn.SetUp"/> no further than to a second factor.</param>
/// <param name="ExpiresAt">When it ends at the latest; without use it ends earlier.</param>
public sealed record ConsoleSession(
    Guid Id,
    WayIn Way,
    BusinessId Business,
    Guid User,
    string Email,
    OperatorRole Role,
    DateTimeOffset ExpiresAt)
{
    private static readonly TimeSpan FreshTime = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Whether the operator has shown just now who it is, as changes of how to sign in ask for. The id tells when the
    /// session began.
    /// </summary>
    public bool IsFresh(DateTimeOffset now) => now - BegunAt(Id) < FreshTime;

    private static DateTimeOffset BegunAt(Guid version7) => DateTimeOffset.FromUnixTimeMilliseconds(
        Convert.ToInt64(version7.ToString("N")[..12], 16));

    /// <summary>Whose doing a command of this session is, for the journal.</summary>
    public Actor Actor(HttpContext context) =>
        LedgerPortal.Actor.Operator(User, context.Connection.RemoteIpAddress?.ToString());
}
