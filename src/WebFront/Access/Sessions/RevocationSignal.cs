namespace LedgerPortal.Access;

/// <summary>
/// Rung when sessions may have ended, so that open pages are looked at without waiting for the next second.
/// </summary>
public sealed class RevocationSignal
{
    private volatile TaskCompletionSource _rung = New();

    /// <summary>Completes at the next <see cref="Raise"/>.</summary>
    public Task Rung => _rung.Task;

    public void Raise() => Interlocked.Exchange(ref _rung, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
