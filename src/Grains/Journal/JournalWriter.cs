using System.Diagnostics;
using System.Threading.Channels;
using LedgerPortal.Live;

namespace LedgerPortal.Journal;

/// <summary>
/// Commits appends in the order in which they come: takes whatever is waiting, never waiting on a timer, and hands it to the
/// database as one batch; announces what was committed; then tells those who wait.
/// </summary>
internal sealed class JournalWriter : IAsyncDisposable
{
    private const int MaxBatch = 1_000;

    private readonly Channel<WaitingAppend> _waiting =
        Channel.CreateUnbounded<WaitingAppend>(new UnboundedChannelOptions { SingleReader = true });

    private readonly IJournalCommits _commits;
    private readonly ILiveFeed _feed;
    private readonly Task _running;

    /// <param name="scheduler">Where it runs.</param>
    public JournalWriter(IJournalCommits commits, ILiveFeed feed, TaskScheduler scheduler)
    {
        _commits = commits;
        _feed = feed;
        _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap();
    }

    /// <summary>
    /// Which of so many writers a stream goes to: always the same one, so that its appends are committed in the order they were
    /// decided; and the same one in each run of the program, so that a simulated run can be repeated.
    /// </summary>
    public static int PlaceOf(StreamId stream, int writers)
    {
        // The hash codes of texts differ from run to run.
        var hash = 2_166_136_261;
        foreach (var character in stream.Stream)
            hash = (hash ^ character) * 16_777_619;
        return (int)((hash ^ (uint)stream.Business.Value.GetHashCode()) % (uint)writers);
    }

    public Task<AppendResult> Add(Append append)
    {
        var waiting = new WaitingAppend(append);
        if (!_waiting.Writer.TryWrite(waiting))
            throw new InvalidOperationException("The journal is closed.");
        return waiting.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _running;
        await _commits.DisposeAsync();
    }

    private async Task Run()
    {
        var batch = new List<WaitingAppend>();
        while (await _waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);
            await Write(batch);
        }
    }

    /// <summary>Commits what it can; halves a batch that fails as a whole until only the bad append is refused.</summary>
    private async Task Write(List<WaitingAppend> batch)
    {
        List<WaitingAppend> later = [];
        try
        {
            var groups = StreamGroup.Of(batch, later);
            using var activity = Instruments.StartCommit(batch.Select(waiting => waiting.Trace).OfType<ActivityContext>());
            var started = Stopwatch.GetTimestamp();
            await _commits.Commit(groups);
            Count(groups, Stopwatch.GetElapsedTime(started));
            Announce(groups);
            foreach (var waiting in groups.SelectMany(group => group.Appends))
                waiting.Complete();
        }
        catch (Exception exception)
        {
            later.Clear();
            await _commits.Abandon();
            if (batch.Count > 1 && exception is BatchRejectedException)
            {
                var half = batch.Count / 2;
                await Write(batch.GetRange(0, half));
                await Write(batch.GetRange(half, batch.Count - half));
                return;
            }

            foreach (var waiting in batch)
                Refuse(waiting, exception);
        }

        if (later.Count > 0)
            await Write(later);
    }

    private static void Count(List<StreamGroup> groups, TimeSpan duration)
    {
        if (!Instruments.AreRead)
            return;
        var accepted = groups.Where(group => group.Refusal is null).ToList();
        foreach (var kind in accepted.GroupBy(group => group.Stream.Kind))
            Instruments.Posted(kind.Key, kind.Sum(group => group.Appends.Count));
        Instruments.Committed(accepted.Sum(group => group.Appends.Count), duration);
    }

    private static void Refuse(WaitingAppend waiting, Exception exception)
    {
        if (exception is BatchRejectedException { Constraint: { } constraint })
        {
            waiting.Result = constraint == "journal_command"
                ? new AppendResult(AppendRefusal.CommandKnown, 0)
                : new AppendResult(AppendRefusal.NotUnique, 0, constraint);
            waiting.Complete();
            return;
        }

        // Unknown outcome or a broken database: the caller loads again and looks for its command id.
        waiting.Fail(exception is BatchRejectedException { InnerException: { } cause } ? cause : exception);
    }

    private void Announce(List<StreamGroup> groups)
    {
        foreach (var business in groups.Where(group => group.Refusal is null).GroupBy(group => group.Stream.Business))
        {
            var changes = business
                .SelectMany(group => group.Appends)
                .SelectMany(waiting => waiting.Append.Changes
                    .Select(change => change with
                    {
                        Position = waiting.Result.Position,
                        RecordedAt = waiting.Append.Row.RecordedAt,
                    }))
                .ToList();
            if (changes.Count > 0)
                _feed.Publish(business.Key, changes);
        }
    }
}

/// <summary>An append that has not been answered yet.</summary>
internal sealed class WaitingAppend(Append append)
{
    private readonly TaskCompletionSource<AppendResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Append Append => append;

    /// <summary>The trace that it belongs to.</summary>
    public ActivityContext? Trace { get; } = Activity.Current?.Context;

    public Task<AppendResult> Task => _done.Task;

    public AppendResult Result { get; set; }

    public void Complete() => _done.TrySetResult(Result);

    public void Fail(Exception exception) => _done.TrySetException(exception);
}
