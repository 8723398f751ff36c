using System.Threading.Channels;
using LedgerPortal.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Journal;

/// <summary>
/// Keeps the promises of the outbox: at once by the grain that wrote them, later by a sweep in which every process helps.
/// Rows of one stream are kept in order. What keeps failing is set aside with its reason, for an operator to try again.
/// </summary>
public sealed class Outbox : IOutbox, IAsyncDisposable
{
    /// <summary>How long the sweep leaves a new row to the grain that wrote it.</summary>
    public const int GraceSeconds = 5;

    private const int MaxAttempts = 12;
    private const int SweepRows = 200;
    private static readonly TimeSpan TryNowLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _writerRole;
    private readonly Func<IGrains> _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbox> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<OutboxRow> _done = Channel.CreateUnbounded<OutboxRow>();
    private readonly Task _removing;
    private Task _sweeping = Task.CompletedTask;
    private int _isDisposed;

    public Outbox(NpgsqlDataSource writerRole, Func<IGrains> grains, TimeProvider time, ILogger<Outbox> logger)
    {
        _writerRole = writerRole;
        _grains = grains;
        _time = time;
        _logger = logger;
        _removing = Task.Run(RemoveDone);
    }

    /// <summary>Starts the sweep; without it only <see cref="TryNow"/> works.</summary>
    public void StartSweeping() => _sweeping = Task.Run(SweepUntilStopped);

    public async Task TryNow(IReadOnlyList<OutboxRow> rows)
    {
        var now = _time.GetUtcNow();
        var due = rows.TakeWhile(row => row.DueAt <= now).ToList();
        if (due.Count == 0)
            return;
        // Whoever is waiting for an answer does not wait for a slow obligation; it goes on and is swept if it fails.
        await Task.WhenAny(PerformInOrder(due), Task.Delay(TryNowLimit, _time));
    }

    /// <summary>Performs what is due; gives how many rows it took. Each process may sweep at the same time.</summary>
    public async Task<int> Sweep()
    {
        var rows = await Lease();
        await Task.WhenAll(rows.GroupBy(row => row.Stream).Select(stream => PerformInOrder([.. stream])));
        return rows.Count;
    }

    /// <summary>Takes rows of a business that were set aside back into the sweep.</summary>
    public async Task<int> TryAgain(BusinessId business)
    {
        await using var command = _writerRole.CreateCommand(
            """
            update journal.outbox set set_aside_at = null, attempts = 0, due_at = now()
            where business = $1 and set_aside_at is not null
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        return await command.ExecuteNonQueryAsync();
    }

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
            await using var command = _writerRole.CreateCommand(
                $"""
                update journal.outbox set attempts = attempts + 1, last_error = $5,
                  due_at = now() + least(interval '1 hour', interval '1 s' * power(2, attempts + 1)),
                  set_aside_at = case when attempts + 1 >= {MaxAttempts} then now() end
                where business = $1 and stream = $2 and version = $3 and ordinal = $4
                """);
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Stream.Business.Value });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Stream.Stream });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row.Version });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = row.Ordinal });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException exception)
        {
            // The row is still there and due: the sweep finds it when the database is back.
            _logger.LogWarning("A failed obligation could not be put off: {Reason}", exception.Message);
        }
    }

    /// <summary>
    /// Takes rows for half a minute. A row waits for the rows of its stream before it, also for one that was set aside.
    /// </summary>
    private async Task<List<OutboxRow>> Lease()
    {
        await using var command = _writerRole.CreateCommand(
            $"""
            with due as (
              select business, stream, version, ordinal from journal.outbox o
              where due_at <= now() and set_aside_at is null and not exists (
                select from journal.outbox e
                where e.business = o.business and e.stream = o.stream and (e.version, e.ordinal) < (o.version, o.ordinal)
                  and (e.set_aside_at is not null or e.due_at > now()))
              order by due_at limit {SweepRows} for update skip locked
            )
            update journal.outbox o set due_at = now() + interval '30 s' from due d
            where o.business = d.business and o.stream = d.stream and o.version = d.version and o.ordinal = d.ordinal
            returning o.business, o.stream, o.version, o.ordinal, o.due_at, o.command_id, o.obligation, o.posting_date
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new OutboxRow(
                new StreamId(new BusinessId(reader.GetGuid(0)), reader.GetString(1)), reader.GetInt64(2), reader.GetInt32(3),
                JournalColumns.Moment(reader, 4), new CommandId(reader.GetGuid(5)), reader.GetFieldValue<byte[]>(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7)));
        }

        return [.. rows.OrderBy(row => row.Stream.Stream, StringComparer.Ordinal).ThenBy(row => row.Version).ThenBy(row => row.Ordinal)];
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
                await using var command = _writerRole.CreateCommand(
                    """
                    delete from journal.outbox o
                    using unnest($1::uuid[], $2::text[], $3::bigint[], $4::int[]) as d(business, stream, version, ordinal)
                    where o.business = d.business and o.stream = d.stream and o.version = d.version and o.ordinal = d.ordinal
                    """);
                command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. rows.Select(row => row.Stream.Business.Value)] });
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Stream.Stream)] });
                command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Version)] });
                command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Ordinal)] });
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException exception)
            {
                _logger.LogWarning("{Count} kept obligations stay in the outbox for now: {Reason}", rows.Count, exception.Message);
            }
        }
    }
}
