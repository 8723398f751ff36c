using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Parties;

/// <summary>Two parties become one, on a real database, also when every process dies after each commit.</summary>
public sealed class MergePartyTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly DateOnly On = new(2025, 6, 1);

    [Fact]
    public async Task Whatever_dies_in_between_each_item_moves_once()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var kept = await shop.AddParty();
        var invoice = await shop.Issue();
        await shop.Issue();
        await shop.OutboxEmpties();
        await shop.Pay(500_00);
        (await shop.Ledger().Execute(Shop.Payment(90_00) with { Settlement = new SettleNothing() })).OrThrow();
        await shop.Pay(40_00, kept);

        // An invoice that is on its way while the parties are merged arrives, and goes on.
        await shop.Issue(grains: shop.DyingGrains);
        (await Party(shop.DyingGrains, shop, shop.Party).Execute(Merge(kept))).OrThrow();
        await shop.KeepPromises("party/");
        // What the ledgers have by now is right, whatever is still to come.
        await shop.AssertBooksAreRight();
        await shop.KeepPromises();

        Assert.Equal(0, await shop.BalanceMinor());
        Assert.Equal(3 * 1_180_00 - 630_00, await shop.BalanceMinor(kept));
        Assert.Equal(
            0, await shop.Scalar<long>("select count(*) from read.entry where party = $1 and open_minor <> 0", shop.Party.Value));
        Assert.Equal(
            "680.00 2025-06-01", await shop.Scalar<string>(
                """
                select round(open_minor / 100.0, 2) || ' ' || document_date from read.entry
                where party = $1 and origin_document = $2
                """, kept.Value, invoice.Value));
        await shop.AssertBooksAreRight();

        // Whatever is tried later, by hand or from a memory of before.
        var refused = await shop.Ledger().Execute(Shop.Payment(1_00));
        Assert.Equal(RefusalCode.PartyMerged, refused.Refusal?.Code);
        (await Party(shop.Grains, shop, kept).Execute(Merge(shop.Party))).OrThrow();
        await shop.OutboxEmpties();
        Assert.Equal((null, RefusalCode.PartyMerged), ((await Settled(shop, kept)).MergedInto, (await Settled(shop, kept)).MergeRefused));
    }

    [Fact]
    public async Task The_sums_of_both_are_the_same_on_every_day()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var kept = await shop.AddParty();
        for (var i = 0; i < 3; i++)
            await shop.Issue();
        await shop.Issue(kept);
        await shop.OutboxEmpties();
        await shop.Pay(700_00);
        await shop.Pay(2_000_00, kept);
        var before = await Aging(shop, shop.Party, kept);
        (await Party(shop.Grains, shop, shop.Party).Execute(Merge(kept))).OrThrow();
        await shop.OutboxEmpties();
        Assert.Equal(kept, (await Settled(shop, shop.Party)).MergedInto);
        Assert.Equal(before, await Aging(shop, shop.Party, kept));
        Assert.Equal(0, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_payment_that_bounces_in_the_old_ledger_is_owed_in_the_other()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var kept = await shop.AddParty();
        var invoice = await shop.Issue();
        await shop.OutboxEmpties();
        var payment = await shop.Pay(180_00);
        (await Party(shop.Grains, shop, shop.Party).Execute(Merge(kept))).OrThrow();
        await shop.OutboxEmpties();
        (await shop.Ledger().Execute(new ReverseEntry
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Entry = payment.Version,
            DocumentDate = new DateOnly(2025, 6, 9),
            InternalReason = "Bounced",
        })).OrThrow();
        await shop.OutboxEmpties();
        Assert.Equal(0, await shop.BalanceMinor());
        Assert.Equal(1_180_00, await shop.BalanceMinor(kept));
        Assert.Equal(
            "2025-06-01 2025-06-09", await shop.Scalar<string>(
                "select string_agg(document_date::text, ' ' order by document_date) from read.entry where origin_document = $1",
                invoice.Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Of_two_that_are_merged_into_each_other_at_once_one_stays_at_least()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var other = await shop.AddParty();
        await shop.Issue();
        await shop.Issue(other);
        await shop.OutboxEmpties();
        (await Party(shop.DyingGrains, shop, shop.Party).Execute(Merge(other))).OrThrow();
        (await Party(shop.DyingGrains, shop, other).Execute(Merge(shop.Party))).OrThrow();
        await shop.KeepPromises();
        // Whoever was asked while it still asked has refused; the other's merge came to nothing, or was granted after that.
        var parties = new[] { await Settled(shop, shop.Party), await Settled(shop, other) };
        Assert.InRange(parties.Count(party => party.MergedInto is not null), 0, 1);
        Assert.Contains(parties, party => party is { MergedInto: null, MergeRefused: RefusalCode.PartyMerged });
        Assert.Equal(2 * 1_180_00, await shop.BalanceMinor(other) + await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_locked_day_is_refused_and_a_lock_waits_for_what_is_moving()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var kept = await shop.AddParty();
        await shop.Issue();
        await shop.OutboxEmpties();
        (await shop.Settings.Execute(Lock(On))).OrThrow();
        Assert.Equal(
            RefusalCode.PeriodLocked, (await Party(shop.Grains, shop, shop.Party).Execute(Merge(kept))).Refusal?.Code);
        (await Party(shop.DyingGrains, shop, shop.Party).Execute(Merge(kept) with { On = On.AddDays(1) })).OrThrow();
        Assert.Equal(RefusalCode.PostingsPending, (await shop.Settings.Execute(Lock(On.AddDays(1)))).Refusal?.Code);
        await shop.KeepPromises();
        (await shop.Settings.Execute(Lock(On.AddDays(1)))).OrThrow();

        Assert.Equal(1_180_00, await shop.BalanceMinor(kept));
        await shop.AssertBooksAreRight();
    }

    private static IParty Party(Hosting.IGrains grains, Shop shop, PartyId party) => grains.Get<IParty>($"{shop.Business}/{party}");

    private static async Task<PartyView> Settled(Shop shop, PartyId party) =>
        await Party(shop.FreshGrains, shop, party).View() ?? throw new InvalidOperationException("There is no such party.");

    private static MergeParty Merge(PartyId into) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Into = into,
        On = On,
        Currencies = [Examples.Rupees],
    };

    private static LockPeriod Lock(DateOnly through) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Through = through,
    };

    /// <summary>The columns of both together, on days before and after.</summary>
    private async Task<string> Aging(Shop shop, params PartyId[] parties)
    {
        await using var read = await ScopedRead.Open(
            fixture.Databases.Reader, new ReadScope("ledgerportal_console", shop.Business), CancellationToken.None);
        var lines = new List<string>();
        foreach (var asOf in new[] { On.AddDays(-30), On.AddDays(-1), On, On.AddDays(40), On.AddDays(150) })
        {
            var columns = (await read.Rows<AgingRow>(LedgerQueries.AgingByParty, new { business = shop.Business, asOf }))
                .Where(row => parties.Contains(row.Party))
                .SelectMany(row => new[]
                {
                    ("not due", row.NotDueMinor), ("1", row.Days1To30Minor), ("31", row.Days31To60Minor),
                    ("61", row.Days61To90Minor), ("91", row.Days91To120Minor), ("over 120", row.Over120Minor),
                    ("unapplied", row.UnappliedMinor), ("balance", row.BalanceMinor), ("overdue", row.OverdueMinor),
                })
                .GroupBy(column => column.Item1, column => column.Item2)
                .Select(column => $"{column.Key}: {column.Sum()}");
            lines.Add($"{asOf:yyyy-MM-dd} {string.Join(", ", columns)}");
        }

        return string.Join('\n', lines);
    }
}
