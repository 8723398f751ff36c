using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>On a business of its own, from its first moment.</summary>
public sealed class TodayPagesTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task From_nothing_to_the_first_shared_invoice_and_its_figures()
    {
        var empty = await console.Show("/console");
        Assert.Contains("Nothing is posted yet", Said(empty));
        Assert.Equal("/console/start", empty.Page.QuerySelector(".empty a")!.GetAttribute("href"));
        var start = await console.Show("/console/start");
        Assert.Equal("/console/parties/new?then=invoice", start.Page.QuerySelector("ol a")!.GetAttribute("href"));

        var made = await console.Send("/console/parties/new?then=invoice", null, ("Input.Name", "First customer"));
        Assert.StartsWith("/console/invoices/new?party=", made.Location);
        var party = Id.Parse<PartyId>(made.Location!.Split("party=")[1]);
        await console.Issue(party, "1000", "2026-05-01");
        Assert.Contains("Your first invoice is shared", Said(await console.Show("/console/start")));

        await console.Pay(party, "250");
        var today = await console.Show("/console");
        var figures = Words(today.Page.QuerySelector(".figures"));
        Assert.Contains("Receivable ₹750.00", figures);
        Assert.Contains("Overdue ₹750.00 100 % · 1 party", figures);
        Assert.Contains("₹250.00", figures);
        Assert.DoesNotContain("Disputed", figures);
        var feed = Words(today.Page.QuerySelector(".feed"));
        Assert.Contains("First customer paid ₹250.00", feed);
        Assert.Contains("of ₹1,000.00 issued to First customer", feed);
        Assert.Contains("Sum of 1: ₹750.00", Said(today));
        foreach (var chip in new[] { "overdue", "due", "credit", "not-shared", "nonsense" })
            await console.Show($"/console?show={chip}");

        // Another currency stands beside, and is added to nothing.
        var pounds = Currency.Parse("GBP");
        (await console.Grains.Get<IPartyLedger>(new LedgerKey(console.Business, party, pounds).ToString()).Execute(new PostEntry
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.OpeningBalance,
            Side = Side.Debit,
            Amount = new Money(12_345, pounds),
            DocumentDate = new DateOnly(2026, 5, 1),
        })).OrThrow();
        var both = await console.Show("/console");
        Assert.Equal(2, both.Page.QuerySelectorAll(".figures").Length);
        Assert.Contains("₹750.00", Said(both));
        Assert.Contains("£123.45", Said(both));
        Assert.Contains("£123.45 Dr", Said(await console.Show($"/console/parties/{party}?currency=GBP")));

        // A live refresh is answered with its part alone, at the position it then has.
        var part = await console.Owner.Get("/console", ("X-Live", "1"));
        Assert.DoesNotContain("<html", part.Body);
        Assert.NotNull(part.Page.QuerySelector("[data-watch=business][data-position]"));
    }
}
