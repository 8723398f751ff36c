using LedgerPortal.Businesses;
using LedgerPortal.Grains.Tests;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LedgerPortal.Ledgers;

/// <summary>A post-dated payment from the day it is handed in to the day that it counts, on a real database.</summary>
public sealed class HeldPaymentGrainTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly DateOnly Day = new(2026, 3, 5);

    private readonly HandSetTime _time = new(new DateTimeOffset(2026, 2, 20, 6, 30, 0, TimeSpan.Zero));

    [Fact]
    public async Task It_waits_in_the_outbox_and_holds_up_nothing()
    {
        await using var shop = await Opened();
        await Hand(shop, 50_000);
        // A payment of today gets its receipt's number, although the cheque's promise is older.
        var paid = (await shop.DyingGrains.Get<IPartyLedger>(Key(shop)).Execute(Payment(10_000, new DateOnly(2026, 2, 20)))).OrThrow();
        await shop.Execute(
            "update journal.outbox set due_at = now() - interval '1 s' where business = $1 and not_before is null",
            shop.Business.Value);
        await Sweep();
        Assert.NotEqual("", await Number(shop, paid.Version));

        Assert.Equal(-10_000, await shop.BalanceMinor());
        Assert.Equal(1L, await shop.Scalar<long>("select count(*) from journal.outbox where business = $1", shop.Business.Value));
        Assert.Equal(
            _time.Now, await shop.Scalar<DateTime>("select held_at from read.held_payment where business = $1", shop.Business.Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task When_its_day_begins_a_process_started_since_enters_it_once_with_its_receipt()
    {
        await using var shop = await Opened();
        var document = await shop.Issue();
        var held = await Hand(shop, 50_000, new SettleDocument(document));
        Assert.True(held.IsHeld);
        Assert.Equal(118_000, held.Balance.Minor);

        _time.Now = DayBegins;
        await DayComes(shop);
        // Kept by two processes at once that die after each commit.
        Assert.Equal(2, await shop.KeepPromises());
        Assert.Equal(68_000, await shop.BalanceMinor());
        Assert.Equal(
            (Day, 0L, 1L),
            await Entered(shop, held.Version));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task The_sweep_of_another_process_enters_it()
    {
        await using var shop = await Opened();
        var held = await Hand(shop, 50_000);
        _time.Now = DayBegins;
        await DayComes(shop);
        await Sweep();
        Assert.Equal(-50_000, await shop.BalanceMinor());
        await shop.OutboxEmpties();
        Assert.Equal((Day, 50_000L, 1L), await Entered(shop, held.Version));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Sent_again_after_its_day_it_is_the_same_payment()
    {
        await using var shop = await Opened();
        var command = Cheque(50_000);
        var first = (await shop.Ledger().Execute(command)).OrThrow();
        _time.Now = DayBegins;
        await DayComes(shop);
        await Sweep();
        Assert.Equal(first, (await shop.Ledger().Execute(command)).OrThrow());
        Assert.Equal(first, (await shop.FreshGrains.Get<IPartyLedger>(Key(shop)).Execute(command)).OrThrow());
        Assert.Equal(-50_000, await shop.BalanceMinor());
    }

    [Fact]
    public async Task Sent_again_after_the_party_moved_it_is_the_same_payment()
    {
        await using var shop = await Opened();
        var services = Examples.BusinessDetails with { Advances = new AdvanceSettings(AdvancesOf.Services, 18, "Warehousing") };
        var command = Payment(50_000, Day) with { Voucher = VoucherTerms.For(services, Examples.PartyDetails) };
        var first = (await shop.Ledger().Execute(command)).OrThrow();
        var again = command with { Voucher = VoucherTerms.For(services, Examples.PartyDetails with { Name = "Meera & Sons" }) };
        Assert.Equal(first, (await shop.FreshGrains.Get<IPartyLedger>(Key(shop)).Execute(again)).OrThrow());
        Assert.Equal(-50_000, await shop.BalanceMinor());
    }

    [Fact]
    public async Task Given_back_it_is_not_entered_on_its_day()
    {
        await using var shop = await Opened();
        var held = await Hand(shop, 50_000);
        (await shop.Ledger().Execute(new GiveBackPayment
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Held = held.Version,
            Narration = "Paid by UPI",
            InternalReason = "Asked for",
        })).OrThrow();
        _time.Now = DayBegins;
        await DayComes(shop);
        Assert.Equal(1, await shop.KeepPromises());
        Assert.Equal(0, await shop.BalanceMinor());
        Assert.Equal("Paid by UPI", await shop.Scalar<string>(
            "select given_back_note from read.held_payment where business = $1", shop.Business.Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Where_the_books_are_locked_on_its_day_it_stays_and_an_operator_enters_it_on_an_open_one()
    {
        await using var shop = await Opened();
        var held = await Hand(shop, 50_000);
        _time.Now = DayBegins.AddDays(3);
        (await shop.Settings.Execute(new LockPeriod { Id = Examples.NewId(), By = Examples.Operator, Through = Day })).OrThrow();
        await DayComes(shop);
        Assert.Equal(1, await shop.KeepPromises());
        Assert.Equal(0, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();

        Assert.Equal(RefusalCode.PeriodLocked, (await shop.Ledger().Execute(Enter(held, Day))).Refusal?.Code);
        (await shop.Ledger().Execute(Enter(held, Day.AddDays(1)))).OrThrow();
        Assert.Equal(-50_000, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
        // And nothing dated where it could not be entered is taken.
        var early = Cheque(1) with { DocumentDate = Day, DayBeginsAt = DayBegins };
        _time.Now = _time.Now.AddDays(-10);
        Assert.Equal(RefusalCode.PeriodLocked, (await shop.Ledger().Execute(early)).Refusal?.Code);
    }

    [Fact]
    public async Task A_party_that_was_merged_meanwhile_has_it_entered_and_moved_on()
    {
        await using var shop = await Opened();
        var other = await shop.AddParty();
        await Hand(shop, 50_000);
        (await shop.Grains.Get<IParty>($"{shop.Business}/{shop.Party}").Execute(new MergeParty
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Into = other,
            On = new DateOnly(2026, 2, 21),
            Currencies = [Examples.Rupees],
        })).OrThrow();
        _time.Now = DayBegins;
        await DayComes(shop);
        await shop.KeepPromises("party");
        Assert.Equal((0, -50_000), (await shop.BalanceMinor(), await shop.BalanceMinor(other)));
        await shop.AssertBooksAreRight();
    }

    private static DateTimeOffset DayBegins { get; } = new(Day, TimeOnly.MinValue, TimeSpan.FromHours(5.5));

    private async Task<Shop> Opened()
    {
        var shop = new Shop(fixture, _time);
        await shop.Open();
        return shop;
    }

    private static string Key(Shop shop) => new LedgerKey(shop.Business, shop.Party, Examples.Rupees).ToString();

    private static PostEntry Payment(long minor, DateOnly date) => Shop.Payment(minor) with
    {
        DocumentDate = date,
        Settlement = new SettleNothing(),
        ReceiptNumbering = Examples.BusinessDetails.ReceiptNumbering(date),
    };

    private static PostEntry Cheque(long minor) => Payment(minor, Day) with
    {
        Method = "Cheque",
        Reference = "000123",
        DayBeginsAt = DayBegins,
    };

    private static async Task<LedgerAnswer> Hand(Shop shop, long minor, Settlement? settlement = null) =>
        (await shop.Ledger().Execute(Cheque(minor) with { Settlement = settlement ?? new SettleNothing() })).OrThrow();

    private static EnterPayment Enter(LedgerAnswer held, DateOnly date) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Held = held.Version,
        Date = date,
        ReceiptNumbering = Examples.BusinessDetails.ReceiptNumbering(date),
    };

    /// <summary>For the database, whose clock is not set by hand.</summary>
    private static Task DayComes(Shop shop) => shop.Execute(
        "update journal.outbox set due_at = now() - interval '1 s' where business = $1", shop.Business.Value);

    private async Task Sweep()
    {
        await using var started = new EmbeddedHost(fixture.Databases.Writer, _time, NullLoggerFactory.Instance);
        Assert.InRange(await started.Outbox.Sweep(), 1, int.MaxValue);
    }

    private static Task<string> Number(Shop shop, long entry) => shop.Scalar<string>(
        "select coalesce(number, '') from read.entry where business = $1 and entry = $2", shop.Business.Value, entry);

    /// <summary>Date and unapplied part of the one entry that it became, and how many there are.</summary>
    private static async Task<(DateOnly, long, long)> Entered(Shop shop, long held)
    {
        const string Of =
            "from read.held_payment h join read.entry e using (business, party, currency) where e.entry = h.entered_as and e.number is not null and h.business = $1 and h.held = $2";
        return (
            DateOnly.FromDateTime(await shop.Scalar<DateTime>($"select e.document_date::timestamp {Of}", shop.Business.Value, held)),
            await shop.Scalar<long>($"select e.open_minor {Of}", shop.Business.Value, held),
            await shop.Scalar<long>($"select count(*) {Of}", shop.Business.Value, held));
    }
}
