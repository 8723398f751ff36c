using System.Diagnostics;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>Computes for nothing on every core, so that whatever else runs has to wait for its turn.</summary>
internal static class BusyCores
{
    /// <summary>Returns when the time is over.</summary>
    public static void For(TimeSpan time)
    {
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < time)
                Thread.SpinWait(1_000);
        })
        { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
