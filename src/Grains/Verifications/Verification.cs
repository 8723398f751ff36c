using LedgerPortal.Hosting;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// Proves the books: every invariant of <c>docs/invariants.md</c> that can be seen in the database, over everything or one
/// business, as of one moment. Reads only; whatever is posted meanwhile goes on and is not looked at.
/// </summary>
public static class Verification
{
    /// <param name="owner">Connections of the database's owner: four are used.</param>
    /// <param name="roots">The folder of the roots that were written outside the database; null when there is none.</param>
    /// <param name="further">Checks of tables that grains know nothing of.</param>
    public static async Task<VerificationReport> Run(
        NpgsqlDataSource owner, BusinessId? business, TimeProvider time, CancellationToken cancellation, string? roots = null,
        params IEnumerable<BookCheck> further)
    {
        var started = time.GetTimestamp();
        var ofRoots = RootVerification.Of(roots, business);
        await using var connections = await SnapshotConnections.Take(owner, cancellation);
        // Beside each other: the first reads the journal and folds it, the second keeps PostgreSQL busy.
        var checks = await Task.WhenAll(
            new JournalVerification(connections, GrainTypes.Streams, business).Run(cancellation),
            OfTables(connections, business, ofRoots, further, cancellation));
        return new VerificationReport(
            [.. checks.SelectMany(some => some).OrderBy(check => check.Invariant ?? int.MaxValue)], time.GetElapsedTime(started));
    }

    private static async Task<IReadOnlyList<Check>> OfTables(
        SnapshotConnections connections, BusinessId? business, RootVerification ofRoots, IEnumerable<BookCheck> further,
        CancellationToken cancellation)
    {
        await using var connection = await connections.Open(cancellation);
        var checks = new List<Check>(await ofRoots.Run(connection, cancellation));
        foreach (var check in BookCheck.All.Concat(further))
            checks.Add(await check.Run(connection, business, cancellation));
        checks.Add(await AgingVerification.Run(connection, business, cancellation));
        checks.AddRange(await NumberVerification.Run(connection, business, cancellation));
        checks.AddRange(await PeriodVerification.Run(connection, business, cancellation));
        return checks;
    }
}
