using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Testing;

/// <summary>
/// The one PostgreSQL of a test process: the program's own, in a temporary folder, started when the first test asks for
/// it and gone with the process.
/// </summary>
public static class PostgresServer
{
    private const string FolderPrefix = "ledgerportal-tests-";
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static DataFolder? _data;
    private static Process? _remover;
    private static int _databases;

    /// <summary>A fresh database with every migration applied. Disposing it drops it.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync()
    {
        var template = await Template.Value;
        return await CreateAsync(template);
    }

    /// <summary>A fresh database without any table, for tests of the migrations themselves.</summary>
    public static Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("template1");

    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString((await Server.Value).ConnectionString, "postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<TestDatabase> CreateAsync(string template)
    {
        var server = await Server.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        // Copying files is quicker than copying through the log where nothing waits for the disk.
        await ExecuteAsync($"create database {name} template {template} strategy file_copy");
        return new TestDatabase(name, ConnectionString(server.ConnectionString, name));
    }

    private static async Task<string> MakeTemplateAsync()
    {
        const string name = "migrated";
        await ExecuteAsync($"create database {name}");
        var settings = new NpgsqlConnectionStringBuilder(
            ConnectionString((await Server.Value).ConnectionString, name))
        { Pooling = false };
        await using var source = NpgsqlDataSource.Create(settings.ConnectionString);
        await Migrations.OfThisProgram().ApplyAsync(source, CancellationToken.None);
        return name;
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        RemoveFoldersOfEndedProcesses();
        // Both are kept for as long as the process lives.
        _data = DataFolder.Open(Path.Combine(Path.GetTempPath(), $"{FolderPrefix}{Environment.ProcessId}"));
        var server = await EmbeddedPostgres.StartAsync(_data.Path, EmbeddedPostgresSettings.Throwaway, CancellationToken.None);
        RemoveWhenThisProcessEnds(_data.Path);
        return server;
    }

    /// <summary>
    /// A test host is ended without time for farewells. The server ends because its pipe closes; a shell that waits
    /// on a pipe in the same way removes the folder after it.
    /// </summary>
    private static void RemoveWhenThisProcessEnds(string folder)
    {
        const string remove =
            """
            trap '' HUP INT TERM
            while read -r ignored; do :; done
            i=0; while [ -f "$1/postgres/data/postmaster.pid" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
            rm -rf "$1"
            """;
        _remover = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", remove, "remove", folder]) { RedirectStandardInput = true });
    }

    /// <summary>What was left when even that shell was killed.</summary>
    private static void RemoveFoldersOfEndedProcesses()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var process = Path.GetFileName(folder)[FolderPrefix.Length..];
            if (!int.TryParse(process, CultureInfo.InvariantCulture, out var id) || IsAlive(id))
                continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another test process that started at this moment was quicker.
            }
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static string ConnectionString(string server, string database) =>
        new NpgsqlConnectionStringBuilder(server) { Database = database, Pooling = false }.ConnectionString;
}

/// <summary>A database of its own for one test class.</summary>
public sealed class TestDatabase(string name, string connectionString) : IAsyncDisposable
{
    /// <summary>The owner's.</summary>
    public string ConnectionString { get; } = connectionString;

    /// <summary>What the program uses: owner, writer and reader.</summary>
    public Databases Databases { get; } = new(
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true }.ConnectionString);

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await PostgresServer.ExecuteAsync($"drop database {name} with (force)");
    }
}
