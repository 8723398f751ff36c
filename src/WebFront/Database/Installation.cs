using LedgerPortal.Commands;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// What a host of grains has to itself: the locked data folder, the running PostgreSQL, the one host's lock on its
/// database, and the migrated schema.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EmbeddedPostgres? _embedded;
    private readonly HostAdmission _admission;
    private HostLock? _hostLock;
    private Databases? _databases;
    private Task _watch = Task.CompletedTask;

    private Installation(DataFolder folder, HostAdmission admission) => (_folder, _admission) = (folder, admission);

    /// <summary>The absolute path of the data folder.</summary>
    public string DataFolder => _folder.Path;

    public Databases Databases => _databases!;

    /// <summary>For instance <c>18.4</c>.</summary>
    public string PostgresVersion { get; private set; } = "";

    /// <summary>Whether the PostgreSQL is the program's own.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <summary>
    /// Ends when the database can no longer be called this host's own, with a sentence why; the program then stops.
    /// An embedded PostgreSQL that dies is started again first, and nobody notices but those who waited.
    /// </summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>
    /// Opens everything in order, and closes what it opened when a later step refuses.
    /// </summary>
    /// <param name="place">Where the data is.</param>
    /// <param name="admission">Whether other hosts may work on the database meanwhile, and what they need in it.</param>
    /// <param name="cancellation">Ends the opening.</param>
    public static async Task<Installation> OpenAsync(
        InstallationPlace place, HostAdmission admission, CancellationToken cancellation)
    {
        var installation = new Installation(Database.DataFolder.Open(place.DataFolder), admission);
        try
        {
            await installation.OpenDatabaseAsync(place.Postgres, cancellation);
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _watch;
        if (_databases is not null)
            await _databases.DisposeAsync();
        if (_hostLock is not null)
            await _hostLock.DisposeAsync();
        if (_embedded is not null)
            await _embedded.DisposeAsync();
        _folder.Dispose();
        _closing.Dispose();
    }

    /// <summary>Of a host that has the database to itself.</summary>
    public static Task<Installation> OpenAsync(InstallationPlace place, CancellationToken cancellation) =>
        OpenAsync(place, HostAdmission.Alone, cancellation);

    private async Task OpenDatabaseAsync(string? postgres, CancellationToken cancellation)
    {
        if (postgres is null && _admission.IsShared)
            throw new CommandFailedException("The processes of a cluster share one PostgreSQL: name it with --postgres.");
        if (postgres is null)
        {
            _embedded = await EmbeddedPostgres.StartAsync(DataFolder, EmbeddedPostgresSettings.Default, cancellation);
            PostgresVersion = _embedded.Version;
        }
        else
        {
            PostgresVersion = await ExternalPostgres.CheckAsync(postgres, cancellation);
        }

        var connectionString = _embedded?.ConnectionString ?? postgres!;
        // Before the migrations: nobody's schema changes under a running host.
        _hostLock = await HostLock.TakeAsync(connectionString, _admission.IsShared, cancellation);
        _databases = new Databases(connectionString, _admission.ConnectionsPerHost);
        foreach (var migrations in _admission.Migrations)
            await migrations.ApplyAsync(_databases.Owner, cancellation);
        await RestoredJournal.SettleAsync(_databases.Owner, cancellation);
        _watch = WatchAsync(_closing.Token);
    }

    private async Task WatchAsync(CancellationToken closing)
    {
        try
        {
            while (true)
            {
                await _hostLock!.Lost.WaitAsync(closing);
                if (_admission.IsShared)
                {
                    await TakeSharedLockAgainAsync(closing);
                    continue;
                }

                if (_embedded is null)
                {
                    // Meanwhile another host may have been admitted and gone again: only a fresh start is safe.
                    _lost.TrySetResult("The connection to the database was lost; start again when PostgreSQL answers.");
                    return;
                }
                await TakeLockOfOwnPostgresAgainAsync(_embedded, closing);
                await CommandOutput.Terminal.RemarkAsync("PostgreSQL ended unexpectedly and is at work again.");
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The installation is being closed.
        }
        // Whatever it was: without the lock this host must not go on.
        catch (Exception failure)
        {
            _lost.TrySetResult(failure is CommandFailedException
                ? failure.Message
                : $"PostgreSQL ended and could not be started again: {failure.Message}");
        }
    }

    /// <summary>The data folder's lock keeps every other host away from a PostgreSQL of our own.</summary>
    private async Task TakeLockOfOwnPostgresAgainAsync(EmbeddedPostgres embedded, CancellationToken closing)
    {
        while (true)
        {
            await embedded.EnsureRunningAsync(closing);
            _databases!.ForgetConnections();
            await _hostLock!.DisposeAsync();
            try
            {
                _hostLock = await HostLock.TakeAsync(embedded.ConnectionString, isShared: false, closing);
                return;
            }
            catch (Exception away) when (away is NpgsqlException or IOException)
            {
                // Gone again.
                await Task.Delay(100, closing);
            }
        }
    }

    /// <summary>
    /// Hosts that share a database outlive its restart: what each of them appends is fenced in the journal, so that
    /// nothing is lost by going on. Only a host that has come to be alone there meanwhile ends this one.
    /// </summary>
    private async Task TakeSharedLockAgainAsync(CancellationToken closing)
    {
        _databases!.ForgetConnections();
        await _hostLock!.DisposeAsync();
        while (true)
        {
            try
            {
                _hostLock = await HostLock.TakeAsync(_databases.ConnectionString, isShared: true, closing);
                return;
            }
            catch (Exception away) when (away is NpgsqlException or IOException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), closing);
            }
        }
    }
}

/// <summary>Which hosts may work on a database at the same time, and what they need in it.</summary>
/// <param name="IsShared">With others of its kind; else alone.</param>
/// <param name="Migrations">Applied in this order.</param>
/// <param name="ConnectionsPerHost">At most so many to PostgreSQL, all uses together.</param>
public sealed record HostAdmission(bool IsShared, IReadOnlyList<Migrations> Migrations, int ConnectionsPerHost)
{
    public static HostAdmission Alone { get; } =
        new(false, [Database.Migrations.OfThisProgram()], Databases.ConnectionsOfOneHost);
}

/// <summary>Which installation a command is about.</summary>
/// <param name="DataFolder">The folder of <c>--data</c>.</param>
/// <param name="Postgres">The connection string of <c>--postgres</c>, or null for the program's own server.</param>
/// <param name="Roots">The folder of <c>--roots</c>, or null for the usual one.</param>
public sealed record InstallationPlace(string DataFolder, string? Postgres, string? Roots = null)
{
    /// <summary>Where the hourly roots of all ledgers are kept, outside the database.</summary>
    public string RootsFolder => Path.GetFullPath(string.IsNullOrEmpty(Roots) ? Path.Combine(DataFolder, "roots") : Roots);
}
