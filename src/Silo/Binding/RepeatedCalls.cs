using LedgerPortal.Journal;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace LedgerPortal.Binding;

/// <summary>
/// Makes a call again that met an activation which was discarded, or a silo which went away: as the in-process host does,
/// and safe for the same reason. Every command carries its id, so that a repeated one gets the first answer.
/// </summary>
internal sealed class RepeatedCalls(TimeProvider time) : IOutgoingGrainCallFilter
{
    /// <summary>A discarded activation means that another one wrote; twice in a row is already rare.</summary>
    private const int MaxDiscarded = 5;

    /// <summary>Longer than it takes the cluster to find a silo dead and place its grains elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.Grain is IBoundGrain ? Repeat(context) : context.Invoke();

    private async Task Repeat(IOutgoingGrainCallContext context)
    {
        var started = time.GetTimestamp();
        var discarded = 0;
        var pause = FirstPause;
        while (true)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (ActivationDiscardedException) when (++discarded < MaxDiscarded)
            {
                // Decide again on what the journal says now.
                continue;
            }
            catch (Exception away) when (IsAway(away) && time.GetElapsedTime(started) < Patience)
            {
                // Its grains are placed elsewhere as soon as the cluster knows.
            }

            await Task.Delay(pause, time);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Whether the silo, the gateway or the way to them was gone; what the grain itself says is not that.</summary>
    private static bool IsAway(Exception failure) => failure is
        SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException
        or GatewayTooBusyException or TimeoutException;
}
