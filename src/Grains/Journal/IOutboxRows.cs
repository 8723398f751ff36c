using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>The rows of the outbox as its workers see them. Narrow, so that they work on a simulated database too.</summary>
internal interface IOutboxRows
{
    /// <summary>
    /// Takes rows that are due, for half a minute, in the order of their streams. A row waits for the rows of its stream
    /// before it, also for one that was set aside. Those that wait for a moment of their own have no place in that order.
    /// </summary>
    Task<IReadOnlyList<OutboxRow>> Lease(int max);

    /// <summary>Leaves a row that failed for later; for an operator when it failed too often.</summary>
    Task PutOff(OutboxRow row, string reason);

    Task Remove(IReadOnlyList<OutboxRow> rows);

    /// <summary>Takes rows of a business that were set aside back into the sweep; gives how many.</summary>
    Task<int> TryAgain(BusinessId business);
}

internal sealed class SqlOutboxRows(NpgsqlDataSource writerRole) : IOutboxRows
{
    public async Task<IReadOnlyList<OutboxRow>> Lease(int max)
    {
        await using var command = writerRole.CreateCommand(
            $"""
            with due as (
              select business, stream, version, ordinal from journal.outbox o
              where due_at <= now() and set_aside_at is null and (not_before is not null or not exists (
                select from journal.outbox e
                where e.not_before is null and e.business = o.business and e.stream = o.stream and (e.version, e.ordinal) < (o.version, o.ordinal)
                  and (e.set_aside_at is not null or e.due_at > now())))
              order by due_at limit {max} for update skip locked
            )
            update journal.outbox o set due_at = now() + interval '30 s' from due d
            where o.business = d.business and o.stream = d.stream and o.version = d.version and o.ordinal = d.ordinal
            returning o.business, o.stream, o.version, o.ordinal, o.due_at, o.command_id, o.obligation, o.posting_date,
              o.not_before
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new OutboxRow(
                new StreamId(new BusinessId(reader.GetGuid(0)), reader.GetString(1)), reader.GetInt64(2), reader.GetInt32(3),
                JournalColumns.Moment(reader, 4), new CommandId(reader.GetGuid(5)), reader.GetFieldValue<byte[]>(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<DateOnly>(7),
                reader.IsDBNull(8) ? null : JournalColumns.Moment(reader, 8)));
        }

        return [.. rows.OrderBy(row => row.Stream.Stream, StringComparer.Ordinal).ThenBy(row => row.Version).ThenBy(row => row.Ordinal)];
    }

    public async Task PutOff(OutboxRow row, string reason)
    {
        await using var command = writerRole.CreateCommand(
            $"""
            update journal.outbox set attempts = attempts + 1, last_error = $5,
              due_at = now() + least(interval '1 hour', interval '1 s' * power(2, attempts + 1)),
              set_aside_at = case when attempts + 1 >= {Outbox.MaxAttempts} then now() end
            where business = $1 and stream = $2 and version = $3 and ordinal = $4
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.Stream.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = row.Stream.Stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row.Version });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = row.Ordinal });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await command.ExecuteNonQueryAsync();
    }

    public async Task Remove(IReadOnlyList<OutboxRow> rows)
    {
        await using var command = writerRole.CreateCommand(
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

    public async Task<int> TryAgain(BusinessId business)
    {
        await using var command = writerRole.CreateCommand(
            """
            update journal.outbox set set_aside_at = null, attempts = 0, due_at = now()
            where business = $1 and set_aside_at is not null
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        return await command.ExecuteNonQueryAsync();
    }
}
