namespace LedgerPortal.Papers;

/// <summary>
/// Makes PDFs of papers, in processes of their own (<see cref="TypesetterProcess"/>) that are started when one is asked for,
/// used again, replaced when they die, and ended when nobody has asked for a while. A paper that kills its process, or takes
/// too long, takes nothing else with it.
/// </summary>
public sealed partial class Typesetting(TypesettingSettings settings, TimeProvider time, ILogger<Typesetting> log)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _turns = new(settings.Processes);
    private readonly Stack<(TypesetterProcess Process, long Since)> _idle = new();
    private readonly CancellationTokenSource _stop = new();
    private ITimer? _sweep;
    private int _waiting;
    private IReadOnlyList<string>? _rights;

    /// <summary>The whole PDF of a paper of moderate length.</summary>
    /// <exception cref="TypesettingException">It was not made.</exception>
    public async Task<byte[]> Make(IEnumerable<PaperPart> paper, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        await using var process = await Begin(cancellation);
        await process.Make(paper.ToAsyncEnumerable(), async part => await whole.WriteAsync(part, cancellation));
        return whole.ToArray();
    }

    /// <summary>
    /// Waits for a process to be free: after this only the paper itself can fail. Dispose it to let the next one have it.
    /// </summary>
    /// <exception cref="TypesettingException">None is free, or none can be started.</exception>
    public async Task<TypesettingTurn> Begin(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        await Take(cancellation);
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
        try
        {
            deadline.CancelAfter(settings.LongestPaper);
            var process = Idle() ?? await Start(deadline.Token);
            return new TypesettingTurn(process, deadline, Give, cancellation);
        }
        catch (Exception failure)
        {
            deadline.Dispose();
            _turns.Release();
            if (failure is TypesettingException { Problem: var problem })
                NotStarted(log, problem, failure.Message);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_sweep is not null)
            await _sweep.DisposeAsync();
        while (Idle() is { } process)
            process.Dispose();
    }

    private async Task Take(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _waiting) > settings.Waiting + settings.Processes)
        {
            Interlocked.Decrement(ref _waiting);
            throw new TypesettingException(TypesettingProblem.Busy, "Too many papers wait to be made.");
        }

        try
        {
            if (!await _turns.WaitAsync(settings.LongestWait, cancellation))
                throw new TypesettingException(TypesettingProblem.Busy, "No process was free in time.");
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Give(TypesetterProcess process, bool isFit)
    {
        if (isFit && process.IsAlive && !_stop.IsCancellationRequested)
        {
            lock (_idle)
            {
                _idle.Push((process, time.GetTimestamp()));
                _sweep ??= time.CreateTimer(_ => Sweep(), null, settings.Idle, settings.Idle);
            }
        }
        else
        {
            if (process.Said is { Length: > 0 } said)
                Ended(log, said);
            process.Dispose();
        }

        _turns.Release();
    }

    private TypesetterProcess? Idle()
    {
        lock (_idle)
        {
            while (_idle.TryPop(out var one))
            {
                if (one.Process.IsAlive)
                    return one.Process;
                one.Process.Dispose();
            }

            return null;
        }
    }

    private void Sweep()
    {
        lock (_idle)
        {
            // Judged once each: the clock goes on.
            var judged = _idle.ToLookup(one => time.GetElapsedTime(one.Since) < settings.Idle);
            foreach (var (process, _) in judged[false])
                process.Dispose();
            _idle.Clear();
            foreach (var one in judged[true].Reverse())
                _idle.Push(one);
        }
    }

    private async Task<TypesetterProcess> Start(CancellationToken cancellation)
    {
        _rights ??= RightsOf(await NodeVersion(cancellation));
        return await TypesetterProcess.Start(settings.Node, _rights, cancellation);
    }

    private async Task<Version> NodeVersion(CancellationToken cancellation)
    {
        using var process = TypesetterProcess.Launch(settings.Node, ["--version"]);
        var said = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return Version.TryParse(said.Trim().TrimStart('v'), out var version)
            ? version
            : throw new TypesettingException(TypesettingProblem.Missing, $"{settings.Node} says that its version is '{said.Trim()}'.");
    }

    /// <summary>What Node is told to keep the program from: every file but its own, other programs, threads, add-ons.</summary>
    internal static IReadOnlyList<string> RightsOf(Version node)
    {
        if (node < new Version(20, 0))
            throw new TypesettingException(TypesettingProblem.Missing, $"Node.js {node} is too old: PDFs need 20 or newer.");
        // The name that the option has had since it is no longer an experiment.
        var option = node >= new Version(22, 13) && node.Major != 23 || node >= new Version(23, 5)
            ? "--permission"
            : "--experimental-permission";
        return [option, $"--allow-fs-read={Path.GetFullPath(TypesetterProcess.Folder)}"];
    }

    [LoggerMessage(LogLevel.Warning, "A PDF could not be made ({Problem}): {Why}")]
    private static partial void NotStarted(ILogger log, TypesettingProblem problem, string why);

    [LoggerMessage(LogLevel.Warning, "A process that makes PDFs ended: {Said}")]
    private static partial void Ended(ILogger log, string said);
}

/// <param name="Node">Name or path of the program.</param>
/// <param name="Processes">At the same time.</param>
/// <param name="Waiting">Papers that may wait for one of them.</param>
public sealed record TypesettingSettings(string Node = "node", int Processes = 2, int Waiting = 32)
{
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>From the start of its process to the last byte taken, also by a slow reader.</summary>
    public TimeSpan LongestPaper { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After so long without a paper a process ends.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(2);
}
