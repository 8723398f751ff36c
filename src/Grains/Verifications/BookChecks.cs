using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// What is checked in the tables themselves, set by set. That read models are what the journal gives is
/// <see cref="JournalVerification"/>'s part; that they add up is this one's.
/// </summary>
/// <param name="Counted">SQL: over how many. <c>$1</c> is the business, or null for all.</param>
/// <param name="Broken">SQL: a text for each that breaks it.</param>
public sealed record BookCheck(int? Invariant, string Claim, string Counted, string Broken)
{
    internal async Task<Check> Run(NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with broken(what) as materialized ({Broken})
            select ({Counted}), (select count(*) from broken),
              (select coalesce(array_agg(what), '{"{}"}') from (select what from broken limit 10) first_ones)
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var check = new Check(Invariant, Claim);
        check.Count(reader.GetInt64(0));
        check.Break(reader.GetInt64(1), reader.GetFieldValue<string[]>(2));
        return check;
    }

    public static IReadOnlyList<BookCheck> All { get; } =
    [
        .. LedgerChecks.All,
        .. DocumentChecks.All,
        .. IsolationChecks.All,
    ];

    /// <summary>SQL for an id in the form that it has in addresses and streams.</summary>
    public static string IdText(string column) =>
        $"translate(rtrim(encode(uuid_send({column}), 'base64'), '='), '+/', '-_')";

    /// <summary>SQL that names the ledger of a row.</summary>
    public static string LedgerOf(string alias) =>
        $"""'ledger/' || {IdText($"{alias}.party")} || '/' || {alias}.currency || ' of business ' || {IdText($"{alias}.business")}""";
}
