using System.Diagnostics;
using System.Security.Cryptography;
using LedgerPortal.Commands;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// The PostgreSQL that the program brings with it: made on first use, started with the program, stopped with it.
/// It listens on a Unix socket only, behind a random password that is kept in the data folder; nobody but the
/// program's own user (and root) can reach it. Durability settings are PostgreSQL's defaults.
/// </summary>
/// <remarks>
/// A shell stands between: it starts the server through <c>pg_ctl</c>, which puts it into a session of its own, so that
/// Ctrl-C in a terminal reaches the program alone and not, at the same time, the server under it. The shell then
/// reads from a pipe of the program. When the pipe closes, and the system closes it however the program ended, it
/// stops the server.
/// </remarks>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    // It stops only the server that it started: after a kill, a new program may already have put another one there.
    private const string Keeper =
        """
        trap '' HUP INT TERM
        pg_ctl=$1 data=$2 log=$3 options=$4 signal=$5
        "$pg_ctl" start --silent --wait --timeout=600 -D "$data" -l "$log" -o "$options" </dev/null || exit 1
        read -r server <"$data/postmaster.pid"
        echo started
        while read -r ignored; do :; done
        running() { read -r noted <"$data/postmaster.pid" && [ "$noted" = "$server" ] && kill -0 "$server"; } 2>/dev/null
        wait_for_end() { i=0; while running && [ $i -lt 600 ]; do sleep 0.1; i=$((i + 1)); done; }
        running && kill -"$signal" "$server"
        wait_for_end
        running && kill -QUIT "$server"
        wait_for_end
        """;

    private const long LogKeptBytes = 10 * 1024 * 1024;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(130);

    private static readonly TimeSpan PatienceWithIt = TimeSpan.FromMinutes(10);

    private readonly PostgresBinaries _binaries;
    private readonly ServerUser _user;
    private readonly EmbeddedPostgresSettings _settings;
    private readonly SemaphoreSlim _startOrStop = new(1, 1);
    private readonly string _cluster;
    private readonly string _log;
    private readonly string _socketFolder;
    private Process? _keeper;
    private bool _stopped;

    private EmbeddedPostgres(
        PostgresBinaries binaries, ServerUser user, EmbeddedPostgresSettings settings,
        string folder, string socketFolder, string password)
    {
        (_binaries, _user, _settings, _socketFolder) = (binaries, user, settings, socketFolder);
        _cluster = ClusterFolder(folder);
        _log = Path.Combine(RunFolder(folder), "server.log");
        ConnectionString = ConnectionTo(socketFolder, password);
    }

    /// <summary>Connects as the owner of everything, to the database <c>ledgerportal</c>.</summary>
    public string ConnectionString { get; }

    /// <summary>For instance <c>18.4</c>.</summary>
    public string Version => _binaries.Version;

    /// <summary>
    /// Starts the server of the data folder, making it first if there is none. On return it answers. A server that a
    /// killed program left behind is stopped first, so that it runs with this program's settings and ends with it.
    /// The caller holds the lock of the data folder.
    /// </summary>
    public static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder, EmbeddedPostgresSettings settings, CancellationToken cancellation)
    {
        var user = await ServerUser.FindOrCreateAsync(cancellation);
        var binaries = await PostgresBinaries.FindAsync(user, cancellation);
        var folder = Path.Combine(dataFolder, "postgres");
        Permissions.MakePassableFolder(folder);
        if (!await user.CanEnterAsync(RunFolder(folder), cancellation))
        {
            await user.MakeFolderAsync(RunFolder(folder), cancellation);
            if (!await user.CanEnterAsync(RunFolder(folder), cancellation))
            {
                throw new CommandFailedException(
                    $"Started by root, LedgerPortal runs PostgreSQL as the system user {user.Name}, who cannot enter " +
                    $"{dataFolder}; choose a folder that others may pass through with --data.");
            }
        }
        var socketFolder = SocketFolder.Prepare(RunFolder(folder));
        await user.TakeOverAsync(socketFolder, cancellation);

        var password = await PasswordAsync(folder, cancellation);
        var server = new EmbeddedPostgres(binaries, user, settings, folder, socketFolder, password);
        try
        {
            if (!Directory.Exists(server._cluster))
                await server.MakeClusterAsync(password, cancellation);
            await server.CheckMajorVersionAsync(cancellation);
            await server.Leftover.StopAsync(cancellation);
            await server.LaunchAsync(cancellation);
            await server.MakeDatabaseAsync(cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Where the server of a data folder answers, for a command that only reads beside a running instance. Null when
    /// the folder never had a server.
    /// </summary>
    public static string? FindConnectionString(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "postgres");
        return File.Exists(PasswordFile(folder)) && SocketFolder.Find(RunFolder(folder)) is { } socketFolder
            ? ConnectionTo(socketFolder, File.ReadAllText(PasswordFile(folder)).Trim())
            : null;
    }

    /// <summary>
    /// Starts the server again if it is gone (killed from outside, out of memory); waits for it if it is recovering by
    /// itself. Safe to repeat. Refuses after <see cref="DisposeAsync"/>.
    /// </summary>
    public async Task EnsureRunningAsync(CancellationToken cancellation)
    {
        await _startOrStop.WaitAsync(cancellation);
        try
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            await using var maintenance = NpgsqlDataSource.Create(MaintenanceConnectionString);
            // One that takes its leave is still there for a moment, and does not come back by itself.
            for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, cancellation))
            {
                if (await Leftover.FindAsync(cancellation) is null)
                    await LaunchAgainAsync(waited, cancellation);
                if (await AnswersAsync(maintenance, waited, cancellation))
                    return;
            }
        }
        finally
        {
            _startOrStop.Release();
        }
    }

    /// <summary>Stops the server: running statements end, everything acknowledged is on disk anyway.</summary>
    public async ValueTask DisposeAsync()
    {
        await _startOrStop.WaitAsync();
        try
        {
            _stopped = true;
            await ReleaseKeeperAsync();
            // The shell was killed and stopped nothing.
            await Leftover.StopAsync(CancellationToken.None);
        }
        finally
        {
            _startOrStop.Release();
        }
    }

    private LeftoverServer Leftover => new(_cluster, _socketFolder, _binaries, _user);

    private string MaintenanceConnectionString =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString;

    private static string ClusterFolder(string folder) => Path.Combine(folder, "data");

    private static string RunFolder(string folder) => Path.Combine(folder, "run");

    private static string PasswordFile(string folder) => Path.Combine(folder, "password");

    private static string ConnectionTo(string socketFolder, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Username = "ledgerportal",
        Password = password,
        Database = "ledgerportal",
    }.ConnectionString;

    /// <summary>The password is there before the server that it belongs to, so that no crash separates the two.</summary>
    private static async Task<string> PasswordAsync(string folder, CancellationToken cancellation)
    {
        var file = PasswordFile(folder);
        if (File.Exists(file))
            return (await File.ReadAllTextAsync(file, cancellation)).Trim();
        if (Directory.Exists(ClusterFolder(folder)))
        {
            throw new CommandFailedException(
                $"The password of the database is missing ({file}); restore that file from the backup.");
        }

        var password = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var unfinished = file + ".new";
        Permissions.WritePrivateFile(unfinished, password);
        File.Move(unfinished, file);
        return password;
    }

    private async Task MakeClusterAsync(string password, CancellationToken cancellation)
    {
        // Made under another name: what a crash leaves half made is thrown away, never started.
        var unfinished = _cluster + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        await _user.MakeFolderAsync(unfinished, cancellation);
        var passwordFile = Path.Combine(Path.GetDirectoryName(_log)!, "initial-password");
        try
        {
            Permissions.WritePrivateFile(passwordFile, password);
            await _user.TakeOverAsync(passwordFile, cancellation);
            string[] arguments =
            [
                "-D", unfinished, "--username=ledgerportal", $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                // The builtin provider's collation does not change with the system's libraries: indexes stay right.
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--data-checksums", "--no-instructions",
                .. EmbeddedPostgresSettings.InitialParameters.SelectMany(parameter => new[] { "-c", parameter }),
            ];
            var (exitCode, said) = await _user.RunAsync(_binaries.Tool("initdb"), arguments, cancellation);
            if (exitCode != 0)
                throw new CommandFailedException($"PostgreSQL's data could not be made: {LastLine(said)}");
            Directory.Move(unfinished, _cluster);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    private async Task CheckMajorVersionAsync(CancellationToken cancellation)
    {
        var found = (await File.ReadAllTextAsync(Path.Combine(_cluster, "PG_VERSION"), cancellation)).Trim();
        if (found != _binaries.MajorVersion)
        {
            throw new CommandFailedException(
                $"The data in {_cluster} was written by PostgreSQL {found} and this LedgerPortal brings " +
                $"{_binaries.Version}; export with the earlier LedgerPortal, or upgrade the data with pg_upgrade.");
        }
    }

    private async Task LaunchAsync(CancellationToken cancellation)
    {
        if (File.Exists(_log) && new FileInfo(_log).Length > LogKeptBytes)
            File.Move(_log, _log + ".1", overwrite: true);

        // After a kill the last processes of the old server may need a moment to notice; until then it refuses to start.
        for (var attempt = 1; ; attempt++)
        {
            var logLength = File.Exists(_log) ? new FileInfo(_log).Length : 0;
            _keeper = ChildProcess.Start(
                "/bin/sh",
                ["-c", Keeper, "postgres", _binaries.Tool("pg_ctl"), _cluster, _log, Options(), _settings.StopSignal],
                _user.Name);
            var errors = _keeper.StandardError.ReadToEndAsync(CancellationToken.None);
            var first = await _keeper.StandardOutput.ReadLineAsync(cancellation);
            if (first == "started")
                return;

            await ReleaseKeeperAsync();
            var said = ReadFrom(_log, logLength);
            if (attempt < 20 && said.Contains("pre-existing shared memory block", StringComparison.Ordinal))
            {
                await Task.Delay(250, cancellation);
                continue;
            }
            var reason = said.Split('\n').LastOrDefault(line => line.Contains("FATAL", StringComparison.Ordinal))
                ?? LastLine(await errors);
            throw new CommandFailedException($"PostgreSQL does not start: {reason.Trim()} (its log is {_log}).");
        }
    }

    private string Options()
    {
        string[] parameters =
        [
            "listen_addresses=", "port=5432", $"unix_socket_directories=\"{_socketFolder}\"",
            "unix_socket_permissions=0700", .. _settings.Parameters,
        ];
        // pg_ctl hands the options to a shell.
        return string.Join(' ', parameters.Select(
            parameter => $"-c '{parameter.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
    }

    private async Task MakeDatabaseAsync(CancellationToken cancellation)
    {
        await using var maintenance = NpgsqlDataSource.Create(MaintenanceConnectionString);
        await WaitUntilItAnswersAsync(maintenance, cancellation);
        await using var exists = maintenance.CreateCommand("select 1 from pg_database where datname = 'ledgerportal'");
        if (await exists.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = maintenance.CreateCommand("create database ledgerportal");
        await create.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What keeps it from starting, such as a full disk, may pass.</summary>
    private async Task LaunchAgainAsync(Stopwatch waited, CancellationToken cancellation)
    {
        // The shell has nothing left to stop.
        _keeper?.Kill();
        await ReleaseKeeperAsync();
        try
        {
            await Leftover.StopAsync(cancellation);
            await LaunchAsync(cancellation);
        }
        catch (CommandFailedException failure) when (waited.Elapsed < PatienceWithIt)
        {
            await CommandOutput.Terminal.RemarkAsync(failure.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }

    private static async Task WaitUntilItAnswersAsync(NpgsqlDataSource maintenance, CancellationToken cancellation)
    {
        for (var waited = Stopwatch.StartNew(); !await AnswersAsync(maintenance, waited, cancellation);)
            await Task.Delay(50, cancellation);
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource maintenance, Stopwatch waited, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await maintenance.OpenConnectionAsync(cancellation);
            return true;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new CommandFailedException(
                "The password file of the data folder does not fit its database; restore both from one backup.",
                failure);
        }
        // It is recovering or taking its leave (57), has no room (53, 58), or is between closing the old socket and
        // opening the new one.
        catch (NpgsqlException failure) when (
            (failure is not PostgresException postgres || postgres.SqlState[..2] is "53" or "57" or "58") && waited.Elapsed < PatienceWithIt)
        {
            return false;
        }
    }

    private async Task ReleaseKeeperAsync()
    {
        if (_keeper is null)
            return;
        _keeper.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        await _keeper.WaitForExitAsync(limit.Token);
        _keeper.Dispose();
        _keeper = null;
    }

    private static string ReadFrom(string file, long offset)
    {
        if (!File.Exists(file))
            return "";
        using var log = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(Math.Min(offset, log.Length), SeekOrigin.Begin);
        return new StreamReader(log).ReadToEnd();
    }

    private static string LastLine(string text) => text.Trim().Split('\n')[^1];
}
