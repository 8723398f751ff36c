using System.Threading.Channels;
using LedgerPortal.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>
/// Keeps the promises of the outbox: at once by the grain that wrote them, later by a sweep in which every process helps.
/// Rows of one stream are kept in order. What keeps failing is set aside with its reason, for an operator to try again.
/// </summary>
public sealed class Outbox : IOutbox, IAsyncDisposable
{
    /// <summary>How long the sweep leaves a new row to the grain that wrote it.</summary>
    public const int GraceSeconds = 5;

    /// <summary>What failed so often is set aside.</summary>
    internal const int MaxAttempts = 12;

    private const int SweepRows = 200;
    private static readonly TimeSpan TryNowLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly IOutboxRows _rows;
    private readonly Func<IGrains> _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbox> _logger;
    private readonly TaskScheduler _scheduler;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<OutboxRow> _done = Channel.CreateUnbounded<OutboxRow>();
    private readonly Task _removing;
    private Task _sweeping = Task.CompletedTask;
    private int _isDisposed;

    /// <param name="writerRole">Connections that act as <c>ledgerportal_writer</c>.</param>
    public Outbox(NpgsqlDataSource writerRole, Func<IGrains> grains, TimeProvider time, ILogger<Outbox> logger)
        : this(new SqlOutboxRows(writerRole), grains, time, logger, TaskScheduler.Default)
    {
    }

    /// <param name="scheduler">Where the sweep and the removing of what is done run.</param>
    internal Outbox(
        IOutboxRows rows, Func<IGrains> grains, TimeProvider time, ILogger<Outbox> logger, TaskScheduler scheduler)
    {
        _rows = rows;
        _grains = grains;
        _time = time;
        _logger = logger;
        _scheduler = scheduler;
        _removing = Start(RemoveDone);
    }

    /// <summary>Starts the sweep; without it only <see cref="TryNow"/> works.</summary>
    public void StartSweeping() => _sweeping = Start(SweepUntilStopped);

    public async Task TryNow(IReadOnlyList<OutboxRow> rows)
    {
        var now = _time.GetUtcNow();
        var due = rows.Where(row => row.NotBefore is null).TakeWhile(row => row.DueAt <= now).ToList();
        if (due.Count == 0)
            return;
        // Whoever is waiting for an answer does not wait for a slow obligation; it goes on and is swept if it fails.
        await Task.WhenAny(PerformInOrder(due), Task.Delay(TryNowLimit, _time));
    }

    /// <summary>Performs what is due; gives how many rows it took. Each process may sweep at the same time.</summary>
    public async Task<int> Sweep()
    {
        var rows = await _rows.Lease(SweepRows);
        await Task.WhenAll(rows.GroupBy(row => (row.Stream, Apart: row.NotBefore is null ? 0 : row.Version)).Select(stream => PerformInOrder([.. stream])));
        return rows.Count;
    }

    /// <summary>Takes rows of a business that were set aside back into the sweep.</summary>
    public Task<int> TryAgain(BusinessId business) => _rows.TryAgain(business);

    public async ValueTask DisposeAsync()
    {
        // The host ends it, and so may a container that lends it to others.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        await _stopping.CancelAsync();
        await _sweeping;
        _done.Writer.TryComplete();
        await _removing;
        _stopping.Dispose();
    }

    private Task Start(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private async Task PerformInOrder(List<OutboxRow> rows)
    {
        foreach (var row in rows)
        {
            if (!await Perform(row))
                return;
        }
    }

    private async Task<bool> Perform(OutboxRow row)
    {
        string reason;
        try
        {
            var obligation = ObligationJson.Read(row.Obligation);
            var refusal = await obligation.Perform(new ObligationOrigin(row.Stream, row.Version, row.Command), _grains());
            if (refusal is null)
            {
                _done.Writer.TryWrite(row);
                return true;
            }

            reason = refusal.ToString();
        }
        catch (Exception exception)
        {
            _logger.LogWarning(exception, "An obligation of {Kind} failed", row.Stream.Kind);
            reason = exception.Message;
        }

        await PutOff(row, reason);
        return false;
    }

    private async Task PutOff(OutboxRow row, string reason)
    {
        try
        {
            await _rows.PutOff(row, reason);
        }
        catch (NpgsqlException exception)
        {
            // The row is still there and due: the sweep finds it when the database is back.
            _logger.LogWarning("A failed obligation could not be put off: {Reason}", exception.Message);
        }
    }

    private async Task SweepUntilStopped()
    {
        using var timer = new PeriodicTimer(SweepPeriod, _time);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (await Sweep() == SweepRows)
                {
                    // More is waiting.
                }

                await timer.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                _logger.LogWarning("The outbox could not be swept: {Reason}", exception.Message);
                await Task.Delay(SweepPeriod, _time, CancellationToken.None);
            }
        }
    }

    /// <summary>Removes what is done, whatever has gathered at a time. A row that is not removed is performed again, to no effect.</summary>
    private async Task RemoveDone()
    {
        var rows = new List<OutboxRow>();
        while (await _done.Reader.WaitToReadAsync())
        {
            rows.Clear();
            while (rows.Count < 1_000 && _done.Reader.TryRead(out var row))
                rows.Add(row);
            try
            {
                await _rows.Remove(rows);
            }
            catch (NpgsqlException exception)
            {
                _logger.LogWarning("{Count} kept obligations stay in the outbox for now: {Reason}", rows.Count, exception.Message);
            }
        }
    }
}
