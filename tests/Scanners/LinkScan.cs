using Npgsql;

namespace LedgerPortal.Scanners;

/// <summary>What visits may leave in an installation: nothing, when they are those of robots.</summary>
/// <param name="Journal">Rows of the journal: uses of links, what was viewed or accepted, all of it.</param>
/// <param name="Sessions">Who was signed in.</param>
/// <param name="Messages">Codes and mails that were sent.</param>
/// <param name="Spent">Challenges made, and resets done.</param>
public sealed record Traces(long Journal, long Sessions, long Messages, long Spent)
{
    /// <summary>Of the whole database, read by its owner.</summary>
    public static async Task<Traces> Read(NpgsqlDataSource owner)
    {
        await using var command = owner.CreateCommand(
            """
            select (select count(*) from journal.journal), (select count(*) from access.session),
              (select count(*) from access.message),
              (select count(*) from access.view_challenge)
                + (select coalesce(sum(reset_generation), 0) from access.contact_account)::bigint
            """);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new Traces(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }
}

/// <summary>Sends robots to links and tells what they have left there.</summary>
public static class LinkScan
{
    /// <param name="robots">Who reads.</param>
    /// <param name="links">What is read, by its kind.</param>
    /// <param name="read">The traces now.</param>
    /// <param name="times">How often each robot reads each link.</param>
    /// <returns>A line for each robot and kind that left anything; empty where links are safe.</returns>
    public static async Task<IReadOnlyList<string>> Run(
        IEnumerable<Robot> robots, IReadOnlyDictionary<string, Uri> links, Func<Task<Traces>> read, int times = 1)
    {
        var leaks = new List<string>();
        foreach (var robot in robots)
        {
            foreach (var (kind, link) in links)
            {
                var before = await read();
                for (var visit = 0; visit < times; visit++)
                    await robot.Visit(link);
                var after = await read();
                if (after != before)
                    leaks.Add($"{robot.Name}, link of a {kind}: {before} became {after}");
            }
        }

        return leaks;
    }
}
