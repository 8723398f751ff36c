using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace LedgerPortal.Hosting;

/// <summary>Whether this process's silo is a member of the cluster.</summary>
internal sealed class SiloIsActive(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(membership.CurrentStatus is SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The silo is {membership.CurrentStatus}."));
}

/// <summary>Whether a process that only serves pages reaches a silo.</summary>
internal sealed class ClusterAnswers(IClusterClient cluster) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await cluster.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true).WaitAsync(
            TimeSpan.FromSeconds(2), cancellationToken);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>A process that only serves pages may be started before the silos.</summary>
internal sealed class PatientConnection(ILogger<PatientConnection> log) : IClientConnectionRetryFilter
{
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        log.LogWarning("No silo can be reached yet: {Reason}", exception.Message);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return true;
    }
}
