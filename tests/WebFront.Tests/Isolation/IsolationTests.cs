using System.Diagnostics;
using Dapper;
using LedgerPortal.Api;
using LedgerPortal.Testing;
using Xunit.Abstractions;

namespace LedgerPortal.Isolation;

/// <summary>Nobody sees anything of another business or customer (invariant 8), whatever is asked for.</summary>
public sealed class IsolationTests(IsolationTests.Installation installation, ITestOutputHelper output)
    : IClassFixture<IsolationTests.Installation>
{
    /// <summary><c>./bench access</c> asks for more.</summary>
    private static readonly int Requests =
        int.TryParse(Environment.GetEnvironmentVariable("ISOLATION_REQUESTS"), out var requests) ? requests : 3_000;

    [Fact]
    public async Task Requests_with_other_peoples_ids_in_every_place_show_nothing_of_theirs()
    {
        var before = await installation.JournalOfOthers();
        var report = await new IsolationFuzzer(installation.Place.Portal, CuriousPeople.Of(installation.Place), seed: 7).Run(Requests);
        output.WriteLine($"{report.Requests} requests over {report.Routes} routes and topics, {report.Answered} answered with what "
            + $"is one's own: {report.Leaks.Count} leaks");
        foreach (var leak in report.Leaks.Take(20))
            output.WriteLine(leak);
        Assert.Empty(report.Leaks);
        Assert.True(report.Requests >= Requests && report.Routes > 100 && report.Answered > 200, $"{report}");
        Assert.Equal(before, await installation.JournalOfOthers());
    }

    [Fact]
    public async Task Without_the_filters_of_our_own_queries_row_level_security_alone_holds()
    {
        var queries = await installation.Queries();
        Assert.True(queries.Count > 25, $"Only {queries.Count} queries were seen.");
        var report = await new BareQueries(installation.Database, installation.Place).Run(queries);
        output.WriteLine($"{queries.Count} queries without their filters, asked {report.Ran} times by three roles: "
            + $"{report.Leaks.Count} leaks");
        foreach (var leak in report.Leaks.Take(20))
            output.WriteLine(leak);
        Assert.Empty(report.Leaks);
        // What only operators read, the outbox for instance, the other two roles may not ask at all.
        Assert.True(report.Ran > queries.Count * 3 / 2 && report.OwnSeen > 20, $"{report}");
    }

    /// <summary>A database of its own, because what it switches off would let the others leak, too.</summary>
    [Fact]
    public async Task Without_row_level_security_both_looks_find_leaks()
    {
        var own = new Installation();
        await own.InitializeAsync();
        try
        {
            var queries = await own.Queries();
            await using (var connection = await own.Database.Owner.OpenConnectionAsync())
            {
                foreach (var table in await connection.QueryAsync<string>("select tablename from pg_tables where schemaname = 'read'"))
                    await connection.ExecuteAsync($"alter table read.{table} disable row level security");
            }

            var bare = await new BareQueries(own.Database, own.Place).Run(queries);
            Assert.Contains(bare.Leaks, leak => leak.StartsWith("ledgerportal_console", StringComparison.Ordinal));
            Assert.Contains(bare.Leaks, leak => leak.StartsWith("ledgerportal_portal", StringComparison.Ordinal));
            Assert.Contains(bare.Leaks, leak => leak.StartsWith("ledgerportal_document", StringComparison.Ordinal));
            var fuzzed = await new IsolationFuzzer(
                own.Place.Portal, [.. CuriousPeople.Of(own.Place).Take(1)], seed: 7).Run(1_500);
            output.WriteLine($"Without row level security: {bare.Leaks.Count} leaks of queries, {fuzzed.Leaks.Count} of requests");
            Assert.Contains(fuzzed.Leaks, leak => leak.Contains(RunningPortal.ForgetfulProbe, StringComparison.Ordinal));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    public sealed class Installation : IAsyncLifetime
    {
        private readonly PortalFixture _fixture = new();

        public Neighbourhood Place { get; private set; } = null!;

        public Database.Databases Database => _fixture.Database.Databases;

        public async Task InitializeAsync()
        {
            await _fixture.InitializeAsync();
            var portal = await _fixture.Start(api: new ApiSettings { RequestsPerMinute = 1_000_000 });
            Place = await Neighbourhood.Make(portal);
        }

        public Task DisposeAsync() => _fixture.DisposeAsync();

        /// <summary>How many commands the others' streams have: none of them may come from the curious.</summary>
        public async Task<long> JournalOfOthers()
        {
            await using var connection = await Database.Owner.OpenConnectionAsync();
            return await connection.ExecuteScalarAsync<long>(
                "select count(*) from journal.journal where business = @other or position(@party in stream) > 0",
                new { other = Place.Other.Business.Value, party = Place.OfOtherParty.Ids["party"][0] });
        }

        /// <summary>The texts of all queries that pages and API ask within a scope, seen while everybody looks at everything.</summary>
        public async Task<IReadOnlyList<string>> Queries()
        {
            var seen = new HashSet<string>();
            using var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Npgsql",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    var text = (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) as string;
                    lock (seen)
                        seen.Add(text ?? "");
                },
            };
            ActivitySource.AddActivityListener(listener);
            using var owner = await Place.Own.SignedInOperator($"{Guid.NewGuid():N}@example.com");
            using var customer = await Place.Own.SignedIn(Place.Party);
            using var reader = await Place.Own.CameByDocument(Place.Party, Place.Document);
            using var program = await ApiClient.Of(Place.Portal, Place.Own, Place.Key);
            foreach (var page in new[]
            {
                "/console", "/console/parties", $"/console/parties/{Place.Party}", "/console/invoices", "/console/payments",
                "/console/credit-notes", $"/console/invoices/{Place.Document}", $"/console/parties/{Place.Party}/entries/INR/1",
                $"/console/payments/new?party={Place.Party}", $"/console/invoices/new?party={Place.Party}", "/settings/portal/tokens",
                "/settings/books", "/settings/business", "/settings/keys", "/settings/webhooks", $"/console/parties/{Place.Party}/edit",
            })
                await owner.Get(page);
            foreach (var page in new[]
            {
                "/portal", "/portal/ledger", "/portal/invoices", $"/portal/invoices/{Place.Document}", "/portal/credit-notes",
                "/portal/profile", "/portal/ledger?period=all", "/portal?status=overdue",
            })
                await customer.Get(page);
            await reader.Get($"/portal/invoices/{Place.Document}");
            foreach (var path in new[]
            {
                "parties", $"parties/{Place.Party}", "invoices", $"invoices/{Place.Document}", "credit-notes", "ledgers",
                $"ledgers/{Place.Party}", $"ledgers/{Place.Party}/aging", "aging", "tokens", "webhooks",
                $"ledgers/{Place.Party}/entries/1",
            })
                await program.Get(path);
            lock (seen)
                return [.. seen.Select(BareQueries.WithoutScope).OfType<string>().Distinct()];
        }
    }
}
