using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Benchmarks;

/// <summary>
/// What has to hold before a figure may be printed: every acknowledged command is in the journal exactly once, and the
/// books of the businesses that were posted to are right.
/// </summary>
public static class Audit
{
    public sealed record Result(int Acknowledged, IReadOnlyList<string> Problems);

    /// <param name="othersToo">Whether the businesses also have commands that are not among the acknowledged ones.</param>
    public static async Task<Result> Run(
        BenchmarkDatabase database, IReadOnlyList<CommandId> acknowledged, IReadOnlyList<BusinessId> businesses,
        bool othersToo = false)
    {
        var problems = new List<string>();
        await using var connection = await database.Databases.Owner.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("create temporary table acknowledged (command_id uuid)", connection))
            await create.ExecuteNonQueryAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("copy acknowledged from stdin (format binary)"))
        {
            foreach (var command in acknowledged)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(command.Value, NpgsqlDbType.Uuid);
            }

            await copy.CompleteAsync();
        }

        await using var compare = new NpgsqlCommand(
            """
            select
              (select count(*) from (
                select a.command_id from acknowledged a
                left join journal.journal j on j.command_id = a.command_id and j.business = any($1)
                group by a.command_id having count(j.command_id) <> 1) wrong),
              (select count(*) from journal.journal where business = any($1)),
              (select count(*) from (
                select stream from journal.journal where business = any($1)
                group by business, stream having max(version) <> count(*)) gaps),
              (select count(*) from read.ledger l where business = any($1) and balance_minor <> (
                select sum(case when is_debit then amount_minor else -amount_minor end) from read.entry e
                where e.business = l.business and e.party = l.party and e.currency = l.currency))
            """, connection)
        { CommandTimeout = 600 };
        compare.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. businesses.Select(business => business.Value)] });
        await using var reader = await compare.ExecuteReaderAsync();
        await reader.ReadAsync();
        if (reader.GetInt64(0) is > 0 and var wrong)
            problems.Add($"{wrong} acknowledged commands are not in the journal exactly once.");
        if (reader.GetInt64(1) is var rows && rows != acknowledged.Count && !othersToo)
            problems.Add($"{rows} rows are in the journal for {acknowledged.Count} acknowledged commands.");
        if (reader.GetInt64(2) is > 0 and var gaps)
            problems.Add($"{gaps} streams have gaps.");
        if (reader.GetInt64(3) is > 0 and var balances)
            problems.Add($"{balances} balances are not debits less credits.");
        return new Result(acknowledged.Count, problems);
    }
}
