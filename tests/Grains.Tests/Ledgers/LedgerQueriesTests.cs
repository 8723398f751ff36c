using System.Reflection;
using LedgerPortal.Access;
using LedgerPortal.Grains.Tests;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using static LedgerPortal.Ledgers.LedgerScenario;

namespace LedgerPortal.Ledgers;

/// <summary>Read models and queries against the ledger recomputed from its full history, on random ledgers.</summary>
public sealed class LedgerQueriesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly string[] Tables = ["ledger", "entry", "entry_reason", "allocation", "ledger_day", "held_payment"];
    private static readonly DateOnly YearStart = Day("2026-02-01");

    private readonly BusinessId _business = new(Guid.NewGuid());
    private readonly HandSetTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Names() => new(typeof(LedgerQueries)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_query_is_one_that_the_console_and_the_portal_may_ask(string name)
    {
        var party = new PartyId(Guid.NewGuid());
        var sql = (string)typeof(LedgerQueries).GetField(name)!.GetValue(null)!;
        foreach (var role in new[] { "ledgerportal_console", "ledgerportal_portal" })
        {
            await using var read = await Open(role, party);
            var rows = await read.Rows<object>(sql, new
            {
                business = _business,
                party,
                parties = new[] { party.Value },
                currency = Rupee,
                document = new DocumentId(party.Value),
                asOf = Day("2026-03-31"),
                today = Day("2026-03-31"),
                yearStart = Day("2025-04-01"),
                from = Day("2026-03-01"),
                to = Day("2026-03-31"),
                entry = 1L,
                version = 0L,
                limit = 10,
                afterDate = (DateOnly?)null,
                beforeDate = (DateOnly?)null,
                afterDue = (DateOnly?)null,
                afterParty = (PartyId?)null,
                afterEntry = (long?)null,
                beforeEntry = (long?)null,
                isDebit = (bool?)null,
                dueFrom = (DateOnly?)null,
                dueTo = (DateOnly?)null,
            });
            Assert.True(rows.Count <= 1);
        }
    }

    [Fact]
    public async Task Everything_that_is_asked_of_random_ledgers_is_what_their_full_history_gives()
    {
        var ledgers = new Dictionary<PartyId, NaiveLedger>();
        await using (var host = Host())
        {
            foreach (var moves in LedgerMove.Samples(4, 70))
            {
                var party = new PartyId(Guid.NewGuid());
                ledgers.Add(party, await Play(host, party, moves));
            }
        }

        foreach (var (party, naive) in ledgers)
        {
            // The portal sees no less of its own ledger than the console.
            foreach (var role in new[] { "ledgerportal_console", "ledgerportal_portal" })
            {
                await using var read = await Open(role, party);
                await Entries(read, party, naive);
                await Statements(read, party, naive);
                await Days(read, party, naive);
                await Cards(read, party, naive);
            }
        }

        await using var console = await Open("ledgerportal_console", null);
        await OfBusiness(console, ledgers);
    }

    [Fact]
    public async Task Replayed_in_other_batches_the_journal_gives_the_same_rows()
    {
        await using var host = Host();
        var streams = new List<StreamId>();
        foreach (var moves in LedgerMove.Samples(3, 60))
        {
            var party = new PartyId(Guid.NewGuid());
            await Play(host, party, moves);
            streams.Add(LedgerReadModel.StreamOf(Key(party)));
        }

        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        await Execute(connection, "create schema shadow");
        foreach (var table in Tables)
            await Execute(connection, $"create table shadow.{table} (like read.{table} including all)");
        foreach (var stream in streams)
        {
            var fold = ((IEventStream)LedgerReadModel.Definition).Begin(stream);
            foreach (var rows in (await host.Journal.Load(stream)).Rows.Chunk(7))
            {
                var batch = new ReadModelBatch();
                foreach (var row in rows)
                    fold.Apply(row, batch);
                await using var write = new NpgsqlBatch(connection);
                foreach (var command in batch.Commands("shadow"))
                    write.BatchCommands.Add(command);
                await write.ExecuteNonQueryAsync();
            }
        }

        foreach (var table in Tables)
        {
            await using var differing = new NpgsqlCommand(
                $"""
                select count(*) from (
                  (select * from read.{table} where business = '{_business.Value}' except select * from shadow.{table})
                  union all (select * from shadow.{table} except select * from read.{table})) d
                """, connection);
            Assert.Equal(0L, await differing.ExecuteScalarAsync());
        }
    }

    /// <summary>The grain answers as the decisions do, and what it stored is what was decided.</summary>
    private async Task<NaiveLedger> Play(EmbeddedHost host, PartyId party, LedgerMove[] moves)
    {
        var scenario = new LedgerScenario();
        var ledger = host.Grains.Get<IPartyLedger>(Key(party).ToString());
        foreach (var move in moves)
        {
            var command = move.On(scenario.Naive) with { Id = Examples.NewId() };
            // A ledger that is merged moves on its own what is open, which the full history here would not know.
            if (command is MergeLedger)
                continue;
            if (command is PostEntry post)
            {
                command = post with
                {
                    Document = Of(party, post.Document),
                    Settlement = Of(party, post.Settlement),
                    ReceiptNumbering = null,
                };
            }

            if (command is AllocateCredit allocate)
                command = allocate with { Settlement = Of(party, allocate.Settlement) };
            if (command is ReverseDocument reverse)
                command = reverse with { Document = Of(party, reverse.Document)!.Value };
            _time.Now = scenario.Now;
            var decision = scenario.When(command);
            var answer = await ledger.Execute(command);
            Assert.Equal(decision.Refusal?.ToString(), answer.Refusal?.ToString());
            scenario.Record(decision);
            if (!answer.IsAccepted)
                continue;
            Assert.Equal(
                (scenario.State.Version, scenario.State.BalanceMinor),
                (answer.Value.Version, answer.Value.Balance.Minor));
        }

        var rows = (await host.Journal.Load(LedgerReadModel.StreamOf(Key(party)))).Rows;
        Assert.Equal(scenario.Rows.Select(row => row.Version), rows.Select(row => row.Version));
        return scenario.Naive;
    }

    private async Task Entries(ScopedRead read, PartyId party, NaiveLedger naive)
    {
        var of = new { business = _business, party, currency = Rupee, version = 0, limit = 1_000 };
        var rows = await read.Rows<EntryRow>(LedgerQueries.EntriesSince, of);
        Assert.Equal(
            naive.Entries.Select(e => naive.Find(e.Version)!).Select(e => (
                e.Entry, e.Kind, e.Side is Side.Debit, e.AmountMinor, e.OpenMinor, e.DisputedMinor, e.DocumentDate,
                e.DueDate, e.Document, e.Number, e.Reverses, e.ReversedBy)),
            rows.Select(r => (
                r.Entry, r.Kind, r.IsDebit, r.AmountMinor, r.OpenMinor, r.DisputedMinor, r.DocumentDate, r.DueDate,
                r.Document, r.Number, r.Reverses, r.ReversedBy)));

        foreach (var row in rows.Where((_, i) => i % 3 == 0))
        {
            var one = new { business = _business, party, currency = Rupee, entry = row.Entry, document = row.Document };
            Assert.Equal(row, await read.Row<EntryRow>(LedgerQueries.Entry, one));
            if (row.Document is not null)
                Assert.Equal(row, await read.Row<EntryRow>(LedgerQueries.EntryOfDocument, one));
            Assert.Equal(
                naive.AllAllocations
                    .Where(a => a.UndoneVersion is null && (a.Credit == row.Entry || a.Debit == row.Entry))
                    .OrderBy(a => (a.EffectiveDate, a.Version, a.Ordinal))
                    .Select(a => (a.Version, a.Ordinal, a.AmountMinor, a.Credit == row.Entry ? a.Debit : a.Credit)),
                (await read.Rows<SettlementRow>(LedgerQueries.Settlements, one))
                    .Select(s => (s.Version, s.Ordinal, s.AmountMinor, s.Entry)));
        }

        await using var look = await new SqlLedgerFacts(fixture.Databases.Writer).Look(Key(party));
        var entries = rows.Select(row => row.Entry).ToList();
        Assert.Equal(
            entries.Select(naive.Find), (await look.Entries(entries)).OrderBy(entry => entry.Entry));
    }

    private async Task Statements(ScopedRead read, PartyId party, NaiveLedger naive)
    {
        var lines = new List<(long Entry, DateOnly Date, long Balance)>();
        long balance = 0;
        foreach (var (entry, posted) in naive.Entries.OrderBy(e => e.Posted.DocumentDate).ThenBy(e => e.Version))
        {
            balance += posted.Side is Side.Debit ? posted.AmountMinor : -posted.AmountMinor;
            lines.Add((entry, posted.DocumentDate, balance));
        }

        foreach (var (from, to) in new[]
        {
            (Day("1900-01-01"), Day("2199-12-31")),
            (Day("2026-02-01"), Day("2026-02-28")),
            (Day("2026-03-15"), Day("2026-03-15")),
        })
        {
            var period = lines.Where(line => line.Date >= from && line.Date <= to).ToList();
            var totals = await read.Row<StatementTotals>(
                LedgerQueries.StatementTotals, new { business = _business, party, currency = Rupee, from, to });
            Assert.Equal(
                (naive.BalanceAsOf(from.AddDays(-1)), naive.BalanceAsOf(to), (long)period.Count),
                (totals.OpeningMinor, totals.ClosingMinor, totals.Entries));
            Assert.Equal(totals.ClosingMinor, totals.OpeningMinor + totals.DebitMinor - totals.CreditMinor);

            var shown = new List<StatementRow>();
            while (shown.Count < period.Count)
            {
                var page = await read.Rows<StatementRow>(LedgerQueries.Statement, new
                {
                    business = _business, party, currency = Rupee, from, to, limit = 7,
                    afterDate = shown.LastOrDefault()?.DocumentDate, afterEntry = shown.LastOrDefault()?.Entry,
                });
                Assert.NotEmpty(page);
                shown.AddRange(page);
            }

            Assert.Equal(period, shown.Select(row => (row.Entry, row.DocumentDate, row.BalanceMinor)));
        }

        var newest = new List<StatementRow>();
        while (newest.Count < lines.Count)
        {
            newest.AddRange(await read.Rows<StatementRow>(LedgerQueries.LatestEntries, new
            {
                business = _business, party, currency = Rupee, limit = 7,
                beforeDate = newest.LastOrDefault()?.DocumentDate, beforeEntry = newest.LastOrDefault()?.Entry,
            }));
        }

        Assert.Equal(
            Enumerable.Reverse(lines), newest.Select(row => (row.Entry, row.DocumentDate, row.BalanceMinor)));
    }

    private async Task Days(ScopedRead read, PartyId party, NaiveLedger naive)
    {
        foreach (var asOf in naive.Days().Where((_, i) => i % 5 == 0))
        {
            var of = new
            {
                business = _business, party, currency = Rupee, asOf, limit = 1_000, afterDue = (DateOnly?)null,
                afterEntry = (long?)null,
            };
            Assert.Equal(naive.BalanceAsOf(asOf), await read.Row<long>(LedgerQueries.Balance, of));
            Assert.Equal(
                naive.Entries.Select(e => naive.Find(e.Version)!)
                    .Where(e => naive.OpenAsOf(e.Entry, asOf) != 0)
                    .OrderBy(e => e.DueDate).ThenBy(e => e.Entry)
                    .Select(e => (e.Entry, naive.OpenAsOf(e.Entry, asOf))),
                (await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, of)).Select(i => (i.Entry, i.OpenThenMinor)));

            var aging = await read.RowOrNone<AgingRow>(LedgerQueries.Aging, of);
            Assert.Equal(Aged(naive, party, asOf), aging);
            Assert.Equal(naive.BalanceAsOf(asOf), aging!.BalanceMinor);
        }
    }

    private async Task Cards(ScopedRead read, PartyId party, NaiveLedger naive)
    {
        foreach (var today in new[] { Day("2026-02-15"), Day("2026-04-20"), Day("2027-01-01") })
        {
            var of = new
            {
                business = _business, party, parties = new[] { party.Value }, currency = Rupee, today, asOf = today, yearStart = YearStart,
            };
            var card = await read.Row<CardsRow>(LedgerQueries.Cards, of);
            var overdue = Overdue(naive, today).ToList();
            var disputed = naive.Open(Side.Debit).Where(e => e.DocumentDate <= today && e.DisputedMinor > 0).ToList();
            Assert.Equal(
                (naive.BalanceMinor, overdue.Sum(e => e.OpenMinor - e.DisputedMinor), overdue.Count,
                    overdue.Count == 0 ? null : overdue.Min(e => (DateOnly?)e.DueDate),
                    disputed.Sum(e => e.DisputedMinor), disputed.Count,
                    naive.Open(Side.Credit).Where(e => e.DocumentDate <= today).Sum(e => e.OpenMinor),
                    Received(naive, today)),
                (card.BalanceMinor, card.OverdueMinor, card.OverdueItems, card.OverdueSince, card.DisputedMinor,
                    card.DisputedItems, card.UnappliedMinor, card.ReceivedMinor));
            var line = await read.Row<PartyBalanceRow>(LedgerQueries.BalancesOfParties, of);
            Assert.Equal(
                (card.BalanceMinor, card.OverdueMinor, card.UnappliedMinor),
                (line.BalanceMinor, line.OverdueMinor, line.UnappliedMinor));

            var aging = Aged(naive, party, today);
            var figures = new FiguresRow(
                aging.NotDueMinor, aging.Days1To30Minor, aging.Days31To60Minor, aging.Days61To90Minor, aging.Days91To120Minor,
                aging.Over120Minor, aging.UnappliedMinor, card.OverdueMinor, card.OverdueItems, card.OverdueSince, card.DisputedMinor,
                card.ReceivedMinor);
            Assert.Equal(figures, await read.Row<FiguresRow>(LedgerQueries.Figures, of));
            var latest = await read.Row<DateOnly>("select latest_date from read.ledger where business = @business and party = @party", of);
            if (latest <= today)
                Assert.Equal(figures, await read.Row<FiguresRow>(LedgerQueries.FiguresOfLatest, of));
        }
    }

    private async Task OfBusiness(ScopedRead read, Dictionary<PartyId, NaiveLedger> ledgers)
    {
        foreach (var asOf in new[] { Day("2026-02-01"), Day("2026-03-10"), Day("2026-12-31") })
        {
            var rows = await read.Rows<AgingRow>(LedgerQueries.AgingByParty, new { business = _business, asOf });
            Assert.Equal(
                ledgers.Select(l => Aged(l.Value, l.Key, asOf)).Where(HasItems).OrderBy(row => row.Party.Value),
                rows.Where(HasItems).OrderBy(row => row.Party.Value));
            var totals = await read.Row<AgingTotalsRow>(LedgerQueries.AgingTotals, new { business = _business, asOf });
            Assert.Equal(
                (rows.Sum(row => row.BalanceMinor), rows.Sum(row => row.OverdueMinor)),
                (totals.BalanceMinor, totals.OverdueMinor));

            var overdue = ledgers
                .SelectMany(l => Overdue(l.Value, asOf).Select(e => (e.DueDate, l.Key, e.Entry)))
                .ToHashSet();
            var shown = new List<OverdueRow>();
            while (shown.Count < overdue.Count)
            {
                var last = shown.LastOrDefault();
                shown.AddRange(await read.Rows<OverdueRow>(LedgerQueries.OverdueItems, new
                {
                    business = _business, today = asOf, limit = 10, afterDue = last?.DueDate, afterParty = last?.Party,
                    afterEntry = last?.Entry,
                }));
            }

            Assert.Equal(overdue, shown.Select(row => (row.DueDate, row.Party, row.Entry)).ToHashSet());
            Assert.Equal(shown.Select(row => row.DueDate).Order(), shown.Select(row => row.DueDate));

            var cards = await read.Row<BusinessCardsRow>(
                LedgerQueries.BusinessCards, new { business = _business, today = asOf, yearStart = YearStart });
            Assert.Equal(
                (ledgers.Values.Sum(l => l.BalanceMinor), overdue.Count, ledgers.Values.Sum(l => Received(l, asOf))),
                (cards.ReceivableMinor - cards.PayableMinor, cards.OverdueItems, cards.ReceivedMinor));
        }
    }

    private static IEnumerable<LedgerEntry> Overdue(NaiveLedger naive, DateOnly today) => naive.Open(Side.Debit)
        .Where(e => e.DueDate < today && e.DocumentDate <= today && e.OpenMinor > e.DisputedMinor);

    private static long Received(NaiveLedger naive, DateOnly today) => naive.Entries
        .Where(e => e.Posted.DocumentDate >= YearStart && e.Posted.DocumentDate <= today)
        .Sum(e => (e.Posted.ReversesKind ?? e.Posted.Kind) is EntryKind.Payment or EntryKind.Refund
            ? (e.Posted.Side is Side.Credit ? e.Posted.AmountMinor : -e.Posted.AmountMinor)
            : 0);

    private static bool HasItems(AgingRow row) => row with { Party = default, Currency = default }
        != new AgingRow(default, default, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static AgingRow Aged(NaiveLedger naive, PartyId party, DateOnly asOf)
    {
        var open = new long[6];
        var disputed = new long[6];
        long unapplied = 0;
        foreach (var (entry, posted) in naive.Entries)
        {
            var openMinor = naive.OpenAsOf(entry, asOf);
            if (posted.Side is Side.Credit)
            {
                unapplied += openMinor;
                continue;
            }

            var column = (asOf.DayNumber - posted.DueDate.DayNumber) switch
            {
                <= 0 => 0,
                <= 30 => 1,
                <= 60 => 2,
                <= 90 => 3,
                <= 120 => 4,
                _ => 5,
            };
            open[column] += openMinor;
            disputed[column] += Math.Min(openMinor, naive.DisputedNow(entry));
        }

        return new AgingRow(
            party, Rupee, open[0], open[1], open[2], open[3], open[4], open[5], unapplied, disputed[0], disputed[1],
            disputed[2], disputed[3], disputed[4], disputed[5]);
    }

    /// <summary>One entry a document holds across parties: each has documents of its own.</summary>
    private static DocumentId? Of(PartyId party, DocumentId? document) =>
        document is null ? null : new DocumentId(Id.Derive(party.Value, document.Value.ToString()));

    private static Settlement Of(PartyId party, Settlement settlement) =>
        settlement is SettleDocument document ? new SettleDocument(Of(party, document.Document)!.Value) : settlement;

    private LedgerKey Key(PartyId party) => new(_business, party, Rupee);

    private Task<ScopedRead> Open(string role, PartyId? party) => ScopedRead.Open(
        fixture.Databases.Reader, new ReadScope(role, _business, party), CancellationToken.None);

    private EmbeddedHost Host() => new(fixture.Databases.Writer, _time, NullLoggerFactory.Instance);

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
