using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>
/// Carries what was committed between the hosts as badly as a feed may: late, out of order, twice, or not at all.
/// </summary>
internal sealed class SimulatedFeed(World world, Faults faults, Audit audit)
{
    private readonly List<(Process Process, BusinessId Business, Action<IReadOnlyList<Change>> Read)> _readers = [];

    /// <summary>As one process has it.</summary>
    public ILiveFeed Of(Process process) => new End(this, process);

    private void Publish(BusinessId business, IReadOnlyList<Change> changes)
    {
        audit.Published(changes);
        foreach (var reader in _readers.Where(reader => reader.Business == business && !reader.Process.IsDead))
        {
            if (faults.Happens(0.08))
                continue;
            for (var copies = faults.Happens(0.08) ? 2 : 1; copies > 0; copies--)
                world.After(faults.Delay(), reader.Process, () => reader.Read(changes));
        }
    }

    private sealed class End(SimulatedFeed feed, Process process) : ILiveFeed
    {
        public void Publish(BusinessId business, IReadOnlyList<Change> changes)
        {
            // A turn that goes on in a dead process has no effect.
            if (!process.IsDead)
                feed.Publish(business, changes);
        }

        public ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader)
        {
            feed._readers.RemoveAll(known => known.Process.IsDead);
            var subscription = (process, business, reader);
            feed._readers.Add(subscription);
            return ValueTask.FromResult<IAsyncDisposable>(new Subscription(() => feed._readers.Remove(subscription)));
        }
    }

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return ValueTask.CompletedTask;
        }
    }
}
