using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>What became of an invoice, as both sides read it.</summary>
public sealed class InvoiceTimelineTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Both_sides_read_the_same_in_the_order_of_the_days()
    {
        var customer = await Customer.Create(fixture.Portal);
        var invoice = await customer.Issue(Today.AddDays(-60), 1_000m);
        await customer.Pay(400m, Today.AddDays(-50), new SettleDocument(invoice));
        using var browser = await customer.SignedIn();
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);

        async Task<IReadOnlyList<string>> Read(Browser who, string path) =>
            [.. (await who.Get(path)).Page.QuerySelectorAll("[aria-labelledby^=timeline] .timeline > li").Select(row => row.Words())];

        async Task<IReadOnlyList<string>> OfBoth()
        {
            var rows = await Read(browser, $"/portal/invoices/{invoice}");
            Assert.Equal(rows, await Read(desk, $"/console/invoices/{invoice}"));
            return rows;
        }

        var unpaid = await OfBoth();
        Assert.Equal(3, unpaid.Count);
        Assert.StartsWith("Issued", unpaid[0]);
        Assert.StartsWith("Payment RC/", unpaid[1]);
        Assert.Contains(" · ₹400.00", unpaid[1]);
        Assert.StartsWith("Overdue from this day", unpaid[2]);

        await customer.Pay(600m, Today, new SettleDocument(invoice));
        Assert.Equal(
            ["Issued", "Payment", "Overdue", "Payment", "Paid in"],
            (await OfBoth()).Select(row => string.Join(' ', row.Split(' ').Take(row.StartsWith("Paid", StringComparison.Ordinal) ? 2 : 1))));
    }

    [Fact]
    public void What_is_to_come_stands_last_and_what_was_paid_in_time_was_never_overdue()
    {
        static TimelineStep[] Steps(long open, params DateOnly[] paid) =>
            [.. InvoiceTimeline.Of(DocumentStatus.Issued, Today.AddDays(-20), Today.AddDays(-5), Today, open, [.. paid.Select(Paid)])
                .Select(row => row.Step)];

        Assert.Equal([TimelineStep.Issued, TimelineStep.Overdue], Steps(100));
        Assert.Equal([TimelineStep.Issued, TimelineStep.Settled, TimelineStep.PaidInFull], Steps(0, Today.AddDays(-5)));
        Assert.Equal(
            [TimelineStep.Issued, TimelineStep.Overdue, TimelineStep.Settled, TimelineStep.PaidInFull], Steps(0, Today.AddDays(-4)));
        Assert.Equal(
            [TimelineStep.Issued, TimelineStep.Due],
            InvoiceTimeline.Of(DocumentStatus.Issued, Today, Today, Today, 100, []).Select(row => row.Step));
        Assert.Empty(InvoiceTimeline.Of(DocumentStatus.Draft, Today, Today, Today, 100, []));
    }

    private static SettlementRow Paid(DateOnly day) => new(
        2, 0, 100, day, 2, EntryKind.Payment, false, day, default, null, "RC/1", "UPI", null, null, default, null, null, null);
}
