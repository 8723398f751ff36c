namespace LedgerPortal.Simulations;

/// <summary>
/// One thread, one clock and one seed: which of all that could happen next does happen is drawn, and so is every delay and
/// every fault. The same seed gives the same run, step by step.
/// </summary>
internal sealed class World(ulong seed, bool isTraced = false)
{
    /// <summary>Nothing that is simulated takes so many steps; whoever gets here goes round in circles.</summary>
    private const long MaxSteps = 2_000_000;

    public static readonly DateTimeOffset Epoch = new(2026, 4, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<Alarm, (long At, long Order)> _alarms = new();
    private readonly List<string>? _lines = isTraced ? [] : null;
    private long _order;
    private ulong _trace = 14_695_981_039_346_656_037;

    public Seeded Random { get; } = new(seed);

    public ulong Seed => seed;

    /// <summary>Ticks since the beginning.</summary>
    public long Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Covers each step, each delay and each thing that was noted.</summary>
    public ulong TraceHash => _trace;

    public IReadOnlyList<string> Lines => _lines ?? [];

    /// <summary>The first thing that must not happen; ends the run.</summary>
    public string? Violation { get; private set; }

    public void Violate(string what)
    {
        Note("violation");
        _lines?.Add(what);
        Violation ??= what;
    }

    public void Note(string what, long one = 0, long other = 0)
    {
        foreach (var character in what)
            Mix(character);
        Mix((ulong)one);
        Mix((ulong)other);
        _lines?.Add($"{TimeSpan.FromTicks(Now):mm\\:ss\\.ffffff} {what} {one} {other}");
    }

    public void Ready(Process process, object work) => _ready.Add(new Step(process, work));

    /// <summary>Does it in a process, after a while; not when the process is dead by then.</summary>
    public void After(TimeSpan delay, Process process, Func<Task> work) => At(delay, () => process.Start(async () =>
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            Violate($"The simulation itself failed: {exception}");
        }
    }));

    public void After(TimeSpan delay, Process process, Action work) => After(delay, process, () =>
    {
        work();
        return Task.CompletedTask;
    });

    /// <summary>Outside of all processes.</summary>
    public void At(TimeSpan delay, Action work)
    {
        if (delay <= TimeSpan.Zero)
            work();
        else
            _alarms.Enqueue(new Alarm(work), (Now + delay.Ticks, _order++));
    }

    public void Run(Func<bool> isOver)
    {
        // What awaits here goes on where the simulation says, not where the test runner would have it.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (Violation is null && !isOver())
                Take();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Take()
    {
        if (++Steps > MaxSteps)
        {
            Violate("It does not come to an end.");
            return;
        }

        // Work takes time too: what was to happen later may come first.
        Now += Random.Below(200);
        while (_alarms.TryPeek(out var alarm, out var when) && (when.At <= Now || _ready.Count == 0))
        {
            _alarms.Dequeue();
            Now = Math.Max(Now, when.At);
            alarm.Work();
        }

        if (_ready.Count == 0)
        {
            Violate("Everybody waits for somebody.");
            return;
        }

        var index = Random.Below(_ready.Count);
        var step = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Mix((ulong)(step.Process.Number * 1_000 + index));
        Mix((ulong)Now);
        step.Process.Execute(step.Work);
    }

    private void Mix(ulong value) => _trace = (_trace ^ value) * 1_099_511_628_211;

    private readonly record struct Step(Process Process, object Work);

    private sealed record Alarm(Action Work);
}
