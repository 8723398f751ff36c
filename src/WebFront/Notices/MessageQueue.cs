using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Notices;

/// <summary>A message that was taken from the queue to be sent now.</summary>
internal sealed record QueuedMessage(
    Guid Id, BusinessId Business, byte[] Sealed, int Attempts, DateTimeOffset? ExpiresAt);

/// <summary>
/// The queue in the database. Any process takes what is due and keeps it for two minutes; if it ends meanwhile, another
/// takes it then.
/// </summary>
internal sealed class MessageQueue(Databases databases, TimeProvider time)
{
    public const int RowsAtATime = 50;

    /// <summary>Within about a day and a half: 10 s, 20 s, 40 s … up to six hours apart.</summary>
    private const int MaxAttempts = 16;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly TimeSpan SetAsideKept = TimeSpan.FromDays(30);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task<IReadOnlyList<QueuedMessage>> Take(CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            with due as (
              select message from access.message
              where due_at <= $1 and done_at is null and set_aside_at is null
              order by due_at limit {RowsAtATime} for update skip locked
            )
            update access.message m set due_at = $2, attempts = attempts + 1 from due d where m.message = d.message
            returning m.message, m.business, m.sealed, m.attempts, m.expires_at
            """, Now, Now + Lease);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var taken = new List<QueuedMessage>();
        while (await rows.ReadAsync(cancellation))
        {
            taken.Add(new QueuedMessage(
                rows.GetGuid(0), new BusinessId(rows.GetGuid(1)), rows.GetFieldValue<byte[]>(2), rows.GetInt32(3),
                rows.IsDBNull(4) ? null : rows.GetFieldValue<DateTimeOffset>(4)));
        }

        return taken;
    }

    /// <summary>What was sent is forgotten but for the fact; what was dropped is kept as it would have been sent.</summary>
    public Task Done(QueuedMessage message, MessageOutcome outcome, byte[]? dropped) => Execute(
        "update access.message set done_at = $2, outcome = $3, sealed = $4, last_error = null where message = $1",
        message.Id, Now, outcome.ToString(), (object?)dropped ?? DBNull.Value);

    /// <summary>Tries again later, or sets it aside when it was tried often enough.</summary>
    public Task PutOff(QueuedMessage message, string reason)
    {
        if (message.Attempts >= MaxAttempts)
            return SetAside(message, reason);
        var wait = TimeSpan.FromSeconds(Math.Min(6 * 3_600, 5 * Math.Pow(2, message.Attempts)));
        return Execute(
            "update access.message set due_at = $2, last_error = $3 where message = $1", message.Id, Now + wait, reason);
    }

    /// <summary>Nothing was tried: the attempt does not count.</summary>
    public Task Wait(QueuedMessage message, DateTimeOffset until, string reason) => Execute(
        "update access.message set due_at = $2, last_error = $3, attempts = attempts - 1 where message = $1",
        message.Id, until.UtcDateTime, reason);

    /// <summary>For good, until an operator tries it again. What went wrong before says more than that it is too late.</summary>
    public Task SetAside(QueuedMessage message, string reason) => Execute(
        """
        update access.message set set_aside_at = $2,
          last_error = case when $3 = 'Expired' then coalesce(last_error, $3) else $3 end
        where message = $1
        """, message.Id, Now, reason);

    /// <summary>Takes one of the business's messages of the day; false when there is none left.</summary>
    public async Task<bool> TakeFromBudget(BusinessId business, int budget)
    {
        await using var command = Command(
            """
            insert into access.message_day as d (business, day, messages) values ($1, $2, 1)
            on conflict (business, day) do update set messages = d.messages + 1 where d.messages < $3
            """, business.Value, DateOnly.FromDateTime(Now), budget);
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <summary>It has not left after all.</summary>
    public Task GiveBack(BusinessId business) => Execute(
        "update access.message_day set messages = messages - 1 where business = $1 and day = $2 and messages > 0",
        business.Value, DateOnly.FromDateTime(Now));

    /// <summary>Takes what was set aside in a business back into the queue, but for what is of no use any more.</summary>
    public async Task<int> TryAgain(BusinessId business)
    {
        await using var command = Command(
            """
            update access.message set set_aside_at = null, attempts = 0, due_at = $2
            where business = $1 and set_aside_at is not null and (expires_at is null or expires_at > $2)
            """, business.Value, Now);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task Forget(CancellationToken cancellation)
    {
        await using var command = Command(
            """
            with days as (delete from access.message_day where day < $3)
            delete from access.message where done_at < $1 or set_aside_at < $2
            """, Now - Kept, Now - SetAsideKept, DateOnly.FromDateTime(Now - SetAsideKept));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Execute(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = databases.Access.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>How a message ended. The names are those of the database.</summary>
public enum MessageOutcome
{
    Sent,

    /// <summary>No sender is set up for it: the console shows what would have been sent.</summary>
    Dropped,

    /// <summary>What it was about had passed, or the person was removed.</summary>
    NotNeeded,
}
