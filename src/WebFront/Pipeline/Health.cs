using LedgerPortal.Database;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LedgerPortal.Pipeline;

/// <summary>
/// For whoever starts, watches and feeds this process: <c>/health/startup</c> and <c>/health/live</c> answer as soon as it
/// takes requests; <c>/health/ready</c> says whether to send it some. They tell a status and nothing else, to anybody.
/// </summary>
internal static class Health
{
    /// <summary>Checks with this tag decide on <c>/health/ready</c>.</summary>
    public const string Ready = "ready";

    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddHealthChecks()
            .AddCheck<Readiness>("staying", tags: [Ready])
            .AddCheck<DatabaseAnswers>("database", HealthStatus.Unhealthy, [Ready], CheckLimit);
        return services;
    }

    /// <summary>Before everything else: neither the first run nor a session is asked for.</summary>
    public static void UseHealth(this IApplicationBuilder app)
    {
        // A process that answers at all lives: what it cannot reach is no reason to kill it.
        app.UseHealthChecks("/health/startup", new HealthCheckOptions { Predicate = _ => false });
        app.UseHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.UseHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) });
    }

    private sealed class DatabaseAnswers(Databases databases) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var command = databases.Reader.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}

/// <summary>Whether this process means to stay.</summary>
internal sealed class Readiness : IHealthCheck
{
    private volatile bool _isLeaving;

    public void Leave() => _isLeaving = true;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_isLeaving ? HealthCheckResult.Unhealthy("It is leaving.") : HealthCheckResult.Healthy());
}
