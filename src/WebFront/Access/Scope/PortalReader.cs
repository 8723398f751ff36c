using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>
/// How a portal page reads: within the party of the session, and for a document link within that document, whatever the
/// page's SQL says. Used as <see cref="ConsoleReader"/> is.
/// </summary>
public sealed class PortalReader(Databases databases, IHttpContextAccessor accessor)
{
    /// <summary>The customer who asks, and how he got in.</summary>
    public PortalSession Session => accessor.HttpContext?.User.PortalSession()
        ?? throw new InvalidOperationException("This page is not behind the portal's sign-in.");

    /// <summary>For commands: the party, and from where.</summary>
    public Actor Actor => Session.Actor(accessor.HttpContext!);

    /// <summary>A look at one moment of the books: all queries of it see the same state. Dispose it soon.</summary>
    /// <inheritdoc cref="ScopedRead.Open" path="/param"/>
    public Task<ScopedRead> Open(CancellationToken cancellation, bool keepsPlans = false)
    {
        var session = Session;
        return ScopedRead.Open(
            databases.Reader,
            new ReadScope(
                session.Document is null ? "ledgerportal_portal" : "ledgerportal_document",
                session.Business, session.Party, session.Document),
            cancellation, keepsPlans);
    }
}
