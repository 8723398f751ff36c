using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Commands;

namespace LedgerPortal.Database;

/// <summary>
/// A server that still works on the data although the program that started it is gone: both were killed together with
/// the shell between them, or the machine was. The file <c>postmaster.pid</c> names a process, which after a restart of
/// the machine may be anybody's: it is believed only when that process works in the data folder.
/// </summary>
internal sealed class LeftoverServer(
    string cluster, string socketFolder, PostgresBinaries binaries, ServerUser user)
{
    private string PidFile => Path.Combine(cluster, "postmaster.pid");

    /// <summary>The process id of a server at work on the data, or null.</summary>
    public async Task<int?> FindAsync(CancellationToken cancellation)
    {
        if (await NotedProcessAsync(cancellation) is not { } noted || !IsAlive(noted))
            return null;
        return await WorksOnTheDataAsync(noted, cancellation) ? noted : null;
    }

    /// <summary>
    /// Stops a leftover server, and removes notes that name someone else's process, or one that ended and was not
    /// collected: PostgreSQL would take those for a running server and refuse to start.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        if (await NotedProcessAsync(cancellation) is { } noted && IsAlive(noted))
        {
            if (await WorksOnTheDataAsync(noted, cancellation))
            {
                await StopAsync(noted, cancellation);
            }
            else
            {
                await UntilNobodyWorksOnTheDataAsync(cancellation);
                File.Delete(PidFile);
            }
        }
        File.Delete(Path.Combine(socketFolder, ".s.PGSQL.5432.lock"));
    }

    private async Task StopAsync(int noted, CancellationToken cancellation)
    {
        foreach (var mode in new[] { "fast", "immediate" })
        {
            string[] stop = ["stop", "--silent", "--wait", "--timeout=60", $"--mode={mode}", "-D", cluster];
            var (exitCode, _) = await user.RunAsync(binaries.Tool("pg_ctl"), stop, cancellation);
            // It may also have ended by itself at that very moment, which pg_ctl calls a failure.
            if (exitCode == 0 || !IsAlive(noted))
                return;
        }
        throw new CommandFailedException(
            $"A PostgreSQL (process {noted}) that an earlier LedgerPortal left behind does not stop; end it and start again.");
    }

    private async Task<int?> NotedProcessAsync(CancellationToken cancellation)
    {
        if (!File.Exists(PidFile))
            return null;
        try
        {
            var lines = await File.ReadAllLinesAsync(PidFile, cancellation);
            return int.TryParse(lines.FirstOrDefault(), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (FileNotFoundException)
        {
            // A server that is just stopping removed it.
            return null;
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Without the note PostgreSQL cannot tell that processes of the old server, whose head was killed, still write.
    /// They all work with the data as their current folder, and end by themselves within moments.
    /// </summary>
    private async Task UntilNobodyWorksOnTheDataAsync(CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
            return;
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100, cancellation))
        {
            var atWork = Directory.EnumerateDirectories("/proc").Any(process =>
                char.IsAsciiDigit(process[^1]) && CurrentFolder(process) == cluster);
            if (!atWork)
                return;
            if (waited.Elapsed > TimeSpan.FromSeconds(30))
                throw new CommandFailedException($"Processes of an earlier PostgreSQL still work in {cluster}; end them.");
        }
    }

    private static string? CurrentFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (SystemException)
        {
            // The process ended meanwhile, or is someone else's.
            return null;
        }
    }

    private async Task<bool> WorksOnTheDataAsync(int processId, CancellationToken cancellation)
    {
        string commandLine;
        if (File.Exists($"/proc/{processId}/cmdline"))
            commandLine = (await File.ReadAllTextAsync($"/proc/{processId}/cmdline", cancellation)).Replace('\0', ' ');
        else
            commandLine = (await ChildProcess.RunAsync(
                "ps", ["-p", $"{processId}", "-o", "args="], null, cancellation)).Said;
        return commandLine.Contains(cluster, StringComparison.Ordinal);
    }
}
