using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using LedgerPortal.Consoles;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;
using Xunit.Abstractions;

namespace LedgerPortal.Hosting;

/// <summary>Two silos as processes of their own on one PostgreSQL, and this process as a third that only serves pages.</summary>
public sealed class ClusterProcessTests(ClusterFixture cluster, ITestOutputHelper output)
    : IClassFixture<ClusterFixture>, IAsyncLifetime
{
    private static readonly TimeSpan ToAnswerAgain = TimeSpan.FromSeconds(5);

    private ProgramUnderTest _first = null!;
    private ProgramUnderTest _second = null!;
    private RunningPortal _web = null!;

    public async Task InitializeAsync()
    {
        _first = await cluster.StartProcess();
        _second = await cluster.StartProcess();
        _web = await cluster.Join(SiloRole.Web);
    }

    public Task DisposeAsync() => cluster.Leave();

    [Fact]
    public async Task A_customer_on_one_silo_sees_live_what_the_operator_posts_on_the_other()
    {
        var books = await new Books(_web).Create();
        var party = await books.AddParty("Meera Stores");
        using var signedIn = await books.SignedInOperator();

        using var customer = new Browser(_first.Address);
        Assert.Equal("/portal", (await customer.Submit("/p", ("Secret", await books.GenerateToken(party)))).Location);
        await using var page = await LiveClient.Connect(
            _first.Address, customer.CookieHeader, _first.Address.GetLeftPart(UriPartial.Authority));
        var topic = Topic.Ledger(party, Books.Rupee);
        Assert.Equal(0, await page.Watch(topic));

        // Who signed in on one member of the cluster is signed in on all.
        using var desk = new Browser(_second.Address);
        foreach (var (name, value) in signedIn.Cookies)
            desk.SetCookie(name, value);
        var address = $"/console/payments/new?party={party}";
        for (var number = 1; number <= 5; number++)
        {
            var shown = await desk.Get(address);
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            var form = ConsoleFixture.FormOf(shown, null);
            var sent = Stopwatch.GetTimestamp();
            var posted = await desk.Post(address, ConsoleFixture.Filled(
                form, ("Input.Amount", "100"), ("Input.Method", "UPI"), ("Input.Reference", $"UTR{number}"),
                ("Input.Settlement.Way", "oldest")));
            Assert.Equal(HttpStatusCode.Redirect, posted.Status);
            var position = 0L;
            var balance = 0L;
            // Besides the payment, its receipt's number is told.
            while (balance != number * -10_000)
            {
                var change = await page.NextChange();
                Assert.True(change["position"]!.GetValue<long>() > position);
                position = change["position"]!.GetValue<long>();
                balance = change["balance"]!["minor"]!.GetValue<long>();
            }

            var took = Stopwatch.GetElapsedTime(sent);
            output.WriteLine($"post on one silo to push on the other: {took.TotalMilliseconds:N0} ms");
            // Well below the ten seconds after which a page finds out by itself.
            Assert.True(took < TimeSpan.FromSeconds(5), $"It took {took}.");
        }

        Assert.Contains("500.00", (await customer.Get("/portal")).Body);
    }

    [Fact]
    public async Task A_silo_killed_under_load_loses_nothing_and_its_ledgers_soon_answer_again()
    {
        const int ledgers = 48;
        var books = await new Books(_web).Create();
        var keys = new List<string>();
        for (var number = 1; number <= ledgers; number++)
            keys.Add(new LedgerKey(books.Business, await books.AddParty($"Customer {number}"), Books.Rupee).ToString());
        var acknowledged = new ConcurrentBag<CommandId>();
        var longest = new ConcurrentDictionary<string, TimeSpan>();
        using var end = new CancellationTokenSource();

        async Task Load(string key)
        {
            while (!end.IsCancellationRequested)
            {
                var command = new PostEntry
                {
                    Id = Books.NewId(),
                    By = Actor.System("test"),
                    Kind = EntryKind.Invoice,
                    Amount = new Money(100, Books.Rupee),
                    DocumentDate = new DateOnly(2026, 11, 5),
                };
                var asked = Stopwatch.GetTimestamp();
                (await _web.Grains.Get<IPartyLedger>(key).Execute(command)).OrThrow();
                acknowledged.Add(command.Id);
                var took = Stopwatch.GetElapsedTime(asked);
                longest.AddOrUpdate(key, took, (_, before) => took > before ? took : before);
            }
        }

        var callers = keys.Select(key => Task.Run(() => Load(key))).ToList();
        await Until(() => acknowledged.Count > 1_000);
        var placed = await _web.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics();
        var bySilo = placed.Where(grain => grain.GrainId.Type.ToString() == "party-ledger")
            .CountBy(grain => grain.SiloAddress).ToList();
        output.WriteLine($"ledgers by silo: {string.Join(", ", bySilo.Select(silo => silo.Value))}");
        // Both processes have some, and this one, which only serves pages, has none.
        Assert.Equal(2, bySilo.Count);
        longest.Clear();
        await _first.SignalAsync("KILL");
        // Every ledger has answered after the silo was gone, those that it had and those that it had not.
        var killed = Stopwatch.GetTimestamp();
        await Until(() => longest.Count == ledgers && Stopwatch.GetElapsedTime(killed) > TimeSpan.FromSeconds(6));
        await end.CancelAsync();
        await Task.WhenAll(callers);

        var waits = longest.Values.Order().ToList();
        output.WriteLine($"{acknowledged.Count} acknowledged; longest waits of {ledgers} ledgers: " +
            $"median {waits[ledgers / 2].TotalSeconds:N2} s, worst {waits[^1].TotalSeconds:N2} s");
        Assert.Equal(acknowledged.Count, await CountOfOnceRecorded([.. acknowledged]));
        var report = await Verification.Run(
            cluster.Database.Databases.Owner, books.Business, TimeProvider.System, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("; ", report.Checks.SelectMany(check => check.Examples)));
        Assert.True(waits[^1] <= ToAnswerAgain, $"A ledger answered again after {waits[^1]}.");
    }

    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!condition())
            await Task.Delay(50, limit.Token);
    }

    private async Task<long> CountOfOnceRecorded(CommandId[] commands)
    {
        await using var query = cluster.Database.Databases.Owner.CreateCommand(
            """
            select count(*) from (
              select command_id from journal.journal where command_id = any($1) group by command_id having count(*) = 1) once
            """);
        query.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. commands.Select(command => command.Value)] });
        return (long)(await query.ExecuteScalarAsync())!;
    }
}
