using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// The four ways into the one database. All sign in as the owner; what a connection may do follows from the role
/// that it plays.
/// </summary>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>Of all four together, for a host that has PostgreSQL's hundred to itself.</summary>
    public const int ConnectionsOfOneHost = 88;

    /// <summary>
    /// A host that stands still inside an append keeps heads locked, and its connection shows no end of it: PostgreSQL
    /// ends the SQL transaction, so that nobody waits longer for it than for one that is given up. An append that comes
    /// too late finds its connection closed and is decided again.
    /// </summary>
    private static readonly TimeSpan StillInAnAppend = TimeSpan.FromSeconds(3);

    /// <summary>The same for what is no part of the books.</summary>
    private static readonly TimeSpan StillInAnAccess = TimeSpan.FromSeconds(10);

    /// <param name="connectionString">The owner's.</param>
    /// <param name="maxConnections">Of all four together; hosts that share a server share what it allows.</param>
    public Databases(string connectionString, int maxConnections = ConnectionsOfOneHost)
    {
        ConnectionString = connectionString;
        int Share(int ofOneHost) => Math.Max(4, ofOneHost * maxConnections / ConnectionsOfOneHost);
        Owner = Build(connectionString, "owner", role: null, Share(10), still: null);
        Writer = Build(connectionString, "writer", "ledgerportal_writer", Share(20), StillInAnAppend);
        // What is asked outside a page's scope is a row by its key, such as the session before every page: planned once.
        Reader = Build(connectionString, "reader", "ledgerportal_portal", Share(50), still: null, plans: "force_generic_plan");
        Access = Build(connectionString, "access", "ledgerportal_access", Share(8), StillInAnAccess);
    }

    /// <summary>The owner's, with which all four were made.</summary>
    public string ConnectionString { get; }

    /// <summary>Migrations and rebuild.</summary>
    public NpgsqlDataSource Owner { get; }

    /// <summary>Plays <c>ledgerportal_writer</c>: inserts into the journal, writes read models and outbox.</summary>
    public NpgsqlDataSource Writer { get; }

    /// <summary>
    /// For pages. A page begins a SQL transaction and sets in it the role (<c>ledgerportal_console</c>,
    /// <c>ledgerportal_portal</c> or <c>ledgerportal_document</c>) and the business, party and document it is for. Until it does, the connection plays the
    /// portal's role without a party: a page that forgets sees nothing.
    /// </summary>
    public NpgsqlDataSource Reader { get; }

    /// <summary>Plays <c>ledgerportal_access</c>: the tables that are no part of the books (sessions, sign-ins, keys).</summary>
    public NpgsqlDataSource Access { get; }

    /// <summary>
    /// Lets idle connections go, after the server ended and came back: each would fail its next user once.
    /// </summary>
    public void ForgetConnections()
    {
        Access.Clear();
        Reader.Clear();
        Writer.Clear();
        Owner.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Access.DisposeAsync();
        await Reader.DisposeAsync();
        await Writer.DisposeAsync();
        await Owner.DisposeAsync();
    }

    private static NpgsqlDataSource Build(
        string connectionString, string use, string? role, int maxConnections, TimeSpan? still, string? plans = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = $"ledgerportal {use}",
            MaxPoolSize = maxConnections,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            IncludeErrorDetail = false,
        };
        if (role is not null)
        {
            settings.Options = $"{settings.Options} -c role={role}".Trim();
            // The reset on return to the pool (discard all) would also end the role and leave the owner's rights to
            // whoever takes the connection next. Nothing here changes a session's state outside a SQL transaction.
            settings.NoResetOnClose = true;
        }
        if (plans is not null)
            settings.Options += $" -c plan_cache_mode={plans}";
        if (still is { } limit)
            settings.Options += $" -c idle_in_transaction_session_timeout={(int)limit.TotalMilliseconds}";
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
