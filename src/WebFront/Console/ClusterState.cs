namespace LedgerPortal.Consoles;

/// <summary>
/// Port: the processes that serve the installation together. Only the cluster edition brings it; with one process there is
/// nothing to tell.
/// </summary>
public interface IClusterState
{
    /// <summary>
    /// Whether it concerns the account: it runs the installation, or the installation is only being tried, with the demonstration as
    /// its one business.
    /// </summary>
    Task<bool> IsFor(Guid user, BusinessId business, CancellationToken cancellation);

    /// <summary>Those that are members, and those that ended within the last day, the youngest first.</summary>
    Task<IReadOnlyList<ClusterMember>> Members(CancellationToken cancellation);
}

public enum ClusterMemberStatus
{
    Joining,
    Active,
    Leaving,
    Ended,
}

/// <param name="Address">By which the others reach it.</param>
/// <param name="AliveAt">When it last said so.</param>
/// <param name="Grains">That it hosts at present.</param>
/// <param name="IsThis">Whether it is the one that shows the page.</param>
public sealed record ClusterMember(
    string Host, string Address, ClusterMemberStatus Status, DateTimeOffset StartedAt, DateTimeOffset AliveAt, int Grains,
    bool IsThis);
