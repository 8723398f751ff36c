using LedgerPortal.Database;

namespace LedgerPortal.Access;

/// <summary>
/// How a console page reads: within the business of the operator who asks, whatever the page's SQL says.
/// <code>
/// await using var read = await reader.Open(cancellation);
/// var parties = await read.Rows&lt;PartyRow&gt;("select party, name from read.party order by name limit @limit", new {
/// limit });
/// </code>
/// </summary>
public sealed class ConsoleReader(Databases databases, IHttpContextAccessor accessor)
{
    /// <summary>The operator who asks.</summary>
    public ConsoleSession Session => accessor.HttpContext?.User.ConsoleSession()
        ?? throw new InvalidOperationException("This page is not behind the console's sign-in.");

    /// <summary>For commands: the operator, and from where.</summary>
    public Actor Actor => Session.Actor(accessor.HttpContext!);

    /// <summary>A look at one moment of the books: all queries of it see the same state. Dispose it soon.</summary>
    /// <inheritdoc cref="ScopedRead.Open" path="/param"/>
    public Task<ScopedRead> Open(CancellationToken cancellation, bool keepsPlans = false) =>
        ScopedRead.Open(databases.Reader, new ReadScope("ledgerportal_console", Session.Business), cancellation, keepsPlans);
}
