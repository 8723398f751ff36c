using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Commands;

/// <summary>
/// The database of an installation, for commands that need no grains: that of the running instance if there is one, else
/// opened for as long as the command takes. Such a command never becomes a second host.
/// </summary>
internal sealed class Books : IAsyncDisposable
{
    private readonly Installation? _installation;
    private readonly Databases? _databases;

    private Books(Installation? installation, Databases? databases) => (_installation, _databases) = (installation, databases);

    /// <summary>Connections of the database's owner.</summary>
    public NpgsqlDataSource Owner => Databases.Owner;

    public Databases Databases => _databases ?? _installation!.Databases;

    public static async Task<Books> OpenAsync(InstallationPlace place, CancellationToken cancellation)
    {
        using var instance = await RunningInstance.TryFindAsync(place.DataFolder, cancellation);
        if (instance is not null)
            return new Books(null, new Databases(instance.Description.ConnectionString));
        return new Books(await Installation.OpenAsync(place, cancellation), null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_databases is not null)
            await _databases.DisposeAsync();
        if (_installation is not null)
            await _installation.DisposeAsync();
    }

    /// <summary>The business that a person named by its id or its name; null when nobody named one.</summary>
    public async Task<BusinessId?> FindBusinessAsync(string? named, CancellationToken cancellation) =>
        named is null ? null : (await BusinessByName.FindAsync(Owner, named, cancellation)
            ?? throw new CommandFailedException($"There is no business \"{named}\"; name it by its id or its name.")).Id;
}
