using System.Threading.Channels;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Live;

/// <param name="Balance">Of a ledger.</param>
internal readonly record struct TopicPosition(long Position, Money? Balance);

/// <summary>Where topics stand in the database. Narrow, so that the live path runs on a simulated one too.</summary>
internal interface ITopicPositions
{
    /// <summary>As it is after this call began: never from an earlier look.</summary>
    Task<TopicPosition> Of(TopicKey key);

    /// <summary>Of all of them, in their order.</summary>
    Task<TopicPosition[]> Of(IReadOnlyList<TopicKey> keys, CancellationToken cancellation);
}

/// <summary>
/// Where topics stand in PostgreSQL. Whatever is asked at the same time is one round trip: when thousands of pages
/// come back at once, they share a few.
/// </summary>
internal sealed class TopicPositions : ITopicPositions, IAsyncDisposable
{
    private const int MaxTogether = 1_000;

    private readonly Databases _databases;
    private readonly Channel<(TopicKey Key, TaskCompletionSource<TopicPosition> Answer)> _asked =
        Channel.CreateUnbounded<(TopicKey, TaskCompletionSource<TopicPosition>)>(
            new UnboundedChannelOptions { SingleReader = true });

    private readonly Task _answering;

    public TopicPositions(Databases databases)
    {
        _databases = databases;
        _answering = Task.Run(AnswerAll);
    }

    public Task<TopicPosition> Of(TopicKey key)
    {
        var answer = new TaskCompletionSource<TopicPosition>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_asked.Writer.TryWrite((key, answer)))
            answer.SetCanceled();
        return answer.Task;
    }

    /// <summary>One statement a kind.</summary>
    public async Task<TopicPosition[]> Of(IReadOnlyList<TopicKey> keys, CancellationToken cancellation)
    {
        var positions = new TopicPosition[keys.Count];
        var kinds = keys.Select((key, i) => (key, i)).GroupBy(pair => pair.key.Kind).ToList();
        await using var connection = await _databases.Access.OpenConnectionAsync(cancellation);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var kind in kinds)
            batch.BatchCommands.Add(Command(kind.Key, [.. kind.Select(pair => pair.key)]));
        await using var rows = await batch.ExecuteReaderAsync(cancellation);
        foreach (var kind in kinds)
        {
            var places = kind.ToList();
            while (await rows.ReadAsync(cancellation))
            {
                var (key, i) = places[rows.GetInt32(0) - 1];
                positions[i] = new TopicPosition(
                    rows.GetInt64(1), key.Kind == TopicKind.Ledger ? new Money(rows.GetInt64(2), key.Currency) : null);
            }

            await rows.NextResultAsync(cancellation);
        }

        return positions;
    }

    public async ValueTask DisposeAsync()
    {
        _asked.Writer.TryComplete();
        await _answering;
    }

    private static NpgsqlBatchCommand Command(TopicKind kind, IReadOnlyList<TopicKey> keys)
    {
        var command = new NpgsqlBatchCommand(kind switch
        {
            TopicKind.Business => "select ordinal, position from access.business_positions($1)",
            TopicKind.Party => "select ordinal, position from access.party_positions($1, $2)",
            TopicKind.Ledger => "select ordinal, position, balance_minor from access.ledger_positions($1, $2, $3)",
            TopicKind.Document => "select ordinal, position from access.document_positions($1, $2, $3)",
            _ => throw new InvalidOperationException($"Nothing is called {kind}."),
        });
        command.Parameters.Add(new() { Value = keys.Select(key => key.Business.Value).ToArray() });
        if (kind != TopicKind.Business)
            command.Parameters.Add(new() { Value = keys.Select(key => key.Party.Value).ToArray() });
        if (kind == TopicKind.Ledger)
            command.Parameters.Add(new() { Value = keys.Select(key => key.Currency.Code).ToArray() });
        if (kind == TopicKind.Document)
            command.Parameters.Add(new() { Value = keys.Select(key => key.Document.Value).ToArray() });
        return command;
    }

    private async Task AnswerAll()
    {
        var together = new List<(TopicKey Key, TaskCompletionSource<TopicPosition> Answer)>();
        while (await _asked.Reader.WaitToReadAsync())
        {
            while (together.Count < MaxTogether && _asked.Reader.TryRead(out var asked))
                together.Add(asked);
            try
            {
                var positions = await Of([.. together.Select(asked => asked.Key)], CancellationToken.None);
                for (var i = 0; i < together.Count; i++)
                    together[i].Answer.SetResult(positions[i]);
            }
            catch (Exception failure) when (failure is NpgsqlException or ObjectDisposedException or TimeoutException)
            {
                foreach (var asked in together)
                    asked.Answer.SetException(failure);
            }

            together.Clear();
        }
    }
}
