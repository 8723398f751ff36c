using System.Collections.Concurrent;
using System.Diagnostics;
using LedgerPortal.Portal;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Xunit.Abstractions;

namespace LedgerPortal.Hosting;

/// <summary>
/// The previous version and this one at once on one database, as while a cluster is upgraded silo by silo. The previous
/// one is real: <c>./test</c> builds the commit that <c>tests/Silo.Tests/previous-version</c> names.
/// </summary>
public sealed class RollingUpgradeTests(RollingUpgradeTests.DatabaseWithoutSchema cluster, ITestOutputHelper output)
    : IClassFixture<RollingUpgradeTests.DatabaseWithoutSchema>
{
    /// <summary>The first silo that starts makes the schema as it knows it.</summary>
    public sealed class DatabaseWithoutSchema : ClusterFixture
    {
        protected override Task<TestDatabase> CreateDatabase() => PostgresServer.CreateEmptyDatabaseAsync();
    }

    [PreviousVersionFact]
    public async Task Silos_of_two_versions_share_ledgers_while_one_replaces_the_other()
    {
        var previous = PreviousVersionFactAttribute.Program!;
        var oldFirst = await cluster.Start(previous);
        var oldSecond = await cluster.Start(previous, "--role", "silo");
        var stepsBefore = await Steps();
        // The first of the new version brings the schema along, while the old ones work on it.
        var newFirst = await cluster.StartProcess();
        output.WriteLine($"migrations: {stepsBefore} of the previous version, {await Steps()} of this one");
        var web = await cluster.Join(SiloRole.Web);

        var first = await Customer.Create(web);
        var customers = new List<Customer> { first };
        // Ledgers are placed at random: of so many, each silo has some.
        for (var number = 2; number <= 36; number++)
            customers.Add(await first.Neighbour($"Customer {number}"));
        var asked = new ConcurrentBag<int>();
        var lastAnswered = new ConcurrentDictionary<Customer, long>();
        using var end = new CancellationTokenSource();

        // The invoice, its number and its ledger are grains of different silos: each version calls the other.
        async Task Load(Customer customer)
        {
            while (!end.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                await customer.Issue(Customer.Today, 118);
                await customer.Pay(100);
                asked.Add(2);
                lastAnswered[customer] = started;
                await Task.Delay(600);
            }
        }

        async Task EveryCustomerIsServed()
        {
            var from = Stopwatch.GetTimestamp();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (customers.Any(customer => lastAnswered.GetValueOrDefault(customer) < from))
                await Task.Delay(50, limit.Token);
        }

        var load = customers.Select(customer => Task.Run(() => Load(customer))).ToList();
        await EveryCustomerIsServed();
        var hosts = await web.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics();
        var ledgersBySilo = hosts.Where(grain => grain.GrainId.Type.ToString() == "party-ledger")
            .CountBy(grain => grain.SiloAddress).ToList();
        Assert.Equal(3, ledgersBySilo.Count);

        // One of the previous version that dies meanwhile finds a database that suits it still.
        await oldFirst.SignalAsync("KILL");
        await oldFirst.EndAsync();
        oldFirst = await cluster.Start(previous);
        await EveryCustomerIsServed();

        // One after the other is replaced. What one version wrote the other reads, in both directions.
        await Replace(oldFirst);
        await EveryCustomerIsServed();
        await newFirst.SignalAsync("TERM");
        await EndsWell(newFirst);
        await EveryCustomerIsServed();
        await Replace(oldSecond);
        await EveryCustomerIsServed();
        await end.CancelAsync();
        await Task.WhenAll(load);

        output.WriteLine($"{asked.Sum()} documents");
        await using var entries = cluster.Database.Databases.Owner.CreateCommand("select count(*) from read.entry");
        Assert.Equal((long)asked.Sum(), await entries.ExecuteScalarAsync());
        var report = await Verification.Run(
            cluster.Database.Databases.Owner, first.Business, TimeProvider.System, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("; ", report.Checks.SelectMany(check => check.Examples)));
        await cluster.Leave();
    }

    private async Task Replace(ProgramUnderTest old)
    {
        await cluster.StartProcess();
        await old.SignalAsync("TERM");
        await EndsWell(old);
    }

    private static async Task EndsWell(ProgramUnderTest silo)
    {
        var code = await silo.EndAsync();
        Assert.True(code == 0, $"It ended with {code}: {silo.Errors}");
    }

    private async Task<long> Steps()
    {
        await using var count = cluster.Database.Databases.Owner.CreateCommand("select count(*) from public.migration");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}

/// <summary>Needs the previous version's program; whoever runs the tests without <c>./test</c> may not have it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PreviousVersionFactAttribute : FactAttribute
{
    /// <summary>The path of the program, without its ending.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("LEDGERPORTAL_PREVIOUS");

    public PreviousVersionFactAttribute()
    {
        if (string.IsNullOrEmpty(Program))
            Skip = "The previous version is not there: ./test builds it from the repository's history.";
    }
}
