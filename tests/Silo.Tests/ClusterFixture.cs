using System.Net;
using System.Net.Sockets;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Hosting;
using Microsoft.AspNetCore.Builder;

namespace LedgerPortal.Testing;

/// <summary>
/// A cluster on a database of its own. Members of this test process are the program's own parts; other silos are real
/// processes.
/// </summary>
public class ClusterFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-cluster-").FullName;
    private readonly List<IAsyncDisposable> _members = [];
    private TestDatabase? _database;
    private int _processes;

    public TestDatabase Database => _database!;

    public async Task InitializeAsync() => _database = await CreateDatabase();

    protected virtual async Task<TestDatabase> CreateDatabase()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        var cluster = Migrations.Of(typeof(ClusterEdition).Assembly, ClusterEdition.MigrationTable);
        await cluster.ApplyAsync(database.Databases.Owner, CancellationToken.None);
        return database;
    }

    /// <summary>A member of the cluster in this process, with its pages.</summary>
    internal async Task<RunningPortal> Join(
        SiloRole role, Action<WebApplicationBuilder>? change = null, string? certificate = null, string? authority = null)
    {
        var settings = new AccessSettings
        {
            DataFolder = _folder,
            LinkTriesPerMinute = 10_000,
            SignInTriesPerMinute = 10_000,
        };
        var edition = new ClusterEdition(new SiloOptions(
            role, IPAddress.Loopback, FreePort(), 0, certificate, authority, null, TimeSpan.Zero, 40));
        var member = await RunningPortal.Start(Database.Databases, settings, builder =>
        {
            change?.Invoke(builder);
            edition.AddGrains(builder, Database.Databases);
        });
        _members.Add(member);
        return member;
    }

    /// <summary>A silo as a process of its own, with its pages.</summary>
    public Task<ProgramUnderTest> StartProcess(params string[] more) => Start("LedgerPortal.Silo", more);

    /// <summary>The same of another build of the program.</summary>
    public async Task<ProgramUnderTest> Start(string program, params string[] more)
    {
        var silo = await ProgramUnderTest.ServeAsync(
            program, Path.Combine(_folder, $"silo-{++_processes}"),
            [
                "--postgres", Database.ConnectionString, "--secrets", _folder,
                "--silo-port", $"{FreePort()}", "--connections", "24", .. more,
            ]);
        _members.Add(silo);
        return silo;
    }

    /// <summary>Ends every member, the last one first, so that the next test finds no cluster.</summary>
    public async Task Leave()
    {
        foreach (var member in Enumerable.Reverse(_members))
            await member.DisposeAsync();
        _members.Clear();
    }

    public async Task DisposeAsync()
    {
        await Leave();
        if (_database is not null)
            await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
