using Dapper;
using LedgerPortal.Testing;

namespace LedgerPortal.Isolation;

/// <summary>
/// Which role of PostgreSQL may read what, over every table of the schema: a new table is readable to nobody until it is
/// written down here.
/// </summary>
public sealed class RolesOfDatabaseTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly string[] OfBothPortals =
    [
        "access.kept_paper", "read.allocation", "read.business", "read.contact", "read.credit_note", "read.entry", "read.invoice",
        "read.ledger", "read.ledger_day", "read.logo", "read.party",
    ];

    private static readonly Dictionary<string, string[]> MayRead = new()
    {
        ["ledgerportal_document"] = OfBothPortals,
        ["ledgerportal_portal"] = [.. OfBothPortals, "read.delegated_view", "read.held_payment"],
        ["ledgerportal_console"] =
        [
            .. OfBothPortals, "access.api_key", "access.message", "access.message_day", "access.sign_in_help", "access.statement_due", "journal.outbox",
            "journal.webhook", "journal.webhook_delivery", "read.delegated_view", "read.document_link", "read.entry_reason", "read.forward", "read.held_payment", "read.invitation", "read.number_series",
            "read.portal_token", "read.statement_schedule", "read.viewing",
        ],
    };

    /// <summary>What operators note for themselves, secrets of people and programs, and the journal itself.</summary>
    private static readonly string[] NeverOfThePortal =
    [
        "read.entry_reason", "read.number_series", "read.portal_token", "read.document_link", "read.viewing", "journal.journal",
        "journal.snapshot", "access.person_key", "access.session", "access.operator_user", "access.api_key",
        "access.data_protection_key", "journal.webhook", "access.message", "access.person_address", "access.sign_in_code",
        "access.sign_in_help",
    ];

    [Fact]
    public async Task Every_role_of_pages_reads_what_is_written_down_and_writes_nothing()
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        Assert.Empty(await Differences(connection));
        var writable = await connection.QueryAsync<string>(
            """
            select r || ' may change ' || c.oid::regclass from pg_class c, unnest(@roles) r
            where c.relnamespace in (select oid from pg_namespace where nspname in ('read', 'journal', 'access', 'public'))
              and c.relkind in ('r', 'p', 'v', 'm') and has_table_privilege(r, c.oid, 'insert, update, delete, truncate')
            """, new { roles = MayRead.Keys.ToArray() });
        Assert.Empty(writable);
    }

    [Fact]
    public async Task Whatever_a_role_of_pages_may_read_has_row_level_security()
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        var open = await connection.QueryAsync<string>(
            """
            select r || ' reads all of ' || c.oid::regclass from pg_class c, unnest(@roles) r
            where c.relkind in ('r', 'p') and has_any_column_privilege(r, c.oid, 'select') and not c.relrowsecurity
              and c.relnamespace in (select oid from pg_namespace where nspname in ('read', 'journal', 'access', 'public'))
            """, new { roles = MayRead.Keys.ToArray() });
        Assert.Empty(open);
        // No view and no function of the owner's rights that a role of pages may call gives tables away by another name.
        var passing = await connection.QueryAsync<string>(
            """
            select c.oid::regclass::text from pg_class c, unnest(@roles) r
            where c.relkind in ('v', 'm') and has_table_privilege(r, c.oid, 'select')
              and c.relnamespace in (select oid from pg_namespace where nspname in ('read', 'journal', 'access', 'public'))
            """, new { roles = MayRead.Keys.ToArray() });
        Assert.Empty(passing);
    }

    [Fact]
    public void Internal_notes_are_not_on_the_portals_lists() =>
        Assert.All(new[] { "ledgerportal_portal", "ledgerportal_document" },
            role => Assert.Empty(MayRead[role].Intersect(NeverOfThePortal)));

    [Fact]
    public async Task A_right_too_many_is_found()
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("grant select (reason) on read.entry_reason to ledgerportal_portal");
        Assert.Equal(["ledgerportal_portal read.entry_reason"], await Differences(connection));
    }

    private static async Task<List<string>> Differences(Npgsql.NpgsqlConnection connection)
    {
        var rights = await connection.QueryAsync<string>(
            """
            select r || ' ' || n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest(@roles) r
            where n.nspname in ('read', 'journal', 'access', 'public') and c.relkind in ('r', 'p', 'v', 'm')
              and has_any_column_privilege(r, c.oid, 'select')
            """, new { roles = MayRead.Keys.ToArray() });
        var written = MayRead.SelectMany(role => role.Value.Select(table => $"{role.Key} {table}")).ToHashSet();
        written.SymmetricExceptWith(rights);
        return [.. written.Order(StringComparer.Ordinal)];
    }
}
