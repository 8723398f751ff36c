using System.Net;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class EntryPagesTests(ConsoleFixture console)
{
    [Theory]
    [InlineData("adjustment", "Debit", "₹1,250.00 Dr")]
    [InlineData("adjustment", "Credit", "₹750.00 Dr")]
    [InlineData("write-off", null, "₹750.00 Dr")]
    [InlineData("tds", null, "₹750.00 Dr")]
    [InlineData("debit-note", null, "₹1,250.00 Dr")]
    [InlineData("opening-balance", "Debit", "₹1,250.00 Dr")]
    [InlineData("opening-balance", "Credit", "₹750.00 Dr")]
    public async Task Each_kind_of_entry_changes_the_balance_its_way(string kind, string? side, string balance)
    {
        var party = await console.AddParty($"{kind} {side}");
        await console.Issue(party, "1000");
        var answer = await Record(
            party, kind, ("Input.Side", side ?? ""), ("Input.Amount", "250"), ("Input.Settlement.Way", "oldest"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var entry = await console.Show(answer.Location!);
        Assert.Contains("why it is so", Said(entry));
        Assert.Contains("by owner@sahyadri.example", Said(entry));
        Assert.Contains(balance, Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task A_refund_is_paid_from_unapplied_credit_and_never_beyond_it()
    {
        var party = await console.AddParty("Refunded");
        await console.Pay(party, "400", way: "nothing");
        var beyond = await Record(party, "refund", ("Input.Amount", "401"));
        Assert.Equal(HttpStatusCode.Conflict, beyond.Status);
        Assert.Contains("more than", Said(beyond));
        Assert.Equal(HttpStatusCode.Redirect, (await Record(party, "refund", ("Input.Amount", "150"))).Status);
        Assert.Contains("₹250.00 Cr", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task A_write_off_asks_first_and_needs_a_reason()
    {
        var party = await console.AddParty("Waived");
        await console.Issue(party, "1000");
        var shown = await console.Show($"/console/parties/new-entry/write-off?party={party}");
        Assert.Contains("no longer owes", shown.Page.QuerySelector("[data-confirm]")!.GetAttribute("data-confirm"));
        var answer = await Record(party, "write-off", ("Input.Amount", "10"), ("Input.InternalReason", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, "Input.InternalReason"));
    }

    [Fact]
    public async Task An_adjustment_needs_its_side()
    {
        var party = await console.AddParty("Sideless");
        foreach (var side in new[] { "", "Both", "1" })
        {
            var answer = await Record(party, "adjustment", ("Input.Amount", "10"), ("Input.Side", side));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
            Assert.NotNull(ErrorAt(answer, "Input.Side"));
        }
    }

    [Fact]
    public async Task A_kind_that_is_not_there_is_not_found()
    {
        var party = await console.AddParty("Kindless");
        Assert.Equal(
            HttpStatusCode.NotFound, (await console.Owner.Get($"/console/parties/new-entry/gift?party={party}")).Status);
    }

    [Fact]
    public async Task The_ledger_shows_a_period_with_its_opening_and_closing_balance()
    {
        var party = await console.AddParty("Periods");
        await console.Issue(party, "1000", "2026-05-10");
        await console.Issue(party, "500", "2026-06-10");
        var page = await console.Show($"/console/parties/{party}?from=2026-06-01&to=2026-06-30");
        var ledger = Words(page.Page.GetElementById("ledger"));
        Assert.Contains("Opening balance ₹1,000.00 Dr", ledger);
        Assert.Contains("₹1,500.00 Dr", ledger);
        Assert.Contains("Closing balance 500.00 0.00 ₹1,500.00 Dr", ledger);
        foreach (var period in new[] { "month", "quarter", "year", "last-year", "all", "nonsense" })
            await console.Show($"/console/parties/{party}?period={period}");
        // A period that ends before it begins is none.
        await console.Show($"/console/parties/{party}?from=2026-06-30&to=2026-06-01");
    }

    private Task<Answer> Record(PartyId party, string kind, params (string Name, string Value)[] typed)
    {
        (string Name, string Value)[] usual =
        [
            ("Input.Method", "194Q"), ("Input.InternalReason", "why it is so"), ("Input.Settlement.Way", "oldest"),
        ];
        return console.Send(
            $"/console/parties/new-entry/{kind}?party={party}", null,
            [.. usual.Where(field => typed.All(own => own.Name != field.Name)), .. typed]);
    }
}
