using System.Security.Cryptography;

namespace LedgerPortal.Access;

/// <summary>
/// A 256-bit key in a file of its own, <c>secrets/{name}.key</c> below the data folder, readable by its owner only.
/// Kept outside the database, so that a stolen copy of the database opens nothing.
/// </summary>
public static class SecretFile
{
    private const int KeyBytes = 32;

    /// <summary>
    /// Reads the key, making it on first use. Of two programs that make it at once, one's is used by both.
    /// </summary>
    public static byte[] ReadOrCreate(string dataFolder, string name)
    {
        var folder = Path.Combine(dataFolder, "secrets");
        var file = Path.Combine(folder, name + ".key");
        if (!File.Exists(file))
            Create(folder, file);
        var key = File.ReadAllBytes(file);
        return key.Length == KeyBytes
            ? key
            : throw new InvalidOperationException(
                $"{file} is damaged: it must hold {KeyBytes} bytes. Restore it from a backup.");
    }

    private static void Create(string folder, string file)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        // Written under another name first: nobody ever reads half a key.
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(unfinished, options))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(unfinished);
        }
    }
}
