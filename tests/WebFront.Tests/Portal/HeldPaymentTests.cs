using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>What a customer reads of the post-dated payments that it handed in.</summary>
public sealed class HeldPaymentTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Day = Customer.Today.AddDays(12);
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    [Fact]
    public async Task It_stands_near_the_balance_and_changes_no_figure()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Issue(Customer.Today.AddDays(-60), 9_000m);
        using var browser = await customer.SignedIn();
        var before = (await browser.Get("/portal")).Page;
        var held = await Hand(customer);

        var after = (await browser.Get("/portal")).Page;
        Assert.Contains(
            $"₹5,000.00 by Cheque CHQ 774411, dated {DateText.Format(Day, Months)}: counts on that day", after.Text(".hero"),
            StringComparison.Ordinal);
        Assert.Equal(before.Text(".hero-amount"), after.Text(".hero-amount"));
        Assert.Equal(before.Text(".aging"), after.Text(".aging"));
        Assert.Equal(before.Text(".figures"), after.Text(".figures"));
        Assert.DoesNotContain("Secret reason", (await browser.Get("/portal")).Body, StringComparison.Ordinal);

        (await customer.Ledger().Execute(new GiveBackPayment
        {
            Id = Books.NewId(), By = Actor.System("test"), Held = held.Version, InternalReason = "Asked for",
        })).OrThrow();
        Assert.DoesNotContain("774411", (await browser.Get("/portal")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_customer_of_the_business_reads_nothing_of_it()
    {
        var customer = await Customer.Create(fixture.Portal);
        var neighbour = await customer.Neighbour();
        await Hand(customer);
        using var browser = await neighbour.SignedIn();
        Assert.DoesNotContain("774411", (await browser.Get("/portal")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_party_had_handed_in_is_shown_where_its_affairs_go_on()
    {
        var old = await Customer.Create(fixture.Portal);
        var kept = await old.Neighbour();
        await Hand(old);
        await old.MergeInto(kept);
        using var browser = await kept.SignedIn();
        Assert.Contains("by Cheque CHQ 774411", (await browser.Get("/portal")).Page.Text(".hero"), StringComparison.Ordinal);
    }

    private static async Task<LedgerAnswer> Hand(Customer customer) => (await customer.Ledger().Execute(new PostEntry
    {
        Id = Books.NewId(),
        By = Actor.System("test"),
        Kind = EntryKind.Payment,
        Amount = new Money(5_000_00, Customer.Rupee),
        DocumentDate = Day,
        DayBeginsAt = Customer.BusinessDetails.BeginningOf(Day),
        Method = "Cheque",
        Reference = "CHQ 774411",
        InternalReason = "Secret reason",
        Settlement = new SettleOldestDueFirst(),
    })).OrThrow();
}
