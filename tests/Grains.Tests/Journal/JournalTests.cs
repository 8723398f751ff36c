using System.Text;
using LedgerPortal.Journal;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Grains.Tests.Journal;

/// <summary>The writer against a real PostgreSQL: fencing, command ids, batches that fail in part, what stands beside a row.</summary>
public sealed class JournalTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private readonly InProcessLiveFeed _feed = new();
    private readonly BusinessId _business = new(Guid.NewGuid());
    private PostgresJournal _journal = null!;

    public Task InitializeAsync()
    {
        _journal = new PostgresJournal(fixture.Databases.Writer, _feed);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _feed.DisposeAsync();
    }

    [Fact]
    public async Task Rows_of_one_stream_come_back_in_order_with_hashes_that_hold()
    {
        var chain = Chain("a", 5);
        var results = await Task.WhenAll(chain.Select(row => _journal.Append(Of(row))));
        Assert.All(results, result => Assert.Null(result.Refusal));
        Assert.Equal(results.Select(result => result.Position).Order(), results.Select(result => result.Position));

        var tail = await _journal.Load(Stream("a"));
        Assert.Null(tail.Snapshot);
        Assert.Equal([1, 2, 3, 4, 5], tail.Rows.Select(row => row.Version));
        Assert.All(tail.Rows, row => Assert.True(RowHash.Holds(row)));
        Assert.Equal(tail.Rows.Select(row => Convert.ToHexString(row.Hash)), chain.Select(row => Convert.ToHexString(row.Hash)));
    }

    [Fact]
    public async Task A_second_activation_is_refused_and_so_is_everything_it_built_on_the_refused_row()
    {
        var first = Chain("b", 3);
        await Task.WhenAll(first.Select(row => _journal.Append(Of(row))));

        // It loaded when the stream had one row, and decided two more that it chained to each other.
        var stale2 = Next(first[0]);
        var stale3 = Next(stale2);
        var stale4 = Next(stale3);
        var results = new[]
        {
            await _journal.Append(Of(stale2)), await _journal.Append(Of(stale3)), await _journal.Append(Of(stale4)),
        };
        Assert.All(results, result => Assert.Equal(AppendRefusal.HeadMoved, result.Refusal));

        // Version 4 is free, and yet a row that is chained to a refused one does not get in.
        Assert.Equal(3, (await _journal.Load(Stream("b"))).Rows.Count);
        Assert.Null((await _journal.Append(Of(Next(first[2])))).Refusal);
    }

    [Fact]
    public async Task Two_activations_that_start_a_stream_at_once_cannot_both_win()
    {
        var one = _journal.Append(Of(Chain("c", 1)[0]));
        var other = _journal.Append(Of(Chain("c", 1)[0]));
        var results = await Task.WhenAll(one, other);
        Assert.Single(results, result => result.Refusal is null);
        Assert.Single(results, result => result.Refusal is AppendRefusal.HeadMoved);
    }

    [Fact]
    public async Task A_command_id_is_accepted_once_however_late_it_comes_again_and_spoils_nobody_elses_batch()
    {
        var chain = Chain("d", 2);
        await _journal.Append(Of(chain[0]));
        await _journal.Append(Of(chain[1]));

        var again = Next(chain[1], chain[0].Command);
        var others = Enumerable.Range(0, 40).Select(i => _journal.Append(Of(Chain($"d-{i}", 1)[0]))).ToList();
        var repeated = _journal.Append(Of(again));
        others.AddRange(Enumerable.Range(40, 40).Select(i => _journal.Append(Of(Chain($"d-{i}", 1)[0]))));

        Assert.Equal(AppendRefusal.CommandKnown, (await repeated).Refusal);
        Assert.All(await Task.WhenAll(others), result => Assert.Null(result.Refusal));
        Assert.Equal(2, (await _journal.Load(Stream("d"))).Rows.Count);
        Assert.Equal(1, (await _journal.Find(Stream("d"), chain[0].Command)).Row?.Version);
        var unknown = await _journal.Find(Stream("d"), new CommandId(Guid.NewGuid()));
        Assert.Equal((null, 2L), (unknown.Row, unknown.HeadVersion));
    }

    [Fact]
    public async Task A_host_that_stands_still_inside_an_append_holds_nobody_up_for_long()
    {
        var chain = Chain("still", 2);
        await _journal.Append(Of(chain[0]));
        await using var still = await fixture.Databases.Writer.OpenConnectionAsync();
        await using var half = new NpgsqlCommand(
            "begin; select from journal.head where business = @business and stream = @stream for update", still);
        half.Parameters.AddWithValue("business", _business.Value);
        half.Parameters.AddWithValue("stream", Stream("still").Stream);
        await half.ExecuteNonQueryAsync();

        var waiting = _journal.Append(Of(chain[1]));
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(1))));
        Assert.Null((await waiting.WaitAsync(TimeSpan.FromSeconds(5))).Refusal);

        await using var rest = new NpgsqlCommand("commit", still);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => rest.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task A_row_whose_read_model_cannot_be_written_is_not_in_the_journal_either()
    {
        var bad = Of(Chain("e", 1)[0], batch => batch.Put(BrokenTable, 1));
        var good = Enumerable.Range(0, 20).Select(i => _journal.Append(Of(Chain($"e-{i}", 1)[0]))).ToList();
        var failing = _journal.Append(bad);
        good.AddRange(Enumerable.Range(20, 20).Select(i => _journal.Append(Of(Chain($"e-{i}", 1)[0]))));

        await Assert.ThrowsAsync<PostgresException>(() => failing);
        Assert.All(await Task.WhenAll(good), result => Assert.Null(result.Refusal));
        Assert.Empty((await _journal.Load(Stream("e"))).Rows);
    }

    [Fact]
    public async Task Nothing_dated_in_a_locked_period_gets_in_and_a_lock_waits_for_postings_under_way()
    {
        var lockedThrough = new DateOnly(2026, 3, 31);
        var posting = Chain("f", 1)[0];
        await _journal.Append(new Append
        {
            Row = posting,
            Project = _ => { },
            Outbox =
            [
                new OutboxRow(
                    posting.Stream, 1, 0, posting.RecordedAt, posting.Command.Derive("x"), "{}"u8.ToArray(), lockedThrough),
            ],
        });
        var before = await _journal.Append(new Append
        {
            Row = Chain("business-of-the-day-before", 1)[0],
            Project = _ => { },
            PeriodLock = new PeriodLockChange(lockedThrough.AddDays(-1)),
        });
        Assert.Null(before.Refusal);
        var locking = Chain("business", 1)[0];
        var moved = await _journal.Append(new Append
        {
            Row = locking, Project = _ => { }, PeriodLock = new PeriodLockChange(lockedThrough),
        });
        Assert.Equal(AppendRefusal.PostingsPending, moved.Refusal);

        await using (var delete = fixture.Databases.Writer.CreateCommand("delete from journal.outbox where business = $1"))
        {
            delete.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _business.Value });
            await delete.ExecuteNonQueryAsync();
        }

        moved = await _journal.Append(new Append
        {
            Row = locking, Project = _ => { }, PeriodLock = new PeriodLockChange(lockedThrough),
        });
        Assert.Null(moved.Refusal);

        var inside = new Append { Row = Chain("g", 1)[0], Project = _ => { }, OpenSince = lockedThrough };
        var outside = new Append { Row = Chain("h", 1)[0], Project = _ => { }, OpenSince = lockedThrough.AddDays(1) };
        var results = await Task.WhenAll(_journal.Append(inside), _journal.Append(outside));
        Assert.Equal(AppendRefusal.PeriodLocked, results[0].Refusal);
        Assert.Null(results[1].Refusal);
    }

    [Fact]
    public async Task The_newest_snapshot_and_only_the_rows_after_it_are_loaded()
    {
        var chain = Chain("i", 4);
        foreach (var row in chain)
        {
            await _journal.Append(new Append
            {
                Row = row,
                Project = _ => { },
                Snapshot = row.Version == 3 ? new Snapshot(3, 1, row.Hash, row.RecordedAt, "state"u8.ToArray()) : null,
            });
        }

        var tail = await _journal.Load(Stream("i"));
        Assert.Equal(3, tail.Snapshot?.Version);
        Assert.Equal("state", Encoding.UTF8.GetString(tail.Snapshot!.Data));
        Assert.Equal([4L], tail.Rows.Select(row => row.Version));

        var whole = await _journal.Load(Stream("i"), withSnapshot: false);
        Assert.Null(whole.Snapshot);
        Assert.Equal([1L, 2L, 3L, 4L], whole.Rows.Select(row => row.Version));
    }

    [Fact]
    public async Task What_is_announced_was_committed_and_carries_its_position()
    {
        var announced = new TaskCompletionSource<IReadOnlyList<Change>>();
        await using var subscription = await _feed.Subscribe(_business, changes => announced.TrySetResult(changes));
        var row = Chain("j", 1)[0];
        var result = await _journal.Append(new Append
        {
            Row = row,
            Project = _ => { },
            Changes = [new Change([Topic.Business], row.Stream.Stream, 1, 0, null, "test", null)],
        });

        var change = Assert.Single(await announced.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(result.Position, change.Position);
        Assert.NotNull((await _journal.Find(row.Stream, row.Command)).Row);
    }

    [Fact]
    public async Task No_role_of_the_program_may_change_or_delete_what_is_in_the_journal()
    {
        await _journal.Append(Of(Chain("k", 1)[0]));
        foreach (var sql in new[] { "update journal.journal set actor = 'x'", "delete from journal.journal" })
        {
            await using var command = fixture.Databases.Writer.CreateCommand(sql);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static readonly ReadModelTable<int, int> BrokenTable = new(
        "no_such_table", RowMode.Insert, 1, row => row, (_, last) => last, Column<int>.Int("x", row => row));

    private StreamId Stream(string name) => new(_business, name);

    private List<JournalRow> Chain(string stream, int length)
    {
        var rows = new List<JournalRow> { Row(Stream(stream), 1, RowHash.Start, new CommandId(Guid.NewGuid())) };
        while (rows.Count < length)
            rows.Add(Next(rows[^1]));
        return rows;
    }

    private static JournalRow Next(JournalRow row, CommandId? command = null) =>
        Row(row.Stream, row.Version + 1, row.Hash, command ?? new CommandId(Guid.NewGuid()));

    private static JournalRow Row(StreamId stream, long version, byte[] prevHash, CommandId command)
    {
        var data = Encoding.UTF8.GetBytes($"[{{\"event\":\"tested\",\"id\":\"{command}\"}}]");
        var hash = new byte[RowHash.Length];
        var recordedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(version);
        return new JournalRow(
            stream, version, command, hash, null, "system/test", recordedAt, data, prevHash,
            RowHash.Compute(stream, version, command, hash, null, "system/test", recordedAt, data, prevHash));
    }

    private static Append Of(JournalRow row, Action<ReadModelBatch>? project = null) =>
        new() { Row = row, Project = project ?? (_ => { }) };
}
