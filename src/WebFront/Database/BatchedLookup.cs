namespace LedgerPortal.Database;

/// <summary>
/// Looks up together what is asked for at the same time: who comes while an answer is on its way waits for the next
/// statement, which is for all who wait. What is found was read after it was asked for, never before.
/// </summary>
/// <param name="lookUp">One statement: an answer for each key, in their order. When it fails, it fails for all of them.</param>
public sealed class BatchedLookup<TKey, TFound>(Func<IReadOnlyList<TKey>, Task<IReadOnlyList<TFound>>> lookUp)
{
    private const int MaxKeys = 256;

    private readonly Lock _lock = new();
    private readonly Queue<Question> _waiting = new();
    private bool _isAsking;

    /// <param name="key">What to look up.</param>
    /// <param name="cancellation">Ends the waiting, not the statement.</param>
    public Task<TFound> Find(TKey key, CancellationToken cancellation)
    {
        var question = new Question(key);
        bool isFirst;
        lock (_lock)
        {
            _waiting.Enqueue(question);
            (isFirst, _isAsking) = (!_isAsking, true);
        }

        // Asked for all, and so in the context of none of them.
        if (isFirst)
            ThreadPool.UnsafeQueueUserWorkItem(static lookup => _ = lookup.Ask(), this, preferLocal: true);
        return question.Answer.Task.WaitAsync(cancellation);
    }

    private async Task Ask()
    {
        while (Next() is { Count: > 0 } questions)
        {
            try
            {
                var found = await lookUp([.. questions.Select(question => question.Key)]);
                for (var i = 0; i < questions.Count; i++)
                    questions[i].Answer.SetResult(found[i]);
            }
            catch (Exception failure)
            {
                foreach (var question in questions)
                    question.Answer.TrySetException(failure);
            }
        }
    }

    private List<Question> Next()
    {
        var next = new List<Question>();
        lock (_lock)
        {
            while (next.Count < MaxKeys && _waiting.TryDequeue(out var question))
                next.Add(question);
            _isAsking = next.Count > 0;
        }

        return next;
    }

    private sealed record Question(TKey Key)
    {
        public TaskCompletionSource<TFound> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
