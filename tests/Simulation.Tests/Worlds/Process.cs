namespace LedgerPortal.Simulations;

/// <summary>
/// A program that runs: all of its work goes through here and stops for ever when it crashes, in the middle of whatever it
/// awaits, and for a while when it is frozen.
/// </summary>
internal sealed class Process : TaskScheduler
{
    private readonly World _world;
    private readonly List<object> _held = [];
    private volatile bool _isDead;
    private bool _isFrozen;

    /// <param name="skew">How far its clock is off.</param>
    public Process(World world, int number, TimeSpan skew)
    {
        _world = world;
        Number = number;
        Time = new SimulatedTime(world, this, skew);
    }

    public int Number { get; }

    public TimeProvider Time { get; }

    /// <summary>Also read by the finalizer of timers, from its own thread.</summary>
    public bool IsDead => _isDead;

    public Action? OnCrash { get; set; }

    public override int MaximumConcurrencyLevel => 1;

    public void Crash()
    {
        if (_isDead)
            return;
        _world.Note("crash", Number);
        _isDead = true;
        _held.Clear();
        OnCrash?.Invoke();
    }

    /// <summary>It stands still and knows nothing of it; meanwhile others go on.</summary>
    public void Freeze(TimeSpan duration)
    {
        if (_isDead || _isFrozen)
            return;
        _world.Note("freeze", Number, duration.Ticks);
        _isFrozen = true;
        _world.At(duration, () =>
        {
            _isFrozen = false;
            foreach (var work in _held)
                _world.Ready(this, work);
            _held.Clear();
        });
    }

    public void Start(Func<Task> work) =>
        _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <summary>Turns of grains, which have schedulers of their own.</summary>
    public void Queue(IThreadPoolWorkItem turns)
    {
        if (!_isDead)
            _world.Ready(this, turns);
    }

    public void Execute(object work)
    {
        if (_isDead)
            return;
        if (_isFrozen)
            _held.Add(work);
        else if (work is Task task)
            TryExecuteTask(task);
        else
            ((IThreadPoolWorkItem)work).Execute();
    }

    protected override void QueueTask(Task task)
    {
        if (!_isDead)
            _world.Ready(this, task);
    }

    // What could run at once is drawn like everything else.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
