using LedgerPortal.Testing;

namespace LedgerPortal.Live;

public sealed class WatchedTopicTests
{
    private static readonly PartyId Party = new(Guid.NewGuid());
    private readonly TopicKey _key = new(new BusinessId(Guid.NewGuid()), TopicKind.Ledger, Party, Books.Rupee);

    [Fact]
    public async Task A_page_on_a_slow_line_is_told_the_newest_state_and_not_every_step_to_it()
    {
        var line = new SlowLine();
        var topic = new WatchedTopic(_key, line.Send);
        topic.Tell(Posting(1));
        await line.Started(1);
        for (var version = 2; version <= 1_000; version++)
            topic.Tell(Posting(version));
        line.Finish();
        await line.Started(2);

        var last = line.Sent[^1];
        Assert.Equal((1_000, 1_000, 1_000), (last.Position, last.Version, last.Balance!.Minor));
        Assert.Equal(20, last.What.Count);
        Assert.Equal(2, line.Sent.Count);
        line.Finish();
    }

    [Fact]
    public async Task A_message_that_was_overtaken_does_not_bring_an_old_balance_back()
    {
        var line = new SlowLine();
        var topic = new WatchedTopic(_key, line.Send);
        topic.Tell(Posting(7));
        await line.Started(1);
        topic.Tell(Posting(6));
        line.Finish();
        topic.Tell(Posting(8));
        await line.Started(2);
        Assert.Equal([7, 8], line.Sent.Select(message => message.Position));
        Assert.Equal(["INV/8"], line.Sent[^1].What.Select(what => what.Text));
        line.Finish();
    }

    [Fact]
    public async Task A_lower_journal_position_that_became_visible_late_is_told_too()
    {
        var line = new SlowLine();
        var topic = new WatchedTopic(_key with { Kind = TopicKind.Party }, line.Send);
        topic.Began(98);
        topic.Tell(Document(100));
        await line.Started(1);
        line.Finish();
        // 99 was committed after 100, and its message was lost: the comparison must not believe that 100 was all.
        topic.Compare(100, null);
        await line.Started(2);
        line.Finish();
        topic.Compare(100, null);
        topic.Tell(Document(101));
        await line.Started(3);
        Assert.Equal([100, 100, 101], line.Sent.Select(message => message.Position));
        line.Finish();
    }

    private static Change Posting(long version) => new(
        [], "", version, 5_000 + version, new Money(version, Books.Rupee), "invoice", $"INV/{version}");

    private static Change Document(long position) => new([], "", 1, position, null, "invoice", null);

    /// <summary>Sends nothing before it is told to: phases, not sleeps.</summary>
    private sealed class SlowLine
    {
        private readonly SemaphoreSlim _started = new(0);
        private readonly SemaphoreSlim _mayFinish = new(0);
        private int _seen;

        public List<ChangedMessage> Sent { get; } = [];

        public async Task Send(WatchedTopic topic, ChangedMessage message)
        {
            Sent.Add(message);
            _started.Release();
            await _mayFinish.WaitAsync();
        }

        public async Task Started(int count)
        {
            while (_seen < count)
            {
                Assert.True(await _started.WaitAsync(TimeSpan.FromSeconds(20)), $"Message {count} was never sent.");
                _seen++;
            }
        }

        public void Finish() => _mayFinish.Release();
    }
}
