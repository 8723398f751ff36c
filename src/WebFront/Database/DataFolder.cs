using LedgerPortal.Commands;

namespace LedgerPortal.Database;

/// <summary>
/// The folder that holds everything an installation keeps on disk. One program at a time has it open: the lock is
/// the operating system's, so that it ends with its holder, however that ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>The default for root, and where root keeps what its unprivileged PostgreSQL must be able to read.</summary>
    internal const string SystemFolder = "/var/lib/ledgerportal";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>
    /// Where the data is when nobody said <c>--data</c>. Only named here, also for who has no home to make it in.
    /// </summary>
    public static string Default => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? SystemFolder
        : System.IO.Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "ledgerportal");

    /// <summary>
    /// Opens and locks the folder, making it if needed. Refuses, with a sentence, a folder that another program has
    /// open or that cannot be written to.
    /// </summary>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Permissions.MakePassableFolder(path);
            var file = System.IO.Path.Combine(path, "lock");
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(path, held);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new CommandFailedException(
                $"The data folder {path} is not writable; choose another with --data.", failure);
        }
        catch (IOException failure) when (Directory.Exists(path) && IsLocked(path))
        {
            throw new CommandFailedException(
                $"The data folder {path} is in use by another LedgerPortal; stop that one, or choose another folder " +
                "with --data.", failure);
        }
        catch (IOException failure)
        {
            throw new CommandFailedException(
                $"The data folder {path} cannot be used: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsLocked(string path)
    {
        try
        {
            // Asked by trying: a lock file by itself says nothing, it outlives its program.
            using var free = File.OpenRead(System.IO.Path.Combine(path, "lock"));
            return false;
        }
        catch (IOException failure) when (failure is not FileNotFoundException)
        {
            return true;
        }
        catch (SystemException)
        {
            return false;
        }
    }
}
