namespace LedgerPortal.Database;

public sealed class BatchedLookupTests
{
    private readonly List<IReadOnlyList<int>> _asked = [];
    private readonly Queue<TaskCompletionSource> _statements = new();

    [Fact]
    public async Task Who_comes_while_an_answer_is_on_its_way_is_in_the_next_statement_and_all_who_wait_are_in_one()
    {
        var lookup = Lookup();
        var (first, second) = (Statement(), Statement());
        var one = lookup.Find(1, CancellationToken.None);
        await Asked(1);
        var others = Enumerable.Range(2, 3).Select(key => lookup.Find(key, CancellationToken.None)).ToList();
        Assert.Single(_asked);

        first.SetResult();
        Assert.Equal("1", await one);
        await Asked(2);
        Assert.All(others, other => Assert.False(other.IsCompleted));
        second.SetResult();
        Assert.Equal(["2", "3", "4"], await Task.WhenAll(others));
        Assert.Equal([[1], [2, 3, 4]], _asked);
    }

    [Fact]
    public async Task A_statement_that_fails_fails_for_those_who_waited_for_it_and_for_nobody_else()
    {
        var lookup = Lookup();
        var (first, second) = (Statement(), Statement());
        var one = lookup.Find(1, CancellationToken.None);
        await Asked(1);
        var two = lookup.Find(2, CancellationToken.None);
        first.SetException(new IOException("The connection is gone."));
        await Assert.ThrowsAsync<IOException>(() => one);
        second.SetResult();
        Assert.Equal("2", await two);

        Statement().SetResult();
        Assert.Equal("3", await lookup.Find(3, CancellationToken.None));
    }

    [Fact]
    public async Task Who_no_longer_waits_takes_nothing_from_the_others()
    {
        var lookup = Lookup();
        var statement = Statement();
        using var gone = new CancellationTokenSource();
        var one = lookup.Find(1, gone.Token);
        await Asked(1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        statement.SetResult();

        Statement().SetResult();
        Assert.Equal("2", await lookup.Find(2, CancellationToken.None));
    }

    [Fact]
    public async Task Everybody_gets_their_own_answer_however_many_ask_at_once()
    {
        var lookup = new BatchedLookup<int, string>(async keys =>
        {
            await Task.Yield();
            return [.. keys.Select(key => $"{key}")];
        });
        var keys = Enumerable.Range(0, 5_000).ToList();
        var answers = new string[keys.Count];
        await Parallel.ForEachAsync(keys, async (key, _) => answers[key] = await lookup.Find(key, CancellationToken.None));
        Assert.Equal(keys.Select(key => $"{key}"), answers);
    }

    /// <summary>Answers each key with itself, when the statement that was prepared for it is let go.</summary>
    private BatchedLookup<int, string> Lookup() => new(async keys =>
    {
        TaskCompletionSource statement;
        lock (_asked)
        {
            _asked.Add(keys);
            statement = _statements.Dequeue();
        }

        await statement.Task;
        return [.. keys.Select(key => $"{key}")];
    });

    private TaskCompletionSource Statement()
    {
        var statement = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asked)
            _statements.Enqueue(statement);
        return statement;
    }

    private async Task Asked(int statements)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            lock (_asked)
            {
                if (_asked.Count == statements)
                    return;
            }

            await Task.Delay(1, limit.Token);
        }
    }
}
