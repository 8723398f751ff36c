namespace LedgerPortal.Hosting;

/// <summary>
/// Runs the turns of one activation: one at a time, in the order they came, on the thread pool or what stands for it. What a
/// grain does after an <c>await</c> is a turn of its own, so calls interleave at awaits and nowhere else.
/// </summary>
/// <param name="queue">Has the work item executed soon; at the end of its own queue when the flag says so.</param>
internal sealed class ActivationScheduler(Action<IThreadPoolWorkItem, bool> queue) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>A busy activation gives way to others after so many turns.</summary>
    private const int TurnsInARow = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Task> _turns = new();
    private bool _isScheduled;

    public override int MaximumConcurrencyLevel => 1;

    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return !_isScheduled;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var turns = 0; turns < TurnsInARow; turns++)
        {
            Task? turn;
            lock (_lock)
            {
                if (!_turns.TryDequeue(out turn))
                {
                    _isScheduled = false;
                    return;
                }
            }

            TryExecuteTask(turn);
        }

        queue(this, true);
    }

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            _turns.Enqueue(task);
            if (_isScheduled)
                return;
            _isScheduled = true;
        }

        queue(this, false);
    }

    // Running a turn inside another one would break the order.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock)
            return [.. _turns];
    }
}
