using Npgsql;

namespace LedgerPortal.Simulations;

/// <summary>
/// The way between a process and the database. Each time it is gone the request or the reply may be late or lost, and the
/// process may end: before the request left, while it is under way, or when the database has done it and says so.
/// </summary>
internal sealed class Connections(World world, Database database, Faults faults)
{
    /// <summary>As the driver says it.</summary>
    public static NpgsqlException Broken() => new("The connection was reset.", new IOException("Connection reset by peer"));

    public Task<T> Ask<T>(Process process, string what, Func<T> execute) =>
        Ask(process, what, () => Task.FromResult(execute()));

    public Task<T> Ask<T>(Process process, string what, Func<Task<T>> execute)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        // The dead ask nothing; the turn that ran when it died goes on to its end without effect.
        if (process.IsDead)
            return reply.Task;
        var fate = faults.Draw();
        world.Note(what, process.Number, (long)fate);
        if (fate == Fate.CrashBefore)
        {
            process.Crash();
            return reply.Task;
        }

        if (fate == Fate.Freeze)
            process.Freeze(TimeSpan.FromMilliseconds(world.Random.Between(100, 40_000)));
        world.After(faults.Delay(), database.Server, async () =>
        {
            if (database.IsGone(process))
                return;
            try
            {
                if (fate == Fate.RequestLost)
                    throw Broken();
                var result = await execute();
                if (fate == Fate.CrashAfter)
                    process.Crash();
                if (fate == Fate.ReplyLost)
                    throw Broken();
                world.After(faults.Delay(), process, () => reply.TrySetResult(result));
            }
            catch (Exception exception)
            {
                world.After(faults.Delay(), process, () => reply.TrySetException(exception));
            }
        });
        if (fate == Fate.CrashMeanwhile)
            process.Crash();
        return reply.Task;
    }
}

internal enum Fate
{
    None,
    RequestLost,
    ReplyLost,
    CrashBefore,
    CrashMeanwhile,
    CrashAfter,

    /// <summary>It stands still for a while, and then goes on as if nothing had been.</summary>
    Freeze,
}

/// <summary>How often what goes wrong goes wrong, until the faults end.</summary>
internal sealed class Faults(World world)
{
    public bool AreOver { get; set; }

    public Fate Draw()
    {
        if (AreOver)
            return Fate.None;
        return world.Random.Below(1_000) switch
        {
            < 6 => Fate.RequestLost,
            < 12 => Fate.ReplyLost,
            < 14 => Fate.CrashBefore,
            < 16 => Fate.CrashMeanwhile,
            < 18 => Fate.CrashAfter,
            < 19 => Fate.Freeze,
            _ => Fate.None,
        };
    }

    public bool Happens(double probability) => !AreOver && world.Random.Chance(probability);

    /// <summary>Mostly at once, which still leaves open who is first; seldom so long that others give up.</summary>
    public TimeSpan Delay() => world.Random.Below(1_000) switch
    {
        < 600 => TimeSpan.Zero,
        < 970 => TimeSpan.FromMicroseconds(world.Random.Between(1, 2_000)),
        < 997 => TimeSpan.FromMilliseconds(world.Random.Between(1, 60)),
        _ => AreOver ? TimeSpan.Zero : TimeSpan.FromMilliseconds(world.Random.Between(100, 12_000)),
    };
}
