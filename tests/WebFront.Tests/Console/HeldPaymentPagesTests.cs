using System.Net;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>A post-dated payment on the operator's pages: taken, seen, given back, entered by hand.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HeldPaymentPagesTests(ConsoleFixture console)
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private DateOnly Ahead(int days) => DateOnly.Parse(console.Today, null).AddDays(days);

    private static string Shown(DateOnly day) => DateText.Format(day, Months);

    [Fact]
    public async Task A_payment_dated_ahead_is_held_and_no_figure_knows_of_it()
    {
        var party = await console.AddParty("Hands in cheques");
        var invoice = await console.Issue(party, "1000");
        var form = await console.Show($"/console/payments/new?party={party}");
        Assert.Contains("Dated after today it is held as post-dated", Said(form));

        var address = await Hand(party, "5000", "000123", Ahead(5));
        var held = await console.Show(address);
        Assert.Contains($"counts on {Shown(Ahead(5))}", Said(held));
        Assert.Contains("Post-dated", Said(held));
        Assert.DoesNotContain("Enter now", Said(held));

        var page = Said(await console.Show($"/console/parties/{party}"));
        Assert.Contains("₹1,000.00 Dr", page);
        Assert.Contains("Cheque · 000123", page);
        Assert.Contains("Left ₹1,000.00", Said(await console.Show(invoice)));
        Assert.Contains("Post-dated payments of the next days", Said(await console.Show("/console")));
        Assert.Contains("A post-dated payment was taken into keeping", Said(await console.Show($"/console/history?party={party}")));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_holds_one_and_a_reference_that_is_held_warns()
    {
        var party = await console.AddParty("Hands in twice");
        var page = $"/console/payments/new?party={party}";
        var reference = "CHQ" + party;
        var shown = await console.Show(page);
        (string, string)[] typed =
        [
            ("Input.Amount", "100"), ("Input.Method", "Cheque"), ("Input.Reference", reference),
            ("Input.Date", Ahead(30).ToString("yyyy-MM-dd")),
        ];
        var first = await console.Send(shown, page, null, typed);
        var second = await console.Send(shown, page, null, typed);
        Assert.Equal((HttpStatusCode.Redirect, first.Location), (second.Status, second.Location));

        var warned = await console.Send(page, null, typed);
        Assert.Equal(HttpStatusCode.Conflict, warned.Status);
        Assert.Contains("is recorded already", Said(warned));
    }

    [Fact]
    public async Task Given_back_it_leaves_its_trace_and_the_way_free_for_another()
    {
        var party = await console.AddParty("Takes it back");
        var address = await Hand(party, "700", "000777", Ahead(20));
        var unreasoned = await console.Send(address, "handler=GiveBack", ("Input.Narration", "kept"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.Status);
        Assert.NotNull(ErrorAt(unreasoned, "Input.InternalReason"));
        Assert.Equal("kept", unreasoned.Page.GetElementById("Input_Narration")!.GetAttribute("value"));

        var done = await console.Send(
            address, "handler=GiveBack", ("Input.InternalReason", "Wrong payee"), ("Input.Narration", "Please write another"));
        Assert.Equal((HttpStatusCode.Redirect, address), (done.Status, done.Location));
        var held = Said(await console.Show(address));
        Assert.Contains("Given back", held);
        Assert.Contains("Wrong payee", held);
        Assert.Contains("Please write another", held);
        Assert.DoesNotContain("000777", Said(await console.Show($"/console/parties/{party}")));
        await Hand(party, "700", "000777", Ahead(20));
    }

    [Fact]
    public async Task One_whose_day_has_come_is_entered_by_hand()
    {
        var party = await console.AddParty("Waits for its day");
        // Its day begins in a moment; the outbox, which would enter it, is kept away.
        var begins = DateTimeOffset.UtcNow.AddSeconds(1);
        var held = (await Ledger(party).Execute(Cheque(DateOnly.Parse(console.Today, null), begins))).OrThrow();
        Assert.True(held.IsHeld);
        await using (var later = console.Database.Databases.Owner.CreateCommand(
            "update journal.outbox set due_at = now() + interval '1 h' where business = $1 and not_before is not null"))
        {
            later.Parameters.AddWithValue(console.Business.Value);
            await later.ExecuteNonQueryAsync();
        }

        var address = ConsolePlaces.HeldPayment(party, Books.Rupee, held.Version);
        Assert.Contains("Its day has come", Said(await console.Show(address)));
        Assert.Contains("Not entered yet", Said(await console.Show($"/console/parties/{party}")));
        var tomorrow = await console.Send(address, "handler=Enter", ("Input.Date", Ahead(1).ToString("yyyy-MM-dd")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tomorrow.Status);
        Assert.NotNull(ErrorAt(tomorrow, "Input.Date"));

        Answer entered;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            entered = await console.Send(address, "handler=Enter");
        }
        while (entered.Status == HttpStatusCode.UnprocessableEntity && DateTimeOffset.UtcNow < begins.AddSeconds(15));

        Assert.Equal(HttpStatusCode.Redirect, entered.Status);
        Assert.StartsWith("Payment", (await console.Show(entered.Location!)).Title);
        Assert.Contains("₹400.00 Cr", Said(await console.Show($"/console/parties/{party}")));
        Assert.Contains("Entry", Said(await console.Show(address)));
    }

    [Fact]
    public async Task Of_another_business_nothing_is_there()
    {
        var theirs = await console.Neighbour.AddParty("Of the neighbour");
        var day = Ahead(9);
        var held = (await console.Grains.Get<IPartyLedger>($"{console.Neighbour.Business}/{theirs}/INR")
            .Execute(Cheque(day, new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)))).OrThrow();
        var address = ConsolePlaces.HeldPayment(theirs, Books.Rupee, held.Version);
        Assert.Equal(HttpStatusCode.NotFound, (await console.Owner.Get(address)).Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await console.Owner.Get(address.Replace($"/{held.Version}", "/99"))).Status);
    }

    private IPartyLedger Ledger(PartyId party) => console.Grains.Get<IPartyLedger>($"{console.Business}/{party}/INR");

    private static PostEntry Cheque(DateOnly day, DateTimeOffset begins) => new()
    {
        Id = Books.NewId(),
        By = Actor.System("test"),
        Kind = EntryKind.Payment,
        Amount = new Money(400_00, Books.Rupee),
        DocumentDate = day,
        DayBeginsAt = begins,
        Method = "Cheque",
        ReceiptNumbering = Details.ReceiptNumbering(day),
    };

    private async Task<string> Hand(PartyId party, string amount, string reference, DateOnly day)
    {
        var answer = await console.Send(
            $"/console/payments/new?party={party}", null, ("Input.Amount", amount), ("Input.Method", "Cheque"),
            ("Input.Reference", reference), ("Input.Date", day.ToString("yyyy-MM-dd")), ("Input.IsNoTwin", "true"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Contains("/held/INR/", answer.Location);
        return answer.Location!;
    }
}
