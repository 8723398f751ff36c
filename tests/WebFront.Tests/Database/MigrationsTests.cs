using LedgerPortal.Commands;
using LedgerPortal.Testing;
using static LedgerPortal.Database.Migrations;

namespace LedgerPortal.Database;

public sealed class MigrationsTests : IAsyncLifetime
{
    private static readonly Migration First = new(1, "stock", "create table stock (id int); insert into stock values (1);");
    private static readonly Migration Second = new(2, "more", "insert into stock values (2)");
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await PostgresServer.CreateEmptyDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Steps_are_applied_once_and_in_order_of_their_numbers()
    {
        Assert.Equal(2, await ApplyAsync(Second, First));
        Assert.Equal(0, await ApplyAsync(First, Second));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_later_step_is_applied_to_a_database_that_has_the_earlier_ones()
    {
        await ApplyAsync(First);
        Assert.Equal(1, await ApplyAsync(First, Second));
    }

    [Fact]
    public async Task Programs_that_start_at_the_same_moment_apply_each_step_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync(First, Second)));
        Assert.Equal(2, applied.Sum());
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task A_step_that_was_changed_after_it_was_applied_is_refused()
    {
        await ApplyAsync(First);
        var refusal = await RefusedAsync(First with { Sql = "create table other (id int)" });
        Assert.Contains("0001_stock was changed", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_ends_of_a_checkout_do_not_count_as_a_change()
    {
        var unix = First with { Sql = "create table stock\n(id int);\n" };
        await ApplyAsync(unix);
        Assert.Equal(0, await ApplyAsync(new Migration(1, "stock", "create table stock\r\n(id int);\r\n")));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await ApplyAsync(First, Second);
        Assert.Contains("newer LedgerPortal (step 0002_more)", await RefusedAsync(First), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_to_which_a_newer_program_only_added_suits_the_programs_that_the_step_names()
    {
        var adds = Second with { Sql = "-- Only adds.\n-- Works with programs since 0001.\n" + Second.Sql };
        await ApplyAsync(First, adds);
        Assert.Equal(0, await ApplyAsync(First));

        var contracts = new Migration(3, "contract", "-- Works with programs since 0002.\ndrop table if exists gone");
        await ApplyAsync(First, adds, contracts);
        Assert.Contains("newer LedgerPortal (step 0003_contract)", await RefusedAsync(First), StringComparison.Ordinal);
        Assert.Equal(0, await ApplyAsync(First, adds));
    }

    [Fact]
    public async Task A_step_before_those_that_the_database_has_is_refused()
    {
        await ApplyAsync(Second with { Sql = "create table stock (id int)" });
        var refusal = await RefusedAsync(First, Second with { Sql = "create table stock (id int)" });
        Assert.Contains("lacks 0001_stock", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_and_the_steps_before_it_stay()
    {
        var broken = Second with { Sql = "insert into stock values (2); select 1 / 0" };
        var refusal = await RefusedAsync(First, broken);
        Assert.Contains("0002_more failed and changed nothing: division by zero", refusal, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());
        Assert.Equal(1, await ApplyAsync(First, Second));
    }

    [Fact]
    public void Two_steps_with_one_number_are_a_fault_of_the_program() =>
        Assert.Throws<InvalidOperationException>(() => Of([First, First with { Name = "other" }]));

    private Task<int> ApplyAsync(params Migration[] steps) =>
        Of(steps).ApplyAsync(_database.Databases.Owner, CancellationToken.None);

    private async Task<string> RefusedAsync(params Migration[] steps) =>
        (await Assert.ThrowsAsync<CommandFailedException>(() => ApplyAsync(steps))).Message;

    private async Task<long> CountAsync()
    {
        await using var command = _database.Databases.Owner.CreateCommand("select count(*) from stock");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
