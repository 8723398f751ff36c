using System.Globalization;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Benchmarks;

/// <summary>
/// A PostgreSQL of the program's own kind in a temporary folder, with its durability settings at their defaults, migrated.
/// </summary>
public sealed class BenchmarkDatabase : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly EmbeddedPostgres _postgres;

    private BenchmarkDatabase(DataFolder folder, EmbeddedPostgres postgres)
    {
        (_folder, _postgres) = (folder, postgres);
        Databases = new Databases(postgres.ConnectionString);
    }

    public Databases Databases { get; }

    public NpgsqlConnectionStringBuilder Connection => new(_postgres.ConnectionString);

    /// <param name="parameters">Of PostgreSQL, as <c>name=value</c>; none that concerns durability.</param>
    public static async Task<BenchmarkDatabase> Start(params string[] parameters)
    {
        var folder = DataFolder.Open(Path.Combine(Path.GetTempPath(), $"ledgerportal-bench-{Environment.ProcessId}"));
        var postgres = await EmbeddedPostgres.StartAsync(
            folder.Path, EmbeddedPostgresSettings.Default with { Parameters = parameters }, CancellationToken.None);
        var database = new BenchmarkDatabase(folder, postgres);
        await Migrations.OfThisProgram().ApplyAsync(database.Databases.Owner, CancellationToken.None);
        return database;
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Databases.Owner.CreateCommand(sql);
        command.CommandTimeout = 600;
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No value: {sql}"));
    }

    public async Task Execute(string sql)
    {
        await using var command = Databases.Owner.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The server's own process, as PostgreSQL notes it; null while there is none.</summary>
    public int? ServerProcess
    {
        get
        {
            var note = Path.Combine(_folder.Path, "postgres", "data", "postmaster.pid");
            var noted = File.Exists(note) ? File.ReadLines(note).FirstOrDefault() : null;
            return int.TryParse(noted, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
    }

    /// <summary>Starts the server again that something else ended; on return it answers.</summary>
    public async Task StartAgain()
    {
        await _postgres.EnsureRunningAsync(CancellationToken.None);
        Databases.ForgetConnections();
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await _postgres.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(_folder.Path, recursive: true);
    }
}
