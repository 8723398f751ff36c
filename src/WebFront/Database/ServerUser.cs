using LedgerPortal.Commands;

namespace LedgerPortal.Database;

/// <summary>
/// The system user that PostgreSQL runs as. PostgreSQL refuses to run as root; a program started by root therefore
/// runs it as the unprivileged system user <c>ledgerportal</c>, whom it creates when he is missing. Started by anyone
/// else, PostgreSQL runs as that same person.
/// </summary>
internal sealed class ServerUser
{
    private const string UnprivilegedName = "ledgerportal";

    private ServerUser(string? name) => Name = name;

    /// <summary>The name of the other user, or null when PostgreSQL runs as the program's own user.</summary>
    public string? Name { get; }

    public static async Task<ServerUser> FindOrCreateAsync(CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(null);
        if (await ExistsAsync(cancellation))
            return new ServerUser(UnprivilegedName);

        // useradd is there on Debian, Fedora, SUSE and Arch; adduser with these letters is BusyBox's, on Alpine.
        string[] useradd =
            ["--system", "--no-create-home", "--home-dir", DataFolder.SystemFolder, "--shell", "/bin/false", UnprivilegedName];
        string[] adduser = ["-S", "-D", "-H", "-h", DataFolder.SystemFolder, "-s", "/bin/false", UnprivilegedName];
        var said = "";
        foreach (var (tool, arguments) in new[] { ("useradd", useradd), ("adduser", adduser) })
        {
            if (FindTool(tool) is not { } path)
                continue;
            said = (await ChildProcess.RunAsync(path, arguments, null, cancellation)).Said;
            // Two programs may create the user at the same time: what counts is that he exists afterwards.
            if (await ExistsAsync(cancellation))
                return new ServerUser(UnprivilegedName);
        }
        throw new CommandFailedException(
            $"PostgreSQL does not run as root and the system user {UnprivilegedName} could not be created" +
            (said.Length == 0 ? "" : $" ({said.ReplaceLineEndings(" ")})") +
            "; create that user, or start LedgerPortal as an ordinary user.");
    }

    /// <summary>Makes a folder that only this user, and root, can enter; an existing one is kept.</summary>
    public async Task MakeFolderAsync(string folder, CancellationToken cancellation)
    {
        Permissions.MakePrivateFolder(folder);
        await TakeOverAsync(folder, cancellation);
    }

    /// <summary>Gives a file or folder to this user.</summary>
    public async Task TakeOverAsync(string path, CancellationToken cancellation)
    {
        if (Name is null)
            return;
        var (exitCode, said) = await ChildProcess.RunAsync("chown", [Name, path], null, cancellation);
        if (exitCode != 0)
            throw new CommandFailedException($"Cannot give {path} to the system user {Name}: {said}.");
    }

    /// <summary>Runs a program as this user to its end.</summary>
    public Task<(int ExitCode, string Said)> RunAsync(
        string file, IEnumerable<string> arguments, CancellationToken cancellation) =>
        ChildProcess.RunAsync(file, arguments, Name, cancellation);

    /// <summary>Whether this user can enter the folder.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancellation) =>
        (await RunAsync("/bin/sh", ["-c", "cd \"$0\" && test -r .", folder], cancellation)).ExitCode == 0;

    private static async Task<bool> ExistsAsync(CancellationToken cancellation) =>
        (await ChildProcess.RunAsync("id", ["-u", UnprivilegedName], null, cancellation)).ExitCode == 0;

    private static string? FindTool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/sbin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
