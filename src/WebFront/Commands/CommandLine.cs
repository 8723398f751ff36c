using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;

namespace LedgerPortal.Commands;

/// <summary>From the arguments of a program to its exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // The first Ctrl-C, or the service manager, asks; what was begun is brought to an end. Listened to before
        // anything is started, so that nothing started is left behind.
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }

        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message.TrimEnd('.')}; --help lists what there is.");
            return ExitCodes.Failed;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                stop.Token);
        }
        catch (CommandFailedException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }
}
