using LedgerPortal.Database;
using LedgerPortal.Verifications;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>
/// What has to hold after a fault, by a client's own record: every acknowledged command is in the journal exactly once,
/// in its ledger, as the entry that the client was told; no entry stands there that nobody was told of; and the books
/// are right.
/// </summary>
internal static class FaultAudit
{
    /// <summary>The problems found, none when all is well. Nothing may be under way.</summary>
    public static async Task<IReadOnlyList<string>> Run(
        Databases databases, BusinessId business, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        var problems = new List<string>(await Compare(databases, business, acknowledged));
        var report = await Verification.Run(databases.Owner, business, TimeProvider.System, CancellationToken.None);
        problems.AddRange(report.Checks.Where(check => check.Broken > 0).Select(
            check => $"verify: {check.Broken} break \"{check.Claim}\": {string.Join("; ", check.Examples.Take(3))}"));
        return problems;
    }

    /// <summary>The record against the journal and the ledgers' entries alone.</summary>
    public static async Task<IReadOnlyList<string>> Compare(
        Databases databases, BusinessId business, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        await using var connection = await databases.Owner.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand(
            "create temporary table acknowledged (command_id uuid, stream text, entry bigint)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using (var copy = await connection.BeginBinaryImportAsync("copy acknowledged from stdin (format binary)"))
        {
            foreach (var (command, party, entry) in acknowledged)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(command.Value, NpgsqlDbType.Uuid);
                await copy.WriteAsync($"ledger/{party}/INR", NpgsqlDbType.Text);
                await copy.WriteAsync(entry, NpgsqlDbType.Bigint);
            }

            await copy.CompleteAsync();
        }

        await using var compare = new NpgsqlCommand(
            """
            with found as (
              select a.command_id, count(j.command_id) as times,
                bool_and(j.version = a.entry and j.stream = a.stream) as as_told
              from acknowledged a left join journal.journal j on j.command_id = a.command_id and j.business = $1
              group by a.command_id)
            select
              count(*) filter (where times = 0), count(*) filter (where times > 1),
              count(*) filter (where times = 1 and not as_told),
              (select count(*) from acknowledged) - count(*),
              (select count(*) from read.entry where business = $1)
            from found
            """, connection)
        { CommandTimeout = 600 };
        compare.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        await using var reader = await compare.ExecuteReaderAsync();
        await reader.ReadAsync();
        var problems = new List<string>();
        void Expect(int column, string problem)
        {
            if (reader.GetInt64(column) is not 0 and var count)
                problems.Add($"{count} {problem}");
        }

        Expect(0, "acknowledged commands are not in the journal.");
        Expect(1, "acknowledged commands are in the journal more than once.");
        Expect(2, "acknowledged commands are in the journal otherwise than was told.");
        Expect(3, "commands were acknowledged twice.");
        if (reader.GetInt64(4) is var entries && entries != acknowledged.Count)
            problems.Add($"{entries} entries stand in the ledgers for {acknowledged.Count} acknowledged commands.");
        return problems;
    }

    /// <summary>
    /// Whether the audit can fail: given a command that was never sent, one told as another entry than it is, or one
    /// that nobody was told of, it has to find exactly that.
    /// </summary>
    public static async Task<bool> FindsWhatIsPlanted(
        Databases databases, BusinessId business, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        var one = acknowledged.First();
        var invented = one with { Command = new CommandId(Guid.NewGuid()) };
        var neverSent = await Compare(databases, business, [.. acknowledged, invented]);
        var toldOtherwise = await Compare(
            databases, business, [.. acknowledged.Where(each => each != one), one with { Entry = one.Entry + 1 }]);
        var toldToNobody = await Compare(databases, business, [.. acknowledged.Where(each => each != one)]);
        return neverSent.Contains("1 acknowledged commands are not in the journal.")
            && toldOtherwise is ["1 acknowledged commands are in the journal otherwise than was told."]
            && toldToNobody is [_];
    }
}
