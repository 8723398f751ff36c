using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>A feed that nobody reads but the audit.</summary>
internal sealed class AuditedFeed(Audit audit) : ILiveFeed
{
    public void Publish(BusinessId business, IReadOnlyList<Change> changes) => audit.Published(changes);

    public ValueTask<IAsyncDisposable> Subscribe(BusinessId business, Action<IReadOnlyList<Change>> reader) =>
        throw new NotSupportedException("Nobody reads here.");
}
