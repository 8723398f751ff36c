using System.ComponentModel;
using System.Diagnostics;
using LedgerPortal.Commands;

namespace LedgerPortal.Database;

/// <summary>Runs a program of the system to its end and keeps what it said.</summary>
internal static class ChildProcess
{
    /// <summary>
    /// Starts <paramref name="file"/> and waits for its end. <paramref name="userName"/> names the system user to
    /// run it as; only root can ask for another user than its own. A cancelled wait kills the child.
    /// </summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(
        string file, IEnumerable<string> arguments, string? userName, CancellationToken cancellation)
    {
        using var process = Start(file, arguments, userName);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, string.Join('\n', await output, await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a child whose three streams are pipes of this program.</summary>
    public static Process Start(string file, IEnumerable<string> arguments, string? userName)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The child may be a user who cannot enter the folder that the program was started in.
            WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory)!,
        };
        if (userName is not null)
            start.UserName = userName;
        // Messages are compared and shown: they stay in one language whatever the terminal's is.
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new CommandFailedException($"Cannot run {file}: {failure.Message}.", failure);
        }
    }
}
