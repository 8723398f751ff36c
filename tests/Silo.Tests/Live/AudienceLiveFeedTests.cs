using System.Threading.Channels;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Live;

public sealed class AudienceLiveFeedTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    /// <summary>Missing evidence, not a measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_one_silo_commits_the_others_are_told_from_the_first_change_on()
    {
        var first = await cluster.Join(SiloRole.All);
        var second = await cluster.Join(SiloRole.All);
        var web = await cluster.Join(SiloRole.Web);
        var books = await new Books(first).Create();
        var party = await books.AddParty("Meera Stores");

        var heard = new List<Channel<Change>>();
        var subscriptions = new List<IAsyncDisposable>();
        foreach (var member in new[] { first, second, web })
        {
            var changes = Channel.CreateUnbounded<Change>();
            heard.Add(changes);
            subscriptions.Add(await member.Services.GetRequiredService<ILiveFeed>().Subscribe(
                books.Business, told =>
                {
                    // What was committed before it listened may still be on its way.
                    foreach (var change in told.Where(change => change.Balance is not null))
                        changes.Writer.TryWrite(change);
                }));
        }

        // From here on nothing may be missing.
        for (var version = 1; version <= 30; version++)
        {
            var answer = await books.Post(party, 100);
            Assert.Equal(version, answer.Version);
            foreach (var changes in heard)
            {
                var change = await changes.Reader.ReadAsync().AsTask().WaitAsync(Patience);
                Assert.Equal((version, version * 100), (change.Version, change.Balance!.Value.Minor));
                Assert.Contains(Topic.Ledger(party, Books.Rupee), change.Topics);
            }
        }

        foreach (var subscription in subscriptions)
            await subscription.DisposeAsync();
        await using var again = await second.Services.GetRequiredService<ILiveFeed>().Subscribe(
            books.Business, told => heard[1].Writer.TryWrite(told[^1]));
        await books.Post(party, 100);
        Assert.Equal(31, (await heard[1].Reader.ReadAsync().AsTask().WaitAsync(Patience)).Version);
        Assert.False(heard[0].Reader.TryRead(out _));
        Assert.False(heard[2].Reader.TryRead(out _));
    }

    [Fact]
    public async Task When_a_silo_is_gone_who_listens_is_told_to_compare()
    {
        var stays = await cluster.Join(SiloRole.All);
        var goes = await cluster.StartProcess();
        var told = new TaskCompletionSource();
        await using var subscription = await stays.Services.GetRequiredService<ILiveFeed>().Subscribe(
            new BusinessId(Guid.NewGuid()), changes =>
            {
                if (changes.Count == 0)
                    told.TrySetResult();
            });
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(told.Task.IsCompleted);

        await goes.SignalAsync("KILL");
        await told.Task.WaitAsync(Patience);
        await cluster.Leave();
    }
}
