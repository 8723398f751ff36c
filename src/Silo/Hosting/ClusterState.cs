using LedgerPortal.Consoles;
using LedgerPortal.Database;
using LedgerPortal.Demonstration;
using Npgsql;
using Orleans.Runtime;
using ClusterMember = LedgerPortal.Consoles.ClusterMember;

namespace LedgerPortal.Hosting;

/// <summary>The members of the cluster as its own table has them, with what each of them hosts.</summary>
internal sealed class ClusterState(Databases databases, IGrainFactory grains, ILocalSiloDetails own) : IClusterState
{
    private const string Concerned =
        """
        select exists (select from access.platform_owner where operator_user = $1)
          or ($2 = $3 and not exists (select from read.business where business <> $3))
        """;

    private const string MembersQuery =
        """
        select host_name, address, port, generation, status, started_at, alive_at
        from cluster.member
        where status <> 6 or alive_at > now() - interval '1 day'
        order by started_at desc limit 100
        """;

    public async Task<bool> IsFor(Guid user, BusinessId business, CancellationToken cancellation)
    {
        await using var concerned = databases.Owner.CreateCommand(Concerned);
        foreach (var id in new[] { user, business.Value, DemonstrationBusiness.Id.Value })
            concerned.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return await concerned.ExecuteScalarAsync(cancellation) is true;
    }

    public async Task<IReadOnlyList<ClusterMember>> Members(CancellationToken cancellation)
    {
        var hosted = (await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .GroupBy(statistic => statistic.SiloAddress)
            .ToDictionary(silo => silo.Key, silo => silo.Sum(statistic => statistic.ActivationCount));
        await using var command = databases.Owner.CreateCommand(MembersQuery);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var members = new List<ClusterMember>();
        while (await rows.ReadAsync(cancellation))
        {
            var silo = SiloAddress.New(System.Net.IPAddress.Parse(rows.GetString(1)), rows.GetInt32(2), rows.GetInt32(3));
            members.Add(new ClusterMember(
                rows.GetString(0), $"{rows.GetString(1)}:{rows.GetInt32(2)}", StatusOf((SiloStatus)rows.GetInt32(4)),
                rows.GetFieldValue<DateTimeOffset>(5), rows.GetFieldValue<DateTimeOffset>(6),
                hosted.GetValueOrDefault(silo), silo.Equals(own.SiloAddress)));
        }

        return members;
    }

    private static ClusterMemberStatus StatusOf(SiloStatus status) => status switch
    {
        SiloStatus.Active => ClusterMemberStatus.Active,
        SiloStatus.ShuttingDown or SiloStatus.Stopping => ClusterMemberStatus.Leaving,
        SiloStatus.Dead => ClusterMemberStatus.Ended,
        _ => ClusterMemberStatus.Joining,
    };
}
