using System.Diagnostics;
using Orleans.Runtime;

namespace LedgerPortal.Hosting;

/// <summary>
/// Ends a silo that the others have found dead: it stood still or could not be reached for longer than they wait, and its
/// grains are elsewhere. What it still wanted to append is refused in any case. Whoever watches the process starts it again.
/// </summary>
internal sealed class LastSentence : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        Console.Error.WriteLine($"This silo is no longer of the cluster and ends: {context ?? exception?.Message}");
        Console.Error.Flush();
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
