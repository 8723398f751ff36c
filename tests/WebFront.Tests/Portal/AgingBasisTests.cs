using AngleSharp.Dom;
using LedgerPortal.Businesses;
using LedgerPortal.Database;
using LedgerPortal.Formatting;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using LedgerPortal.Verifications;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>A business that counts days from the document's date ages so everywhere, and nothing else changes by it.</summary>
public sealed class AgingBasisTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    [Fact]
    public async Task Both_sides_the_totals_and_the_items_behind_a_column_count_from_the_chosen_day()
    {
        var customer = await Customer.Create(fixture.Portal);
        var books = new Books(fixture.Portal) { Business = customer.Business };
        // Due 10 days ago, in 20 days, and today.
        await customer.Post(EntryKind.Invoice, 400m, Today.AddDays(-40), Today.AddDays(-10));
        await customer.Post(EntryKind.Invoice, 20m, Today.AddDays(-10), Today.AddDays(20));
        await customer.Post(EntryKind.Invoice, 3m, Today, Today);
        await customer.Post(EntryKind.Payment, 50m, Today, settlement: new SettleNothing());
        using var browser = await customer.SignedIn();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");

        Assert.Equal([2_300, 40_000, 0, 0, 0, 0], await Columns());
        await Set(customer, byDocument: true);
        Assert.Equal([300, 2_000, 40_000, 0, 0, 0], await Columns());
        var items = (await browser.Get("/portal/aging?column=Days31To60")).Page;
        Assert.Contains("Days since the document", items.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("400.00", items.QuerySelectorAll("table")[^1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("20.00", items.QuerySelectorAll("table")[^1].TextContent, StringComparison.Ordinal);
        // Overdue stays what is past its due date.
        Assert.Contains("₹400.00 overdue", (await browser.Get("/portal")).Page.Text(".hero-overdue"), StringComparison.Ordinal);

        var totals = (await owner.Get("/console/aging")).Page.QuerySelector("tfoot")!.TextContent;
        Assert.Contains("₹373.00 Dr", totals, StringComparison.Ordinal);
        Assert.Contains("1 party", totals, StringComparison.Ordinal);
        Assert.Equal("/console/aging", (await owner.Get("/console/aging?page=7")).Location);
        Assert.Contains("Dated that day", (await owner.Get("/console/aging")).Body, StringComparison.Ordinal);
        Assert.Contains("Dated that day", (await owner.Get($"/console/parties/{customer.Party}/aging")).Body, StringComparison.Ordinal);
        var report = await Verification.Run(
            fixture.Portal.Services.GetRequiredService<Databases>().Owner, customer.Business, TimeProvider.System, default);
        Assert.DoesNotContain(report.Checks, check => check.Broken > 0);

        async Task<List<long>> Columns()
        {
            var rows = (await browser.Get("/portal/aging")).Page.QuerySelectorAll("table")[0].QuerySelectorAll("tbody tr");
            var minors = rows.Take(6).Select(row => Minor(row.QuerySelector("td.amount")!)).ToList();
            Assert.Equal(373_00, minors.Sum() - 50_00);
            return minors;
        }
    }

    [Fact]
    public async Task An_owner_sets_it_in_the_settings()
    {
        var books = await new Books(fixture.Portal).Create();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var saved = await owner.Submit("/settings/business", ("Input.AgesByDocumentDate", "true"));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, saved.Status);
        var details = (await fixture.Portal.Grains.Get<IBusiness>(books.Business.ToString()).View())!.Details;
        Assert.True(details.AgesByDocumentDate);
    }

    private async Task Set(Customer customer, bool byDocument)
    {
        var grain = fixture.Portal.Grains.Get<IBusiness>(customer.Business.ToString());
        var known = (await grain.View())!;
        (await grain.Execute(new ChangeBusiness
        {
            Id = new CommandId(Guid.NewGuid()),
            By = Actor.System("test"),
            ExpectedVersion = known.Version,
            Details = known.Details with { AgesByDocumentDate = byDocument },
        })).OrThrow();
    }

    private static long Minor(IElement cell)
    {
        Assert.True(MoneyText.TryRead(cell.TextContent.Trim(), Customer.Rupee, out var money), cell.TextContent);
        return money.Minor;
    }
}
