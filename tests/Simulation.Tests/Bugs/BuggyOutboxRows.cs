using LedgerPortal.Journal;

namespace LedgerPortal.Simulations;

/// <summary>Keeps promises wrongly.</summary>
internal sealed class BuggyOutboxRows(IOutboxRows rows, PlantedBug bug) : IOutboxRows
{
    public async Task<IReadOnlyList<OutboxRow>> Lease(int max)
    {
        var leased = await rows.Lease(max);
        if (bug is PlantedBug.PromiseRemovedBeforeKept && leased.Count > 0)
            await rows.Remove(leased);
        return leased;
    }

    public Task PutOff(OutboxRow row, string reason) =>
        bug is PlantedBug.PromiseDroppedWhenItFails ? rows.Remove([row]) : rows.PutOff(row, reason);

    public Task Remove(IReadOnlyList<OutboxRow> done) => rows.Remove(done);

    public Task<int> TryAgain(BusinessId business) => rows.TryAgain(business);
}
