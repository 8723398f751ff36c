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
    /// <summary>Longer than it takes the cluster to find a silo dead and place its grains elsewhere.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public Task Invoke(IOutgoingGrainCallContext context) =>
        context.Grain is IBoundGrain ? Repeat(context) : context.Invoke();

    private async Task Repeat(IOutgoingGrainCallContext context)
    {
        var started = time.GetTimestamp();
        var pause = TimeSpan.Zero;
        while (true)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception failure) when (IsWorthRepeating(failure) && time.GetElapsedTime(started) < Patience)
            {
                // Decided again on what the journal says now, or where the grain is placed as soon as the cluster knows.
            }

            // At once, then at growing intervals that two who hinder each other do not share.
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time);
            pause = pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Whether another activation wrote, or the silo, the gateway or the way to them was gone.</summary>
    private static bool IsWorthRepeating(Exception failure) => failure is
        ActivationDiscardedException or SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException
        or GatewayTooBusyException or TimeoutException;
}
