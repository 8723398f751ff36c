using AngleSharp.Dom;
using Dapper;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Database;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>From the balance at the last visit to the balance now, right to the paisa.</summary>
public sealed class SinceLastVisitTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task A_first_visit_and_one_after_which_nothing_changed_show_nothing()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today, 500m);
        using var browser = await customer.SignedIn();
        Assert.Null((await browser.Get("/portal")).Page.GetElementById("since"));
        await LastVisitEndedNow(customer);
        Assert.Null((await browser.Get("/portal")).Page.GetElementById("since"));
    }

    [Fact]
    public async Task A_visit_ends_after_half_an_hour_and_the_next_one_by_the_same_link_knows_it()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Today, 500m);
        using var first = await customer.SignedIn();
        await first.Get("/portal");
        // So long ago that the next request begins another visit.
        await Execute("update access.visitor set last_seen_at = now() - interval '31 minutes' where party = @party", customer);
        await customer.Pay(200m);
        await Execute("update read.entry set recorded_at = now() - interval '40 minutes' where party = @party and kind = 'Invoice'", customer);
        await Execute("update access.session set last_seen_at = now() - interval '31 minutes' where party = @party", customer);
        var page = (await first.Get("/portal")).Page;
        Assert.Equal(["Balance then ₹500.00 Dr", "Payments · 1 −₹200.00", "Balance now ₹300.00 Dr"], Rows(page));
        // It is one visit until the next pause: the same is shown again, also in a new session of the same link.
        Assert.Equal(3, Rows((await first.Get("/portal")).Page).Count);
    }

    [Fact]
    public async Task The_steps_of_random_ledgers_lead_from_the_balance_then_to_the_balance_now()
    {
        var random = new Random(20261122);
        var dollar = Currency.Parse("USD");
        for (var run = 0; run < 8; run++)
        {
            var customer = await Customer.Create(fixture.Portal);
            using var browser = await customer.SignedIn();
            await PostSome(customer, random);
            await customer.Post(EntryKind.Invoice, 77.01m, Today, Today, dollar);
            var then = (await customer.Ledger().View()).Balance.Minor;
            await LastVisitEndedNow(customer);
            await PostSome(customer, random);
            var now = (await customer.Ledger().View()).Balance.Minor;

            var page = (await browser.Get("/portal?currency=INR")).Page;
            var amounts = page.QuerySelectorAll("#since tbody td.amount").Select(Minor).ToList();
            Assert.Equal((then, now), (amounts[0], amounts[^1]));
            Assert.Equal(now, amounts[..^1].Sum());
            // Another currency had no change, and says nothing.
            Assert.Null((await browser.Get("/portal?currency=USD")).Page.GetElementById("since"));
        }
    }

    [Fact]
    public void Bars_stand_where_their_balances_are()
    {
        var since = new SinceLastVisit(
            Customer.Rupee, default, 150, [new ChangeSince(EntryKind.Invoice, 1, 200), new ChangeSince(EntryKind.Payment, 2, -150)], false);
        Assert.Equal(100, since.ThenMinor);
        Assert.Equal(
            [new StepBar(0, 33.33m), new StepBar(33.33m, 66.67m), new StepBar(50, 50), new StepBar(0, 50)], since.Bars());
        // Below zero is in the party's favour: there the picture begins at the lowest.
        var below = new SinceLastVisit(Customer.Rupee, default, -100, [new ChangeSince(EntryKind.Payment, 1, -200)], false);
        Assert.Equal([new StepBar(50, 50), new StepBar(0, 100), new StepBar(0, 50)], below.Bars());
    }

    [Fact]
    public async Task Where_the_ledger_is_not_shown_neither_are_its_changes()
    {
        var customer = await Customer.Create(fixture.Portal);
        using var browser = await customer.SignedIn();
        await customer.Issue(Today, 500m);
        await LastVisitEndedNow(customer);
        await customer.Pay(200m);
        Assert.NotNull((await browser.Get("/portal")).Page.GetElementById("since"));
        await customer.Show(new() { ShowStatement = false });
        Assert.Null((await browser.Get("/portal")).Page.GetElementById("since"));
    }

    private static List<string> Rows(IDocument page) =>
        [.. page.QuerySelectorAll("#since tbody tr").Select(row => string.Join(
            ' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];

    private static long Minor(IElement cell)
    {
        var text = cell.TextContent.Trim();
        var sign = text.EndsWith("Cr", StringComparison.Ordinal) || text.Contains('−') ? -1 : 1;
        var figures = text.Replace("Dr", "").Replace("Cr", "").Replace("−", "").Replace("+", "").Trim();
        Assert.True(MoneyText.TryRead(figures, Customer.Rupee, out var money), text);
        return sign * money.Minor;
    }

    private static async Task PostSome(Customer customer, Random random)
    {
        var kinds = new[]
        {
            EntryKind.Invoice, EntryKind.DebitNote, EntryKind.Payment, EntryKind.CreditNote, EntryKind.WriteOff, EntryKind.Tds,
            EntryKind.Adjustment,
        };
        for (var i = 0; i < 12; i++)
        {
            var kind = kinds[random.Next(kinds.Length)];
            var answer = await customer.Post(
                kind, random.Next(1, 10_000_000) / 100m, Today.AddDays(-random.Next(90)),
                side: kind == EntryKind.Adjustment ? (random.Next(2) == 0 ? Side.Debit : Side.Credit) : null,
                settlement: new SettleNothing());
            if (random.Next(6) == 0)
            {
                (await customer.Ledger().Execute(new ReverseEntry
                {
                    Id = new CommandId(Guid.NewGuid()), By = Actor.System("test"), Entry = answer.Version, DocumentDate = Today,
                    InternalReason = "wrong",
                })).OrThrow();
            }
        }
    }

    /// <summary>The visit before this one ended at this moment.</summary>
    private Task LastVisitEndedNow(Customer customer) =>
        Execute("update access.visitor set visit_before = clock_timestamp() where party = @party", customer);

    private async Task Execute(string sql, Customer customer)
    {
        await using var connection = await fixture.Portal.Services.GetRequiredService<Databases>().Owner.OpenConnectionAsync();
        Assert.True(await connection.ExecuteAsync(sql, new { party = customer.Party.Value }) > 0);
    }
}
