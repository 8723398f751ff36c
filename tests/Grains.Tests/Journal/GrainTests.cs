using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.NumberSeries;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Grains.Tests.Journal;

/// <summary>The one way of a command, tried on the smallest grain: known ids, other activations, eviction.</summary>
public sealed class GrainTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Numbering Numbering = new("invoice", "INV/{yy}-{yy+1}/{000000}", 2026, 1);

    private readonly BusinessId _business = new(Guid.NewGuid());

    [Fact]
    public async Task Numbers_have_no_gap_and_no_repetition_however_many_ask_at_once()
    {
        await using var host = Host();
        var answers = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Series(host).Execute(Take())));
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), answers.Select(answer => answer.OrThrow().Sequence).Order());
        Assert.Contains("INV/26-27/000001", answers.Select(answer => answer.OrThrow().Number));
    }

    [Fact]
    public async Task The_same_command_gives_the_first_answer_from_memory_and_from_the_journal()
    {
        var command = Take();
        NumberAnswer first;
        await using (var host = Host())
        {
            var both = await Task.WhenAll(Series(host).Execute(command), Series(host).Execute(command));
            first = both[0].OrThrow();
            Assert.Equal(first, both[1].OrThrow());
            await Series(host).Execute(Take());
        }

        await using (var host = Host())
        {
            Assert.Equal(first, (await Series(host).Execute(command)).OrThrow());
            Assert.Equal(3, (await Series(host).Execute(Take())).OrThrow().Sequence);
        }
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused_from_memory_and_from_the_journal()
    {
        var command = Take();
        await using (var host = Host())
        {
            (await Series(host).Execute(command)).OrThrow();
            var reused = await Series(host).Execute(command with { For = "something else" });
            Assert.Equal(RefusalCode.CommandIdReused, reused.Refusal?.Code);
        }

        await using (var host = Host())
        {
            var reused = await Series(host).Execute(command with { For = "something else" });
            Assert.Equal(RefusalCode.CommandIdReused, reused.Refusal?.Code);
        }
    }

    [Fact]
    public async Task Two_hosts_on_one_series_never_give_a_number_twice()
    {
        await using var one = Host();
        await using var other = Host();
        var asked = Enumerable.Range(0, 200).Select(i => Series(i % 2 == 0 ? one : other).Execute(Take()));
        var answers = await Task.WhenAll(asked);
        Assert.Equal(
            Enumerable.Range(1, 200).Select(i => (long)i),
            answers.Select(answer => answer.OrThrow().Sequence).Order());
    }

    [Fact]
    public async Task Idle_activations_leave_and_come_back_with_all_they_knew()
    {
        await using var host = new EmbeddedHost(
            fixture.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance,
            new InProcessGrainsOptions { MaxActivations = 10 });
        for (var year = 2000; year < 2040; year++)
        {
            var take = Take() with { Numbering = Numbering with { FinancialYear = year } };
            (await host.Grains.Get<INumberSeries>($"{_business}/invoice/{year}").Execute(take)).OrThrow();
        }

        host.Grains.EvictIdle();
        Assert.InRange(host.Grains.ActivationCount, 1, 10);
        var again = Take() with { Numbering = Numbering with { FinancialYear = 2000 } };
        Assert.Equal(2, (await host.Grains.Get<INumberSeries>($"{_business}/invoice/2000").Execute(again)).OrThrow().Sequence);
    }

    [Fact]
    public async Task A_long_series_is_loaded_from_its_snapshot()
    {
        await using (var host = Host())
        {
            for (var i = 0; i < 450; i++)
                await Series(host).Execute(Take());
        }

        await using (var host = Host())
        {
            var tail = await host.Journal.Load(new(_business, "number-series/invoice/2026"));
            Assert.NotNull(tail.Snapshot);
            Assert.InRange(tail.Rows.Count, 0, 250);
            Assert.Equal(451, (await Series(host).Execute(Take())).OrThrow().Sequence);
        }
    }

    private EmbeddedHost Host() => new(fixture.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);

    private INumberSeries Series(EmbeddedHost host) => host.Grains.Get<INumberSeries>($"{_business}/invoice/2026");

    private static TakeNumber Take() => new()
    {
        Id = new CommandId(Guid.NewGuid()),
        By = Actor.System("test"),
        For = "a document",
        Numbering = Numbering,
    };
}
