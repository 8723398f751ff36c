using Orleans.Configuration;

namespace LedgerPortal.Hosting;

/// <summary>
/// How soon a silo that went away is taken for dead. The ledgers of a killed silo answer again when three probes in a row
/// were missed; a silo that is merely busy misses one now and then, and three in a row only when it stood still.
/// </summary>
internal static class Membership
{
    /// <summary>Of one call; then it is made again. Longer than any command takes on a database that answers.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // A silo that starts after all were killed waits until their rows are as old as this, thrice.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        membership.NumMissedTableIAmAliveLimit = 3;
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
