using LedgerPortal.Journal;

namespace LedgerPortal.Simulations;

/// <summary>A SQL transaction inside the database: what it holds until it ends.</summary>
internal sealed class SqlTransaction(Process of)
{
    public Process Of => of;

    public List<object> Locks { get; } = [];

    /// <summary>Appends that were accepted, with their positions; nobody else sees them before the commit.</summary>
    public List<(Append Append, long Position)> Accepted { get; } = [];

    public bool IsOver { get; set; }
}

/// <summary>Locks of rows and keys: shared or exclusive, in the order in which they were asked for.</summary>
internal sealed class Locks
{
    private readonly Dictionary<object, Held> _held = [];

    public Task Take(SqlTransaction transaction, object key, bool isShared)
    {
        if (!_held.TryGetValue(key, out var held))
            _held.Add(key, held = new Held());
        if (held.Owners.Contains(transaction))
            return Task.CompletedTask;
        var waiting = new Waiting(transaction, isShared);
        held.Waiting.Enqueue(waiting);
        Grant(key, held);
        return waiting.Granted.Task;
    }

    public void Release(SqlTransaction transaction)
    {
        foreach (var key in transaction.Locks)
        {
            var held = _held[key];
            held.Owners.Remove(transaction);
            Grant(key, held);
        }

        transaction.Locks.Clear();
    }

    private void Grant(object key, Held held)
    {
        while (held.Waiting.TryPeek(out var next))
        {
            if (!next.Transaction.IsOver)
            {
                if (held.Owners.Count > 0 && !(next.IsShared && held.IsShared))
                    return;
                held.Owners.Add(next.Transaction);
                held.IsShared = next.IsShared;
                next.Transaction.Locks.Add(key);
            }

            held.Waiting.Dequeue();
            next.Granted.SetResult();
        }

        if (held.Owners.Count == 0)
            _held.Remove(key);
    }

    private sealed class Held
    {
        public List<SqlTransaction> Owners { get; } = [];

        public Queue<Waiting> Waiting { get; } = new();

        public bool IsShared { get; set; }
    }

    private sealed record Waiting(SqlTransaction Transaction, bool IsShared)
    {
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
