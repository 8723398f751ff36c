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
