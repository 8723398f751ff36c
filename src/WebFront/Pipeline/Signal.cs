namespace LedgerPortal.Pipeline;

/// <summary>Calls who else would wait for the next turn of the clock.</summary>
public class Signal
{
    private volatile TaskCompletionSource _rung = New();

    /// <summary>Completes at the next <see cref="Raise"/>.</summary>
    public Task Rung => _rung.Task;

    public void Raise() => Interlocked.Exchange(ref _rung, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
