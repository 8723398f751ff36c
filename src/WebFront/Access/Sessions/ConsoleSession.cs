namespace LedgerPortal.Access;

/// <summary>What an operator may do in a business.</summary>
public enum OperatorRole
{
    Viewer,
    Collector,
    Accountant,
    Owner,
}

/// <summary>An operator's session, as checked against the database in this request.</summary>
/// <param name="ExpiresAt">When it ends at the latest; without use it ends earlier.</param>
public sealed record ConsoleSession(
    Guid Id,
    BusinessId Business,
    Guid User,
    string Email,
    OperatorRole Role,
    DateTimeOffset ExpiresAt)
{
    /// <summary>Whose doing a command of this session is, for the journal.</summary>
    public Actor Actor(HttpContext context) =>
        LedgerPortal.Actor.Operator(User, context.Connection.RemoteIpAddress?.ToString());
}
