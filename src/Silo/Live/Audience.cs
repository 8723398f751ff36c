using Orleans.Concurrency;

namespace LedgerPortal.Live;

/// <summary>What was committed of a business since the message before it, as far as one process knows.</summary>
public sealed record CommittedChanges(BusinessId Business, IReadOnlyList<Change> Changes);

/// <summary>A process that has pages open.</summary>
public interface IListener : IGrainObserver
{
    Task Hear(CommittedChanges changes);
}

/// <summary>
/// The processes that have pages of one business open, in memory only: whoever listens says so again every few seconds. Key:
/// the business.
/// </summary>
[Alias("audience")]
public interface IAudienceGrain : IGrainWithGuidKey
{
    /// <summary>From the return of this call the listener hears what is told. Repeating is expected.</summary>
    Task Join(IListener listener);

    Task Leave(IListener listener);

    /// <summary>Passes on to everybody who listens, and waits for none of them.</summary>
    Task Tell(CommittedChanges changes);
}

/// <summary>
/// While a message is on its way to a listener, what is told meanwhile gathers for the next one: one that is slow, or gone, keeps
/// nobody waiting.
/// </summary>
[GrainType("audience"), Reentrant]
internal sealed class AudienceGrain : Grain, IAudienceGrain
{
    private readonly Dictionary<IListener, GatheredChanges> _listeners = [];

    public Task Join(IListener listener)
    {
        _listeners.TryAdd(listener, new GatheredChanges(new BusinessId(this.GetPrimaryKey())));
        return Task.CompletedTask;
    }

    public Task Leave(IListener listener)
    {
        _listeners.Remove(listener);
        return Task.CompletedTask;
    }

    public Task Tell(CommittedChanges changes)
    {
        foreach (var (listener, gathered) in _listeners)
        {
            if (gathered.Add(changes.Changes))
                _ = Send(listener, gathered);
        }

        return Task.CompletedTask;
    }

    private async Task Send(IListener listener, GatheredChanges gathered)
    {
        try
        {
            while (gathered.Next() is { } next)
                await listener.Hear(next);
        }
        catch (Exception)
        {
            // It is gone, or says again that it is there; what it missed its pages find by comparing.
            if (_listeners.TryGetValue(listener, out var present) && present == gathered)
                _listeners.Remove(listener);
        }
    }
}
