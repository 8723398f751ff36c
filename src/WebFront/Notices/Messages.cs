using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Notices;

/// <summary>
/// Sends messages to people outside: e-mail, SMS, WhatsApp. On return the message is durable in a queue, sealed, and it
/// leaves by itself: at once, or when its sender is there again. It leaves at least once; twice only if the process ended
/// between the sender's answer and noting it, and then under the same message id.
/// </summary>
public sealed class Messages(Databases databases, MessageSealing sealing, TimeProvider time, MessageSignal signal)
{
    /// <summary>Queues a message. Repeating it with the same id changes nothing.</summary>
    /// <param name="business">Whose message it is, and who pays for it.</param>
    /// <param name="to">Whom it is for.</param>
    /// <param name="message">What it is about.</param>
    /// <param name="id">Names the wish; derived from the command or obligation that it follows from.</param>
    /// <param name="dueAt">Not before this moment; null is at once.</param>
    /// <param name="expiresAt">Of no use after this moment.</param>
    /// <param name="cancellation">Ends waiting; the message may be queued all the same.</param>
    public async Task Send(
        BusinessId business, Recipient to, Message message, Guid id, DateTimeOffset? dueAt = null,
        DateTimeOffset? expiresAt = null, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        await using var command = databases.Access.CreateCommand(
            """
            insert into access.message (message, business, kind, sealed, created_at, due_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7) on conflict (message) do nothing
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Kind });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sealing.Seal(id, new Letter(to, message)) });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (dueAt ?? now).UtcDateTime });
        command.Parameters.Add(new() { Value = expiresAt is { } end ? end.UtcDateTime : DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellation);
        signal.Ring();
    }
}

/// <summary>What is sealed in the queue: what it is about, and whom it is for.</summary>
public sealed record Letter(Recipient To, Message Message);

/// <summary>
/// Seals what waits in the queue under <c>secrets/messages.key</c>. Under another message's id it does not open.
/// </summary>
public sealed class MessageSealing(AccessSettings settings)
{
    private readonly SealedBox _box = new(SecretFile.ReadOrCreate(settings.DataFolder, "messages"));

    public byte[] Seal(Guid message, Letter letter) =>
        _box.Seal(JsonSerializer.SerializeToUtf8Bytes(letter), message.ToByteArray());

    /// <summary>Null when it was sealed with another key, or is of a kind that this program does not know.</summary>
    public Letter? Open(Guid message, byte[] letter) => Open<Letter>(letter, message.ToByteArray());

    /// <summary>What would have been sent, for the console to show.</summary>
    internal byte[] SealDropped(Guid message, Envelope envelope) =>
        _box.Seal(JsonSerializer.SerializeToUtf8Bytes(envelope), DroppedLabel(message));

    internal Envelope? OpenDropped(Guid message, byte[] envelope) => Open<Envelope>(envelope, DroppedLabel(message));

    private static byte[] DroppedLabel(Guid message) => [.. message.ToByteArray(), .. "dropped"u8];

    private T? Open<T>(byte[] box, byte[] label) where T : class
    {
        try
        {
            return _box.Open(box, label) is { } plain ? JsonSerializer.Deserialize<T>(plain) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Rung when something was queued here, so that it leaves without waiting for the next sweep.</summary>
public sealed class MessageSignal
{
    private volatile TaskCompletionSource _rung = New();

    /// <summary>Completes at the next <see cref="Ring"/>.</summary>
    public Task Rung => _rung.Task;

    public void Ring() => Interlocked.Exchange(ref _rung, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
