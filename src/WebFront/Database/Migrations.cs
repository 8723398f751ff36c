using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LedgerPortal.Commands;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>
/// The schema, as numbered steps that only go forward. A step is a resource <c>….Migrations.0001_name.sql</c> of this
/// program or of the grains; the numbers of both run in one common order. A step that was applied once is never
/// edited: its checksum is kept and compared.
/// </summary>
/// <remarks>
/// A step that only adds says so with a line <c>-- Works with programs since 0005.</c>: programs whose own last step is
/// that one or a later one may go on, and start, on a database that has it. So a cluster is upgraded silo by silo.
/// A step without the line is for programs that know it.
/// </remarks>
public sealed partial class Migrations
{
    private const string CommonTable = "public.migration";

    // "ledger" as bytes. Distinct from the lock that admits one host.
    private const long LockKey = 0x6c_65_64_67_65_72_01;

    private readonly IReadOnlyList<Migration> _known;
    private readonly string _table;

    private Migrations(IReadOnlyList<Migration> known, string table) => (_known, _table) = (known, table);

    /// <summary>One step. Its checksum does not depend on how a checkout ends its lines.</summary>
    internal sealed record Migration(int Number, string Name, string Sql)
    {
        /// <summary>The oldest program, by its own last step, that works on a database with this step.</summary>
        public int WorksSince => WorksWith().Match(Sql) is { Success: true } since
            ? int.Parse(since.Groups["number"].Value, CultureInfo.InvariantCulture)
            : Number;

        public string Sha256 =>
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
    }

    private sealed record Applied(string Name, string Sha256, int WorksSince);

    /// <summary>Those of this program.</summary>
    public static Migrations OfThisProgram() =>
        Of([.. new[] { "LedgerPortal.Grains", "LedgerPortal.WebFront" }.Select(Assembly.Load).SelectMany(Embedded)]);

    /// <summary>
    /// Those that only one edition needs, with numbers and a table of their own: the other edition finds the database as
    /// it knows it.
    /// </summary>
    internal static Migrations Of(Assembly assembly, string table) => Of([.. Embedded(assembly)], table);

    internal static Migrations Of(IReadOnlyCollection<Migration> steps, string table = CommonTable)
    {
        var twice = steps.GroupBy(step => step.Number).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new InvalidOperationException(
                $"Two migrations have number {twice.Key}: {string.Join(", ", twice.Select(step => step.Name))}.");
        }
        return new Migrations([.. steps.OrderBy(step => step.Number)], table);
    }

    /// <summary>
    /// Brings the database to this program's schema. Each step commits by itself, with its row in
    /// <c>public.migration</c>; a failed one leaves nothing. Safe to repeat, and from several programs at once: one does
    /// it, the others wait. Refuses a database whose applied steps differ from this program's, and one that a newer program
    /// migrated in a way that this one does not suit.
    /// </summary>
    /// <returns>How many steps were applied now.</returns>
    public async Task<int> ApplyAsync(NpgsqlDataSource owner, CancellationToken cancellation)
    {
        await using var connection = await owner.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await ExecuteAsync(connection, CreateTable(), cancellation);
            var applied = await AppliedAsync(connection, cancellation);
            var pending = Pending(applied);
            foreach (var step in pending)
                await ApplyAsync(connection, step, cancellation);
            return pending.Count;
        }
        finally
        {
            await ExecuteAsync(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    private string CreateTable() =>
        $"""
        create table if not exists {_table} (
          number integer primary key,
          name text not null,
          sha256 text not null,
          applied_at timestamptz not null default now()
        );
        alter table {_table} add column if not exists works_since integer;
        update {_table} set works_since = number where works_since is null;
        """;

    private List<Migration> Pending(Dictionary<int, Applied> applied)
    {
        var ownLast = _known[^1].Number;
        foreach (var (number, (name, sha256, worksSince)) in applied.OrderBy(step => step.Key))
        {
            var known = _known.FirstOrDefault(step => step.Number == number);
            if (known is null && worksSince > ownLast)
            {
                throw new CommandFailedException(
                    $"The database was migrated by a newer LedgerPortal (step {number:0000}_{name}); start that one.");
            }
            if (known is not null && known.Sha256 != sha256)
            {
                throw new CommandFailedException(
                    $"The migration {number:0000}_{name} was changed after it had been applied to this database; " +
                    "start the LedgerPortal that applied it.");
            }
        }

        var pending = _known.Where(step => !applied.ContainsKey(step.Number)).ToList();
        if (applied.Count > 0 && pending.Count > 0 && pending[0].Number < applied.Keys.Max())
        {
            throw new CommandFailedException(
                $"The database has later migrations but lacks {pending[0].Number:0000}_{pending[0].Name}; " +
                "start the LedgerPortal that made it.");
        }
        return pending;
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration step, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await ExecuteAsync(connection, step.Sql, cancellation);
        }
        catch (PostgresException failure)
        {
            throw new CommandFailedException(
                $"The migration {step.Number:0000}_{step.Name} failed and changed nothing: {failure.MessageText} " +
                $"({failure.SqlState}).", failure);
        }
        await using var note = new NpgsqlCommand(
            $"insert into {_table} (number, name, sha256, works_since) values ($1, $2, $3, $4)", connection);
        note.Parameters.Add(new() { Value = step.Number });
        note.Parameters.Add(new() { Value = step.Name });
        note.Parameters.Add(new() { Value = step.Sha256 });
        note.Parameters.Add(new() { Value = step.WorksSince });
        await note.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<Dictionary<int, Applied>> AppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var query = new NpgsqlCommand($"select number, name, sha256, works_since from {_table}", connection);
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var applied = new Dictionary<int, Applied>();
        while (await rows.ReadAsync(cancellation))
            applied.Add(rows.GetInt32(0), new Applied(rows.GetString(1), rows.GetString(2), rows.GetInt32(3)));
        return applied;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // A step may take its time over a large table.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static IEnumerable<Migration> Embedded(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (ResourceName().Match(resource) is not { Success: true } name)
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return new Migration(
                int.Parse(name.Groups["number"].Value, CultureInfo.InvariantCulture),
                name.Groups["name"].Value,
                reader.ReadToEnd());
        }
    }

    [GeneratedRegex(@"\.Migrations\.(?<number>\d{4})_(?<name>\w+)\.sql$")]
    private static partial Regex ResourceName();

    [GeneratedRegex(@"^-- Works with programs since (?<number>\d{4})\.\r?$", RegexOptions.Multiline)]
    private static partial Regex WorksWith();
}
