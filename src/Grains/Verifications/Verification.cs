using LedgerPortal.Hosting;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// Proves the books: every invariant of <c>docs/invariants.md</c> that can be seen in the database, over everything or one
/// business, as of one moment. Reads only; whatever is posted meanwhile goes on and is not looked at.
/// </summary>
public static class Verification
{
    /// <param name="owner">Connections of the database's owner: three are used.</param>
    /// <param name="roots">The folder of the roots that were written outside the database; null when there is none.</param>
    /// <param name="further">Checks of tables that grains know nothing of.</param>
    public static async Task<VerificationReport> Run(
        NpgsqlDataSource owner, BusinessId? business, TimeProvider time, CancellationToken cancellation, string? roots = null,
        params IEnumerable<BookCheck> further)
    {
        var started = time.GetTimestamp();
        var ofRoots = RootVerification.Of(roots, business);
        await using var connections = await SnapshotConnections.Take(owner, cancellation);
        var checks = new List<Check>();
        // One after the other: the first keeps every core busy, and the machine is likely to serve pages meanwhile.
        checks.AddRange(await new JournalVerification(connections, GrainTypes.Streams, business).Run(cancellation));
        await using var connection = await connections.Open(cancellation);
        checks.AddRange(await ofRoots.Run(connection, cancellation));
        foreach (var check in BookCheck.All.Concat(further))
            checks.Add(await check.Run(connection, business, cancellation));
        checks.Add(await AgingVerification.Run(connection, business, cancellation));
        checks.AddRange(await NumberVerification.Run(connection, business, cancellation));
        checks.AddRange(await PeriodVerification.Run(connection, business, cancellation));
        return new VerificationReport(
            [.. checks.OrderBy(check => check.Invariant ?? int.MaxValue)], time.GetElapsedTime(started));
    }
}
