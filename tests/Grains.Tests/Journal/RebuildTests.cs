using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.NumberSeries;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace LedgerPortal.Grains.Tests.Journal;

public sealed class RebuildTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly BusinessId _business = new(Guid.NewGuid());

    [Fact]
    public async Task A_rebuild_removes_whatever_was_wrong_with_the_read_models()
    {
        await using var host = Host();
        await Take(host, 300);
        await Execute("update read.number_series set next_number = 7");
        Assert.False((await Verify()).IsClean);

        Assert.NotNull(await new Rebuild(fixture.Databases.Owner, _ => { }).Run(TimeProvider.System, CancellationToken.None));
        AssertClean(await Verify());
        await Take(host, 10);
        AssertClean(await Verify());
    }

    [Fact]
    public async Task A_rebuild_misses_nothing_that_is_appended_meanwhile()
    {
        await using var host = Host();
        await Take(host, 2_000);
        using var stop = new CancellationTokenSource();
        var posting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Take(host, 50);
        });
        for (var i = 0; i < 3; i++)
            Assert.NotNull(await new Rebuild(fixture.Databases.Owner, _ => { }).Run(TimeProvider.System, CancellationToken.None));
        await stop.CancelAsync();
        await posting;
        AssertClean(await Verify());
    }

    [Fact]
    public async Task Rebuilt_tables_have_the_same_columns_indexes_rights_and_policies()
    {
        var before = await Catalog();
        Assert.NotNull(await new Rebuild(fixture.Databases.Owner, _ => { }).Run(TimeProvider.System, CancellationToken.None));
        Assert.Equal(before, await Catalog());
    }

    private async Task<List<string>> Catalog()
    {
        await using var command = fixture.Databases.Owner.CreateCommand(
            """
            select format('column %s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relnamespace = 'read'::regnamespace and c.relkind = 'r'
            union all
            select format('table %s %s %s %s', relname, reloptions, relrowsecurity,
              (select string_agg(x::text, ',' order by x::text) from unnest(relacl) x))
            from pg_class where relnamespace = 'read'::regnamespace and relkind = 'r'
            union all
            select format('constraint %s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
            where connamespace = 'read'::regnamespace
            union all
            select pg_get_indexdef(indexrelid) from pg_index
            where indrelid in (select oid from pg_class where relnamespace = 'read'::regnamespace)
            union all
            select format('policy %s %s %s %s %s %s', tablename, policyname, roles, cmd, qual, with_check) from pg_policies
            where schemaname = 'read'
            union all
            select format('schema %s', nspacl) from pg_namespace where nspname = 'read'
            order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return lines;
    }

    private static void AssertClean(VerificationReport report) =>
        Assert.Empty(report.Checks.Where(check => check.Broken > 0)
            .Select(check => $"{check.Claim}: {string.Join("; ", check.Examples)}"));

    private Task<VerificationReport> Verify() =>
        Verification.Run(fixture.Databases.Owner, null, TimeProvider.System, CancellationToken.None);

    private async Task Take(EmbeddedHost host, int numbers)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, numbers).Select(i =>
            host.Grains.Get<INumberSeries>($"{_business}/test/{i % 7}").Execute(new TakeNumber
            {
                Id = new CommandId(Guid.NewGuid()),
                By = Actor.System("test"),
                For = "a document",
                Numbering = new Numbering("test", "CN/{000000}", i % 7, 1),
            })));
        Assert.All(answers, answer => Assert.True(answer.IsAccepted));
    }

    private async Task Execute(string sql)
    {
        await using var command = fixture.Databases.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private EmbeddedHost Host() => new(fixture.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);
}
