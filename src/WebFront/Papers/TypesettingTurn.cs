namespace LedgerPortal.Papers;

/// <summary>A process that is this caller's until it is disposed, for one paper.</summary>
public sealed class TypesettingTurn : IAsyncDisposable
{
    private readonly TypesetterProcess _process;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationToken _caller;
    private readonly Action<TypesetterProcess, bool> _give;
    private bool _isFit;

    internal TypesettingTurn(
        TypesetterProcess process, CancellationTokenSource deadline, Action<TypesetterProcess, bool> give,
        CancellationToken caller) =>
        (_process, _deadline, _give, _caller) = (process, deadline, give, caller);

    internal int ProcessId => _process.ProcessId;

    /// <summary>Makes the paper; <paramref name="take"/> gets the PDF part by part, in order.</summary>
    /// <exception cref="TypesettingException">It was not made to its end.</exception>
    public async Task Make(IAsyncEnumerable<PaperPart> paper, Func<ReadOnlyMemory<byte>, Task> take)
    {
        try
        {
            await _process.Make(paper, take, _deadline.Token);
            _isFit = true;
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw new TypesettingException(TypesettingProblem.TooLong, "It took longer than a paper may take.");
        }
        catch (IOException failure) when (!_process.IsAlive)
        {
            throw new TypesettingException(TypesettingProblem.Failed, $"It ended in the middle. {_process.Said}", failure);
        }
    }

    public ValueTask DisposeAsync()
    {
        _deadline.Dispose();
        _give(_process, _isFit);
        return ValueTask.CompletedTask;
    }
}
