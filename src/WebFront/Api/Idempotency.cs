using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LedgerPortal.Access;
using Npgsql;

namespace LedgerPortal.Api;

/// <summary>
/// One <c>Idempotency-Key</c>, one request. The grains know repeated commands by themselves, each in its own stream; this
/// also knows a key that comes again for another ledger, document or address.
/// </summary>
public sealed class Idempotency(NpgsqlDataSource accessRole, TimeProvider time)
{
    /// <summary>So long a key is remembered here; the journal knows its command for ever.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(90);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>What a request is: its address and what it says, however it was written down.</summary>
    public static byte[] HashOf(HttpRequest request, object? body)
    {
        var said = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json);
        return SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"), .. said]);
    }

    /// <summary>Whether this is the first request of the key, the same one again, or another one.</summary>
    public async Task<IdempotencyAnswer> Take(CommandId command, byte[] request, CancellationToken cancellation)
    {
        // Not waited for on disk: whatever this request makes durable afterwards stands behind this row in the same log, so
        // the row is never lost without it.
        await using var take = accessRole.CreateCommand(
            """
            with quick as materialized (select set_config('synchronous_commit', 'off', true)),
            made as (
              insert into access.idempotency_key (command_id, request_hash, first_at)
              select $1, $2, $3 from quick
              on conflict (command_id) do nothing
              returning request_hash
            )
            select true, request_hash from made
            union all
            select false, request_hash from access.idempotency_key where command_id = $1 limit 1
            """);
        take.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.Value });
        take.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = request });
        take.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
        // Two that come at once: the one that waited for the other does not see its row in the same statement.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var reader = await take.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
                continue;
            return reader.GetBoolean(0) ? IdempotencyAnswer.First
                : reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(request) ? IdempotencyAnswer.Again
                : IdempotencyAnswer.Reused;
        }

        return IdempotencyAnswer.Again;
    }

    /// <summary>A refused request has changed nothing: its key may be used for a corrected one.</summary>
    public async Task Forget(CommandId command)
    {
        await using var forget = accessRole.CreateCommand("delete from access.idempotency_key where command_id = $1");
        forget.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.Value });
        await forget.ExecuteNonQueryAsync();
    }

    /// <summary>Forgets keys after <see cref="Memory"/>.</summary>
    internal async Task Sweep(CancellationToken cancellation)
    {
        await using var sweep = accessRole.CreateCommand("delete from access.idempotency_key where first_at < $1");
        sweep.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (time.GetUtcNow() - Memory).UtcDateTime });
        await sweep.ExecuteNonQueryAsync(cancellation);
    }
}

public enum IdempotencyAnswer
{
    First,
    Again,
    Reused,
}
