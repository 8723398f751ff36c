namespace LedgerPortal.Live;

/// <summary>What waits for the message that is on its way to return. Safe to be used by several threads.</summary>
internal sealed class GatheredChanges(BusinessId business)
{
    /// <summary>Beyond that the readers find out by comparing.</summary>
    private const int MaxWaiting = 10_000;

    private readonly Lock _lock = new();
    private List<Change> _waiting = [];
    private bool _isSending;

    /// <summary>True when nothing is on its way: the caller then sends what <see cref="Next"/> gives, until it is null.</summary>
    public bool Add(IReadOnlyList<Change> changes)
    {
        lock (_lock)
        {
            if (_waiting.Count < MaxWaiting)
                _waiting.AddRange(changes);
            if (_isSending)
                return false;
            return _isSending = true;
        }
    }

    /// <summary>Everything that gathered; null when nothing did.</summary>
    public CommittedChanges? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isSending = false;
                return null;
            }

            var next = new CommittedChanges(business, _waiting);
            _waiting = [];
            return next;
        }
    }
}
