using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using LedgerPortal.Commands;

// The first Ctrl-C, or the service manager, asks; what was begun is brought to an end. Listened to before anything is
// started, so that nothing started is left behind.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

var root = new RootCommand("LedgerPortal: a shared ledger between a business and its customers.");
root.Subcommands.Add(ServeCommand.Create(root));
root.Subcommands.Add(StatusCommand.Create());
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(RebuildCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(KeyCommand.Create());

var parsed = root.Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await Console.Error.WriteLineAsync($"{parsed.Errors[0].Message.TrimEnd('.')}; --help lists what there is.");
    return ExitCodes.Failed;
}
try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
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
