using System.Runtime.InteropServices;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>Ctrl-C asks for the end after the round under way, instead of ending everything where it stands.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;

    public Interruption() => _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
    {
        context.Cancel = true;
        _stop.Cancel();
    });

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _stop.Dispose();
    }
}
