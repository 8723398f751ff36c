namespace LedgerPortal.Database;

/// <summary>
/// Files and folders made with the permissions they shall have, never opened first and closed after. On Windows they
/// inherit those of the folder above.
/// </summary>
internal static class Permissions
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>For the owner only; an existing folder is kept as it is.</summary>
    public static void MakePrivateFolder(string path) => MakeFolder(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>
    /// Others may pass through but not look: PostgreSQL's own user has to reach his folders below. An existing folder
    /// is kept as it is.
    /// </summary>
    public static void MakePassableFolder(string path) =>
        MakeFolder(path, OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    /// <summary>A new file that only the owner can read, in place of any that was there.</summary>
    public static void WritePrivateFile(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>Leaves an existing file, for instance a socket, to its owner alone.</summary>
    public static void MakePrivate(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerOnly);
    }

    private static void MakeFolder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
            Directory.CreateDirectory(path, mode);
    }
}
