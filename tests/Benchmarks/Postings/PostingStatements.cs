using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Benchmarks.Postings;

/// <summary>
/// What one posting needs in SQL, one SQL transaction a posting: the same tables, columns and indexes that the journal's
/// writer fills, a row at a time. Arm A runs it in pgbench, arm N with Npgsql.
/// </summary>
public sealed class PostingStatements(Guid business, int ledgers, int dataBytes)
{
    private const string Date = "date '2026-11-02'";

    /// <summary>Ledgers to post to, so that all arms update heads that exist.</summary>
    public string MakeLedgers =>
        $"""
        insert into journal.head (business, stream, version, hash)
        select '{business}', 'ledger/' || lpad(l::text, 22, 'x') || '/INR', 1, sha256(l::text::bytea)
        from generate_series(1, {ledgers}) l
        """;

    public string PgBenchScript =>
        string.Create(CultureInfo.InvariantCulture, $"""
        \set l random(1, {ledgers})
        begin;
        {Head.Replace("$1", "lpad(:l::text, 22, 'x')", StringComparison.Ordinal)} \gset
        {Rows.Select(sql => sql
            .Replace("$1", "lpad(:l::text, 22, 'x')", StringComparison.Ordinal)
            .Replace("$2", ":version", StringComparison.Ordinal)
            .Replace("$3", ":l", StringComparison.Ordinal)
            .Replace("$4", "gen_random_uuid()", StringComparison.Ordinal) + ";")
            .Aggregate((one, next) => one + "\n" + next)}
        commit;

        """);

    private string Head =>
        $"""
        update journal.head set version = version + 1, hash = sha256('hash') where business = '{business}' and stream = 'ledger/' || $1 || '/INR' returning version
        """;

    private string Party => "('00000000-0000-0000-0000-' || lpad(($3::int)::text, 12, '0'))::uuid";

    private IReadOnlyList<string> Rows =>
    [
        $"insert into journal.journal (business, stream, version, command_id, command_hash, actor, recorded_at, data, prev_hash, hash) values ('{business}', 'ledger/' || $1 || '/INR', $2, $4, sha256('command'), 'system/bench', now(), decode(repeat('7b', {dataBytes}), 'hex'), sha256('previous'), sha256('hash'))",
        $"insert into read.ledger as t (business, party, currency, version, head_hash, balance_minor, latest_date, updated_at) values ('{business}', {Party}, 'INR', $2, sha256('hash'), 1250000, {Date}, now()) on conflict (business, party, currency) do update set version = excluded.version, head_hash = excluded.head_hash, balance_minor = excluded.balance_minor, latest_date = excluded.latest_date, updated_at = excluded.updated_at",
        $"insert into read.entry (business, party, currency, entry, kind, is_debit, amount_minor, balance_after_minor, open_minor, disputed_minor, document_date, due_date, settleable_from, recorded_at, document, number, reference, narration) values ('{business}', {Party}, 'INR', $2, 'Invoice', true, 1250000, 1250000, 1250000, 0, {Date}, {Date}, {Date}, now(), gen_random_uuid(), 'INV/26-27/000001', null, null)",
        $"insert into read.ledger_day as t (business, party, currency, day, debit_minor, credit_minor, received_minor, entries) values ('{business}', {Party}, 'INR', {Date}, 1250000, 0, 0, 1) on conflict (business, party, currency, day) do update set debit_minor = t.debit_minor + excluded.debit_minor, credit_minor = t.credit_minor + excluded.credit_minor, received_minor = t.received_minor + excluded.received_minor, entries = t.entries + excluded.entries",
    ];

    /// <summary>As an ordinary team writes it: open, begin, the statements, commit.</summary>
    public async Task PostWithNpgsql(NpgsqlDataSource dataSource, int ledger)
    {
        var name = ledger.ToString(CultureInfo.InvariantCulture).PadLeft(22, 'x');
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var head = new NpgsqlCommand(Head, connection, transaction);
        head.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        var version = (long)(await head.ExecuteScalarAsync())!;
        foreach (var sql in Rows)
        {
            await using var insert = new NpgsqlCommand(sql, connection, transaction);
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ledger });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid(), NpgsqlDbType = NpgsqlDbType.Uuid });
            await insert.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }
}
