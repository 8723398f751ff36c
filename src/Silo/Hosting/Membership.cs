using Orleans.Configuration;

namespace LedgerPortal.Hosting;

/// <summary>
/// How soon a silo that others cannot reach is taken for dead, though it still reaches PostgreSQL (of one that was killed or
/// stands still the <see cref="Witness"/> knows sooner). A silo that is merely busy misses a probe now and then, and
/// three in a row only when it stood still.
/// </summary>
internal static class Membership
{
    /// <summary>Of one call; then it is made again. Longer than any command takes on a database that answers.</summary>
    public static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    public static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
    }
}
