using System.Collections.Concurrent;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace LedgerPortal.Binding;

public sealed class ActivationTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private static readonly Currency Rupee = Books.Rupee;

    [Fact]
    public async Task A_refused_append_ends_the_activation_and_the_command_is_decided_once_more()
    {
        var seen = new SeenActivations();
        var silo = await cluster.Join(SiloRole.All, builder =>
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(seen));
        var books = await new Books(silo).Create();
        var party = await books.AddParty("Meera Stores");
        var key = new LedgerKey(books.Business, party, Rupee).ToString();
        Assert.Equal(1, (await books.Post(party, 100)).Version);
        Assert.Single(seen.Of(key));

        // As in a cluster that is split for a moment: another activation writes.
        await using (var other = new EmbeddedHost(
            cluster.Database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance))
        {
            var answer = await other.Grains.Get<IPartyLedger>(key).Execute(Debit(200));
            Assert.Equal(2, answer.OrThrow().Version);
        }

        var third = await books.Post(party, 400);
        Assert.Equal((3, 700), (third.Version, third.Balance.Minor));
        Assert.Equal(2, seen.Of(key).Count);
        Assert.Equal(4, (await books.Post(party, 1)).Version);
        Assert.Equal(2, seen.Of(key).Count);
    }

    [Fact]
    public async Task Of_two_activations_that_write_at_once_each_command_is_recorded_once()
    {
        var silo = await cluster.Join(SiloRole.All);
        var books = await new Books(silo).Create();
        var party = await books.AddParty("Meera Stores");
        var key = new LedgerKey(books.Business, party, Rupee).ToString();
        await using var other = new EmbeddedHost(
            cluster.Database.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);

        var commands = Enumerable.Range(1, 60).Select(number => Debit(number)).ToList();
        var versions = new ConcurrentBag<long>();
        async Task Post(IGrains grains, IEnumerable<PostEntry> mine)
        {
            foreach (var command in mine)
                versions.Add(await Execute(grains, command));
        }

        // A host gives up a call that meets another writer again and again; who asked repeats it.
        async Task<long> Execute(IGrains grains, PostEntry command)
        {
            while (true)
            {
                try
                {
                    return (await grains.Get<IPartyLedger>(key).Execute(command)).OrThrow().Version;
                }
                catch (ActivationDiscardedException)
                {
                }
            }
        }

        await Task.WhenAll(Post(silo.Grains, commands[..30]), Post(other.Grains, commands[30..]));
        Assert.Equal(Enumerable.Range(1, 60).Select(version => (long)version), versions.Order());

        // Repeated through the other one, each gets its first answer.
        var again = await silo.Grains.Get<IPartyLedger>(key).Execute(commands[59]);
        Assert.Contains(again.OrThrow().Version, versions);
        var view = await silo.Grains.Get<IPartyLedger>(key).View();
        Assert.Equal((60, 60 * 61 / 2), (view.Version, view.Balance.Minor));
        var report = await Verification.Run(
            cluster.Database.Databases.Owner, books.Business, TimeProvider.System, CancellationToken.None);
        Assert.True(report.IsClean, string.Join("; ", report.Checks.SelectMany(check => check.Examples)));
    }

    [Fact]
    public async Task Of_two_first_writes_of_one_state_the_database_takes_one()
    {
        async Task<object?> Write(string key)
        {
            await using var command = cluster.Database.Databases.Owner.CreateCommand(
                "select cluster.write_state('service', 'pubsub', $1, 0, 0, null, '\\x01'::bytea)");
            command.Parameters.Add(new() { Value = key });
            return await command.ExecuteScalarAsync();
        }

        var key = Guid.NewGuid().ToString();
        var both = await Task.WhenAll(Write(key), Write(key));
        Assert.Equal([DBNull.Value, 1], both.OrderBy(version => version is int));
    }

    private static PostEntry Debit(long amountMinor) => new()
    {
        Id = Books.NewId(),
        By = Actor.System("test"),
        Kind = EntryKind.Invoice,
        Amount = new Money(amountMinor, Rupee),
        DocumentDate = new DateOnly(2026, 11, 5),
    };

    /// <summary>Which activations of a grain were called.</summary>
    private sealed class SeenActivations : IIncomingGrainCallFilter
    {
        private readonly ConcurrentBag<(string Key, ActivationId Activation)> _seen = [];

        public HashSet<ActivationId> Of(string key) =>
            _seen.Where(seen => seen.Key == key).Select(seen => seen.Activation).ToHashSet();

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is IActivation)
                _seen.Add((context.TargetContext.Key, context.TargetContext.ActivationId));
            return context.Invoke();
        }
    }
}
