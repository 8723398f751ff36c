using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// After <c>pg_restore</c> into another server the journal's rows carry the numbers of the old server's SQL transactions. Those
/// that seem to be of the future would be left out of the positions that open pages compare, until this server has counted
/// so far. They are marked as of long ago, which is what they are; neither hashes nor proofs cover the number.
/// </summary>
internal static class RestoredJournal
{
    /// <summary>Rows of the future cannot be this server's own: seen at the newest row of each business.</summary>
    private const string IsFromElsewhere =
        """
        select exists (
          select from read.business b cross join lateral (
            select j.xid from journal.journal j where j.business = b.business order by j.position desc limit 1) newest
          where newest.xid >= pg_snapshot_xmax(pg_current_snapshot()))
        """;

    private const string Settle =
        "update journal.journal set xid = '3' where xid >= pg_snapshot_xmax(pg_current_snapshot())";

    /// <summary>Before anything is appended. Safe to repeat, and from several programs at once.</summary>
    /// <returns>How many rows were marked now: none but after a restore.</returns>
    public static async Task<int> SettleAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        await using var look = owner.CreateCommand(IsFromElsewhere);
        if (await look.ExecuteScalarAsync(cancellation) is not true)
            return 0;
        await using var settle = owner.CreateCommand(Settle);
        // A large journal takes its time, once.
        settle.CommandTimeout = 0;
        return await settle.ExecuteNonQueryAsync(cancellation);
    }
}
