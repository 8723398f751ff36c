using System.Collections.Concurrent;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests;
using LedgerPortal.Hosting;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

/// <summary>The grain on a real journal.</summary>
public sealed class PartyLedgerTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private readonly LedgerKey _key = new(new BusinessId(Guid.NewGuid()), new PartyId(Guid.NewGuid()), Rupee);

    [Fact]
    public async Task An_entry_is_durable_and_the_same_command_gives_the_first_answer()
    {
        var invoice = Invoice(1180, "2026-04-01") with { Id = Examples.NewId() };
        LedgerAnswer first;
        await using (var host = Host())
        {
            first = (await Ledger(host).Execute(invoice)).OrThrow();
            await Post(host, Payment(180, "2026-04-02"));
            Assert.Equal((1L, Rs(1180)), (first.Version, first.Balance));
        }

        await using (var host = Host())
        {
            Assert.Equal(first, (await Ledger(host).Execute(invoice)).OrThrow());
            var view = await Ledger(host).View();
            Assert.Equal((2L, Rs(1000), 1, 0), (view.Version, view.Balance, view.OpenItems, view.UnappliedCredits));
            Assert.Equal(
                view.HeadHash,
                await Scalar<string>($"select encode(head_hash, 'hex') from read.ledger where {OfKey}"));
            Assert.Equal(
                (await Ledger(host).Execute(invoice with { Amount = Rs(1) })).Refusal,
                new Refusal(RefusalCode.CommandIdReused));
        }
    }

    [Fact]
    public async Task A_view_is_of_one_version_whatever_is_posted_meanwhile()
    {
        await using var host = Host();
        var views = new List<Task<LedgerView>>();
        var posts = new List<Task>();
        for (var i = 0; i < 400; i++)
        {
            posts.Add(Post(host, Invoice(1, "2026-04-01")));
            views.Add(Ledger(host).View());
        }

        await Task.WhenAll(posts);
        Assert.All(await Task.WhenAll(views), view =>
            Assert.Equal((Rs(view.Version), (int)view.Version), (view.Balance, view.OpenItems)));
    }

    [Fact]
    public async Task Who_looks_at_a_busy_ledger_or_is_refused_by_it_does_not_wait_until_it_rests()
    {
        await using var host = Host();
        var rests = new CancellationTokenSource();
        async Task KeepPosting()
        {
            while (!rests.IsCancellationRequested)
                await Post(host, Invoice(1, "2026-04-01"));
        }

        var posting = Enumerable.Range(0, 16).Select(_ => Task.Run(KeepPosting)).ToList();
        try
        {
            for (var look = 0; look < 20; look++)
            {
                await Ledger(host).View().WaitAsync(TimeSpan.FromSeconds(10));
                var nothing = await Ledger(host).Execute(Invoice(0, "2026-04-01")).WaitAsync(TimeSpan.FromSeconds(10));
                Assert.NotNull(nothing.Refusal);
            }
        }
        finally
        {
            await rests.CancelAsync();
            await Task.WhenAll(posting);
        }
    }

    [Fact]
    public async Task A_document_has_one_entry()
    {
        await using var host = Host();
        var document = new DocumentId(Guid.NewGuid());
        await Post(host, Invoice(10, "2026-04-01", null, document));
        var again = Invoice(10, "2026-04-01", null, document) with { Id = Examples.NewId() };
        var twice = await Ledger(host).Execute(again);
        Assert.Equal(new Refusal(RefusalCode.AlreadyExists, "document"), twice.Refusal);
        await Post(host, Invoice(10, "2026-04-01"));
        Assert.Equal(2, (await Ledger(host).View()).Version);
    }

    [Fact]
    public async Task A_receipt_is_numbered_by_the_outbox_without_gaps()
    {
        await using var host = Host();
        var numbering = new Numbering("receipt", "RC/{yy}-{yy+1}/{000000}", 2026, 1);
        for (var i = 0; i < 3; i++)
            await Post(host, Payment(10, "2026-04-01") with { ReceiptNumbering = numbering });
        var refused = await Ledger(host).Execute(
            Payment(10, "2026-04-01", Exactly((99, 10))) with { Id = Examples.NewId(), ReceiptNumbering = numbering });
        Assert.False(refused.IsAccepted);
        await Post(host, Payment(10, "2026-04-01") with { ReceiptNumbering = numbering });
        Assert.Equal(
            "RC/26-27/000001 RC/26-27/000002 RC/26-27/000003 RC/26-27/000004",
            await Scalar<string>(
                $"select string_agg(number, ' ' order by entry) from read.entry where {OfKey} and kind = 'Payment'"));
    }

    [Fact]
    public async Task A_locked_period_stays_as_it_is_and_a_bounce_takes_an_open_day()
    {
        await using var host = Host();
        await Post(host, Invoice(100, "2026-03-01", "2026-03-10"));
        await Post(host, Payment(60, "2026-03-05"));
        await Post(host, Invoice(30, "2026-03-02"));
        await Post(host, Payment(30, "2026-03-06", new SettleNothing()));
        await host.Grains.Get<IBusiness>($"{_key.Business}").Execute(new CreateBusiness
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Details = Examples.BusinessDetails,
        });
        (await host.Grains.Get<IBusiness>($"{_key.Business}").Execute(new LockPeriod
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Through = Day("2026-03-31"),
        })).OrThrow();

        await Locked(host, Invoice(1, "2026-03-31"));
        await Locked(host, Undoing(2, 1));
        await Locked(host, Reversal(2, "2026-03-31"));
        await Post(host, Reversal(2, "2026-04-02"));
        Assert.Equal(
            "2026-03-05 2026-04-02",
            await Scalar<string>(
                $"select effective_date || ' ' || undone_from from read.allocation where {OfKey} and version = 2"));
        // Credit of the locked period is applied on an open day.
        await Locked(host, Allocation(4, Exactly((3, 30))));
        await Post(host, Allocation(4, Exactly((3, 30)), on: "2026-04-01"));
    }

    [Fact]
    public async Task Each_change_names_the_ledger_and_the_documents_it_concerns()
    {
        await using var host = Host();
        var heard = new ConcurrentQueue<Change>();
        await using var subscription = await host.Feed.Subscribe(_key.Business, changes =>
        {
            foreach (var change in changes)
                heard.Enqueue(change);
        });
        var document = new DocumentId(Guid.NewGuid());
        await Post(host, Invoice(100, "2026-03-01", null, document) with { Number = "INV/1" });
        await Post(host, Payment(100, "2026-03-05"));
        await Post(host, Reversal(2, "2026-03-06"));
        while (heard.Count < 3)
            await Task.Delay(10);

        Assert.Equal(
            [("invoice", "INV/1", Rs(100)), ("payment", "2", Rs(0)), ("reversal", "3", Rs(100))],
            heard.Select(change => (change.What, change.Subject!, change.Balance!.Value)));
        Assert.All(heard, change => Assert.Superset(
            new HashSet<string> { Topic.Ledger(_key.Party, Rupee), Topic.Business, Topic.Document(document) },
            change.Topics.ToHashSet()));
    }

    [Fact]
    public async Task Past_5000_open_items_documents_are_posted_and_allocation_asks_the_read_models()
    {
        await using (var host = Host())
        {
            await Task.WhenAll(Enumerable.Range(0, 5_100).Select(_ => Post(host, Invoice(1, "2026-03-01"))));
            await Post(host, Payment(300, "2026-03-05"));
            await Post(host, Payment(1, "2026-03-05", Exactly((5_000, 1))));
            var view = await Ledger(host).View();
            Assert.Equal((5_102L, Rs(4_799), 4_799), (view.Version, view.Balance, view.OpenItems));
            var settled = $"select count(*) from read.entry where {OfKey} and is_debit and open_minor = 0";
            Assert.Equal(301, await Scalar<long>(settled));
        }

        await using (var host = Host())
        {
            var ledger = Ledger(host);
            for (var i = 0; i < 4; i++)
                await Post(host, Payment(500, "2026-03-06"));
            Assert.Equal(2_799, (await ledger.View()).OpenItems);
        }

        // So few are kept in memory again.
        await using (var host = Host())
        {
            await Post(host, Reversal(5_101, "2026-03-20"));
            await Post(host, Payment(2, "2026-03-05"));
            var view = await Ledger(host).View();
            Assert.Equal((Rs(3_097), 3_097), (view.Balance, view.OpenItems));
        }
    }

    private string OfKey =>
        $"business = '{_key.Business.Value}' and party = '{_key.Party.Value}' and currency = '{_key.Currency}'";

    private IPartyLedger Ledger(EmbeddedHost host) => host.Grains.Get<IPartyLedger>(_key.ToString());

    private async Task<long> Post(EmbeddedHost host, LedgerCommand command) =>
        (await Ledger(host).Execute(command with { Id = Examples.NewId() })).OrThrow().Version;

    private async Task Locked(EmbeddedHost host, LedgerCommand command) => Assert.Equal(
        RefusalCode.PeriodLocked, (await Ledger(host).Execute(command with { Id = Examples.NewId() })).Refusal?.Code);

    private EmbeddedHost Host() => new(fixture.Databases.Writer, TimeProvider.System, NullLoggerFactory.Instance);

    private async Task<T> Scalar<T>(string sql)
    {
        await using var command = fixture.Databases.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
