using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using LedgerPortal.Access;
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

/// <summary>Silos as processes of their own on one PostgreSQL, and this process as a member that only serves pages.</summary>
public sealed class ClusterProcessTests(ClusterFixture cluster, ITestOutputHelper output)
    : IClassFixture<ClusterFixture>, IAsyncLifetime
{
    private static readonly TimeSpan ToAnswerAgain = TimeSpan.FromSeconds(5);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => cluster.Leave();

    [Fact]
    public async Task A_customer_on_one_silo_sees_live_what_the_operator_posts_on_the_other()
    {
        var first = await cluster.StartProcess();
        var second = await cluster.StartProcess();
        var web = await cluster.Join(SiloRole.Web);
        var books = await new Books(web).Create();
        var party = await books.AddParty("Meera Stores");
        using var signedIn = await books.SignedInOperator();

        using var customer = new Browser(first.Address);
        Assert.Equal("/portal", (await customer.Submit("/p", ("Secret", await books.GenerateToken(party)))).Location);
        await using var page = await LiveClient.Connect(
            first.Address, customer.CookieHeader, first.Address.GetLeftPart(UriPartial.Authority));
        var topic = Topic.Ledger(party, Books.Rupee);
        Assert.Equal(0, await page.Watch(topic));

        // Who signed in on one member of the cluster is signed in on all.
        using var desk = new Browser(second.Address);
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

        // Who runs the installation sees its processes, and nobody else.
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get("/settings/cluster")).Status);
        using (var scope = web.Services.CreateScope())
            Assert.True(await scope.ServiceProvider.GetRequiredService<Operators>().MakePlatformOwner("owner@example.com"));
        var members = await desk.Get("/settings/cluster");
        Assert.Equal(HttpStatusCode.OK, members.Status);
        // Besides those of other tests, which ended.
        Assert.Equal(3, members.Page.QuerySelectorAll("td.status").Count(status => status.TextContent == "Serving"));
    }

    [Fact]
    public async Task A_process_for_grains_only_says_how_it_is_and_serves_no_page()
    {
        var silo = await cluster.StartProcess("--role", "silo");
        using var visitor = new Browser(silo.Address);
        foreach (var health in new[] { "/health/startup", "/health/live", "/health/ready" })
            Assert.Equal(HttpStatusCode.OK, (await visitor.Get(health)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.Get("/console/sign-in")).Status);
    }

    [Fact]
    public async Task A_silo_whose_connection_has_asked_nothing_yet_does_no_harm_to_the_others()
    {
        var silo = await cluster.StartProcess();
        const string name = "ledgerportal 10.0.0.1:11111@1";
        var joining = new NpgsqlDataSourceBuilder(cluster.Database.ConnectionString);
        joining.ConnectionStringBuilder.ApplicationName = name;
        // Else it asks for the types when it is opened.
        joining.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        await using var silent = joining.Build();
        await using var mute = await silent.OpenConnectionAsync();
        await using var isMute = cluster.Database.Databases.Owner.CreateCommand(
            $"select count(*) from pg_stat_activity where application_name = '{name}' and query_start is null");
        Assert.Equal(1L, await isMute.ExecuteScalarAsync());

        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.False(silo.HasEnded, silo.Errors);
        using var visitor = new Browser(silo.Address);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/health/ready")).Status);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    [InlineData("STOP")]
    public async Task A_silo_that_ends_or_stands_still_under_load_loses_nothing_and_its_ledgers_soon_answer_again(string signal)
    {
        const int ledgers = 48;
        var first = await cluster.StartProcess("--drain-seconds", "5");
        await cluster.StartProcess("--role", "silo");
        var web = await cluster.Join(SiloRole.Web);
        var books = await new Books(web).Create();
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
                (await web.Grains.Get<IPartyLedger>(key).Execute(command)).OrThrow();
                acknowledged.Add(command.Id);
                var took = Stopwatch.GetElapsedTime(asked);
                longest.AddOrUpdate(key, took, (_, before) => took > before ? took : before);
            }
        }

        var callers = keys.Select(key => Task.Run(() => Load(key))).ToList();
        await Until(() => acknowledged.Count > 1_000 || callers.Exists(caller => caller.IsFaulted));
        var placed = await web.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics();
        var bySilo = placed.Where(grain => grain.GrainId.Type.ToString() == "party-ledger")
            .CountBy(grain => grain.SiloAddress).ToList();
        output.WriteLine($"ledgers by silo: {string.Join(", ", bySilo.Select(silo => silo.Value))}");
        // Both processes have some, and this one, which only serves pages, has none.
        Assert.Equal(2, bySilo.Count);
        longest.Clear();
        await first.SignalAsync(signal);
        if (signal == "TERM")
            await SaysThatItLeaves(first);
        // Every ledger has answered after the silo was gone, those that it had and those that it had not.
        var killed = Stopwatch.GetTimestamp();
        await Until(() => callers.Exists(caller => caller.IsFaulted)
            || (longest.Count == ledgers && Stopwatch.GetElapsedTime(killed) > TimeSpan.FromSeconds(5)));
        await end.CancelAsync();
        await Task.WhenAll(callers);

        var waits = longest.Values.Order().ToList();
        output.WriteLine($"{acknowledged.Count} acknowledged; longest waits of {ledgers} ledgers: " +
            $"median {waits[ledgers / 2].TotalSeconds:N2} s, worst {waits[^1].TotalSeconds:N2} s");
        if (signal == "TERM")
            Assert.Equal(0, await first.EndAsync());
        if (signal == "STOP")
        {
            // Whatever it still wanted to append is refused; it learns that it was given up, and ends.
            await first.SignalAsync("CONT");
            await first.EndAsync();
            Assert.Contains("no longer of the cluster", first.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(acknowledged.Count, await CountOfOnceRecorded([.. acknowledged]));
        var report = await Verification.Run(
            cluster.Database.Databases.Owner, books.Business, TimeProvider.System, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("; ", report.Checks.SelectMany(check => check.Examples)));
        Assert.True(waits[^1] <= ToAnswerAgain, $"A ledger answered again after {waits[^1]}.");
    }

    [Fact]
    public async Task After_all_silos_were_killed_at_once_the_next_one_serves_soon()
    {
        var silos = new[] { await cluster.StartProcess(), await cluster.StartProcess() };
        await Task.WhenAll(silos.Select(silo => silo.SignalAsync("KILL")));
        foreach (var silo in silos)
            await silo.EndAsync();

        var started = Stopwatch.GetTimestamp();
        var next = await cluster.StartProcess();
        using var visitor = new Browser(next.Address);
        await Until(async () => (await visitor.Get("/health/ready")).Status == HttpStatusCode.OK);
        var took = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"from its start until it was ready: {took.TotalSeconds:N1} s");
        // By their own table alone it would wait for answers of the dead for more than a minute.
        Assert.True(took < TimeSpan.FromSeconds(20), $"It took {took}.");
    }

    [Fact]
    public async Task A_silo_whose_connections_to_PostgreSQL_were_cut_is_not_given_up()
    {
        var web = await cluster.Join(SiloRole.Web);
        var silo = await cluster.StartProcess();
        await using (var cut = cluster.Database.Databases.Owner.CreateCommand(
            """
            select count(*) from (
              select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and application_name like 'ledgerportal %@%') cut
            """))
        {
            Assert.Equal(2L, await cut.ExecuteScalarAsync());
        }

        // Longer than it takes to give up one that is gone.
        await Task.Delay(TimeSpan.FromSeconds(5));
        Assert.False(silo.HasEnded);
        var members = web.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members;
        Assert.Equal(2, members.Count(member => member.Value.Status == SiloStatus.Active));
    }

    /// <summary>Still serving, it asks not to be sent anybody.</summary>
    private static async Task SaysThatItLeaves(ProgramUnderTest silo)
    {
        using var visitor = new Browser(silo.Address);
        await Until(async () => (await visitor.Get("/health/ready")).Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, (await visitor.Get("/console/sign-in")).Status);
    }

    private static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (!await condition())
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
