using System.Text;

namespace LedgerPortal.Database;

/// <summary>
/// The path of a Unix socket may have some 100 bytes, whatever the path of the data folder has. A folder for sockets
/// is therefore the wanted one if that is short enough, else a folder of our own below the system's temporary folder
/// whose path is written down in the wanted one.
/// </summary>
internal static class SocketFolder
{
    // 104 bytes with the closing zero on macOS, 108 on Linux; PostgreSQL appends the longest name.
    private const int LongestPathBytes = 103;
    private const string LongestName = "/.s.PGSQL.5432.lock";
    private const string Note = "sockets-are-at";

    /// <summary>The folder to put sockets into; made, and for this user only, when it is not the wanted one.</summary>
    public static string Prepare(string wanted)
    {
        if (IsShortEnough(wanted))
            return wanted;
        if (Find(wanted) is { } existing)
            return existing;
        // Made with permissions for its owner only: nobody else can put a socket of his own there.
        var made = Directory.CreateTempSubdirectory("ledgerportal-").FullName;
        File.WriteAllText(Path.Combine(wanted, Note), made);
        return made;
    }

    /// <summary>The folder that <see cref="Prepare"/> chose, or null when there is none.</summary>
    public static string? Find(string wanted)
    {
        if (IsShortEnough(wanted))
            return wanted;
        var note = Path.Combine(wanted, Note);
        return File.Exists(note) && File.ReadAllText(note) is var noted && Directory.Exists(noted) ? noted : null;
    }

    private static bool IsShortEnough(string folder) =>
        Encoding.UTF8.GetByteCount(folder + LongestName) <= LongestPathBytes;
}
