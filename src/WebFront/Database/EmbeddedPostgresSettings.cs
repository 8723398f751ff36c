namespace LedgerPortal.Database;

/// <summary>What may differ between two servers of the program's own.</summary>
/// <param name="Parameters">
/// Configuration parameters as <c>name=value</c>, in force for this start only; they win over
/// <c>postgresql.conf</c>, which stays the operator's.
/// </param>
/// <param name="StopSignal">
/// What ends it: <c>INT</c>, a fast shutdown (a checkpoint, then the end), or <c>QUIT</c>, an immediate one (recovery
/// at the next start).
/// </param>
public sealed record EmbeddedPostgresSettings(IReadOnlyList<string> Parameters, string StopSignal)
{
    public static EmbeddedPostgresSettings Default { get; } = new([], "INT");

    /// <summary>
    /// For tests, whose data nobody needs tomorrow: no waiting for the disk. A benchmark or a fault test must use
    /// <see cref="Default"/>.
    /// </summary>
    public static EmbeddedPostgresSettings Throwaway { get; } =
        new(["fsync=off", "synchronous_commit=off", "full_page_writes=off"], "QUIT");

    /// <summary>
    /// Written into <c>postgresql.conf</c> when the server is made. Memory and connections suit a small machine that
    /// PostgreSQL shares with the program; nothing that concerns durability is touched.
    /// </summary>
    internal static IReadOnlyList<string> InitialParameters { get; } =
    [
        "shared_buffers=256MB", "max_connections=100", "timezone=UTC", "log_timezone=UTC", "jit=off",
        // New books grow a thousandfold in a minute. Plans made on empty tables are kept until the tables are analyzed, and for
        // every row that is written they walk an index over a ledger's days, or a whole table.
        "autovacuum_naptime=5s",
        // After each checkpoint a page is written whole to the WAL when it is first changed. Under postings as
        // fast as they come the default of 1 GB has one every quarter of a minute.
        "max_wal_size=4GB",
    ];
}
