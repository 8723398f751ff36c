using LedgerPortal.Journal;
using Npgsql;

namespace LedgerPortal.Roots;

/// <summary>
/// Makes roots of the heads of all ledgers and keeps them in files outside the database: who rewrites the journal with right
/// hashes would have to rewrite these too. One at a time writes: an advisory lock of PostgreSQL says who, for as long as its
/// connection lives.
/// </summary>
/// <param name="owner">Connections of the database's owner: one is kept.</param>
/// <param name="folder">Where the files are, made when it is not there.</param>
public sealed class LedgerRoots(NpgsqlDataSource owner, string folder, TimeProvider time) : IAsyncDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    // "roots" as bytes.
    private const long Key = 0x72_6f_6f_74_73_01;

    private NpgsqlConnection? _holder;
    private RootFile? _file;
    private string? _name;

    /// <summary>
    /// Makes a root when this process is the one to do so and the last one is an hour old. Null when there was nothing to do.
    /// </summary>
    public async Task<LedgerRoot?> MakeWhenDue(CancellationToken cancellation)
    {
        if (!await IsOurs(cancellation))
            return null;
        var now = time.GetUtcNow();
        Open(now);
        return _file!.Last is { } last && now - last.At < Period ? null : await Add(now, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_holder is { } holder)
        {
            _holder = null;
            // The lock belongs to the connection, which the pool would keep.
            await using var release = new NpgsqlCommand($"select pg_advisory_unlock({Key})", holder);
            try
            {
                await release.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // Then the connection is gone, and the lock with it.
            }

            await holder.DisposeAsync();
        }
    }

    private async Task<LedgerRoot> Add(DateTimeOffset now, CancellationToken cancellation)
    {
        var heads = new List<LedgerHead>();
        await using (var command = new NpgsqlCommand(
            "select business, stream, version, hash from journal.head where stream like 'ledger/%' order by business, stream",
            _holder)
        { CommandTimeout = 0 })
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                heads.Add(new LedgerHead(
                    reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetFieldValue<byte[]>(3)));
            }
        }

        var file = _file!;
        // Should it not get onto the disk, what is known of the file is read from it again.
        _file = null;
        var root = file.Add(Path.Combine(folder, _name!), now, heads);
        _file = file;
        return root;
    }

    /// <summary>Each month has a file of its own, which begins with all ledgers.</summary>
    private void Open(DateTimeOffset now)
    {
        var name = RootFile.NameOf(now);
        if (_name == name && _file is not null)
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder, name);
        (_name, _file) = (name, RootFile.Read(path, File.Exists(path) ? new FileInfo(path).Length : 0, (_, _) => { }));
    }

    private async Task<bool> IsOurs(CancellationToken cancellation)
    {
        try
        {
            if (_holder is { } held)
            {
                await using var ping = new NpgsqlCommand("select 1", held);
                await ping.ExecuteNonQueryAsync(cancellation);
                return true;
            }

            var connection = await owner.OpenConnectionAsync(cancellation);
            await using var take = new NpgsqlCommand($"select pg_try_advisory_lock({Key})", connection);
            if (await take.ExecuteScalarAsync(cancellation) is true)
            {
                // Somebody else may have written meanwhile.
                (_holder, _file) = (connection, null);
                return true;
            }

            await connection.DisposeAsync();
            return false;
        }
        catch (NpgsqlException)
        {
            if (_holder is { } lost)
                await lost.DisposeAsync();
            _holder = null;
            throw;
        }
    }
}
