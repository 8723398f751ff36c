namespace LedgerPortal.Simulations;

/// <summary>The clock of one process: the world's, a little off. Its timers die with it.</summary>
internal sealed class SimulatedTime(World world, Process process, TimeSpan skew) : TimeProvider
{
    private long _timestamp;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => World.Epoch.AddTicks(world.Now + skew.Ticks);

    // Never the same twice: what is ordered by it has one order.
    public override long GetTimestamp() => _timestamp = Math.Max(_timestamp + 1, world.Now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(world, process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(World world, Process process, TimerCallback callback, object? state) : ITimer
    {
        private volatile int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan && !process.IsDead)
                Set(dueTime, period, setting);
            return true;
        }

        // Called by finalizers too, from their thread and after the process's death: nothing but the number is touched.
        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan due, TimeSpan period, int setting) => world.At(due, () =>
        {
            if (_setting != setting || process.IsDead)
                return;
            process.Start(() =>
            {
                if (_setting == setting)
                    callback(state);
                return Task.CompletedTask;
            });
            if (period > TimeSpan.Zero)
                Set(period, period, setting);
        });
    }
}
