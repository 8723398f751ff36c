using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace LedgerPortal.Binding;

/// <summary>
/// When silos went. Orleans breaks the calls that it knows to be with one of them; not those that another silo, which had
/// not heard of it yet, passed on to it: these nobody answers.
/// </summary>
internal sealed class SilosGone(TimeProvider time) : ISiloStatusListener, IDisposable
{
    /// <summary>Until every silo has heard of it, and knows where the grains are now.</summary>
    private static readonly TimeSpan Unsettled = TimeSpan.FromSeconds(10);

    /// <summary>What is not answered by then, while the cluster is unsettled, is asked again. Most answers take a tenth of it.</summary>
    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(1);

    private CancellationTokenSource _next = new();
    private StrongBox<long>? _last;

    /// <summary>Cancelled when the next silo goes.</summary>
    public CancellationToken Next => Volatile.Read(ref _next).Token;

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status != SiloStatus.Dead)
            return;
        Volatile.Write(ref _last, new StrongBox<long>(time.GetTimestamp()));
        // Those who wait go on elsewhere: Orleans' own news is not held up.
        _ = Interlocked.Exchange(ref _next, new CancellationTokenSource()).CancelAsync();
    }

    /// <summary>The call's answer; a <see cref="TimeoutException"/> when it is likely that there will be none.</summary>
    /// <param name="call">Safe to be made again.</param>
    /// <param name="next">From before it was made.</param>
    public async Task<TResult> Answer<TResult>(Task<TResult> call, CancellationToken next)
    {
        await Answered(call, next);
        return await call;
    }

    /// <inheritdoc cref="Answer"/>
    public async Task Answered(Task call, CancellationToken next)
    {
        if (!IsUnsettled)
        {
            try
            {
                await call.WaitAsync(next);
                return;
            }
            catch (OperationCanceledException) when (next.IsCancellationRequested)
            {
                // A silo has gone meanwhile, perhaps with this call.
            }
        }

        await call.WaitAsync(Unanswered, time, CancellationToken.None);
    }

    public void Dispose() => _next.Dispose();

    private bool IsUnsettled => Volatile.Read(ref _last) is { } last && time.GetElapsedTime(last.Value) < Unsettled;
}
