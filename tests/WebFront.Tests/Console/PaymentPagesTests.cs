using System.Net;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class PaymentPagesTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_payment_settles_the_oldest_first_and_gets_a_receipt_number()
    {
        var party = await console.AddParty("Oldest first");
        var older = await console.Issue(party, "1000", "2026-05-01");
        var newer = await console.Issue(party, "500", "2026-06-01");
        var payment = await console.Show(await console.Pay(party, "1,200"));
        Assert.Matches("^Payment RC/26-27/[0-9]{6}$", payment.Title);
        Assert.Contains("Left ₹0.00", Said(await console.Show(older)));
        Assert.Contains("Left ₹300.00", Said(await console.Show(newer)));
        Assert.Contains("₹300.00 Dr", Said(await console.Show($"/console/parties/{party}")));
        Assert.Contains(payment.Title.Replace("Payment ", ""), Said(await console.Show("/console/payments?q=oldest+first")));
    }

    [Fact]
    public async Task A_payment_settles_what_is_chosen_and_never_more_than_is_open()
    {
        var party = await console.AddParty("Chosen");
        var older = await console.Issue(party, "1000", "2026-05-01");
        var newer = await console.Issue(party, "500", "2026-06-01");
        var page = $"/console/payments/new?party={party}&invoice={DocumentOf(newer)}";
        var shown = await console.Show(page);
        Assert.Equal("500.00", shown.Page.GetElementById("Input_Amount")!.GetAttribute("value"));

        var beyond = await console.Send(
            shown, page, null, ("Input.Method", "Cheque"), ("Input.Reference", "000123"), ("Input.Amount", "2000"),
            ("Input.Settlement.Parts[1].Amount", "700"));
        Assert.Equal(HttpStatusCode.Conflict, beyond.Status);
        Assert.Contains("more than the ₹500.00 still open", Said(beyond));
        Assert.Equal("700", beyond.Page.GetElementById("Input_Settlement_Parts_1__Amount")!.GetAttribute("value"));

        var done = await console.Send(
            beyond, page, null, ("Input.Amount", "500"), ("Input.Settlement.Parts[1].Amount", "500"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        Assert.Contains("Left ₹0.00", Said(await console.Show(newer)));
        Assert.Contains("Left ₹1,000.00", Said(await console.Show(older)));
    }

    [Theory]
    [InlineData("Input.Amount", "")]
    [InlineData("Input.Amount", "0")]
    [InlineData("Input.Amount", "-5")]
    [InlineData("Input.Amount", "1,50")]
    [InlineData("Input.Amount", "10.005")]
    [InlineData("Input.Amount", "99999999999999999999")]
    [InlineData("Input.Date", "tomorrow")]
    [InlineData("Input.Method", "")]
    public async Task What_cannot_be_right_is_refused_at_its_field(string field, string value)
    {
        var party = await console.AddParty("Careless payer");
        var answer = await console.Send(
            $"/console/payments/new?party={party}", null, ("Input.Amount", "100"), ("Input.Method", "UPI"),
            ("Input.Narration", "kept"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, field));
        Assert.Equal("kept", answer.Page.GetElementById("Input_Narration")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Choosing_without_an_amount_is_refused()
    {
        var party = await console.AddParty("Chooses nothing");
        await console.Issue(party, "1000");
        var answer = await console.Send(
            $"/console/payments/new?party={party}", null, ("Input.Amount", "100"), ("Input.Method", "UPI"),
            ("Input.Settlement.Way", "choose"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("at least one document", Said(answer));
    }

    [Fact]
    public async Task A_repeated_reference_warns_and_is_recorded_when_the_operator_says_so()
    {
        var party = await console.AddParty("Twin");
        var reference = "UTR" + Guid.NewGuid().ToString("N")[..12];
        await console.Pay(party, "100", reference: reference);
        var page = $"/console/payments/new?party={party}";
        var warned = await console.Send(
            page, null, ("Input.Amount", "100"), ("Input.Method", "upi"), ("Input.Reference", reference.ToLowerInvariant()));
        Assert.Equal(HttpStatusCode.Conflict, warned.Status);
        Assert.Contains("is recorded already", Said(warned));
        Assert.Contains("₹100.00 Cr", Said(await console.Show($"/console/parties/{party}")));

        var done = await console.Send(warned, page, null, ("Input.IsNoTwin", "true"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        Assert.Contains("₹200.00 Cr", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_is_one_payment_and_no_twin_of_itself()
    {
        var party = await console.AddParty("Sent twice");
        var page = $"/console/payments/new?party={party}";
        var shown = await console.Show(page);
        (string, string)[] typed =
            [("Input.Amount", "100"), ("Input.Method", "UPI"), ("Input.Reference", "ONCE" + party)];
        var first = await console.Send(shown, page, null, typed);
        var second = await console.Send(shown, page, null, typed);
        Assert.Equal(HttpStatusCode.Redirect, second.Status);
        Assert.Equal(first.Location, second.Location);
        Assert.Contains("₹100.00 Cr", Said(await console.Show($"/console/parties/{party}")));
    }

    [Fact]
    public async Task What_was_left_unapplied_is_applied_later_undone_and_reversed()
    {
        var party = await console.AddParty("Later");
        var invoice = await console.Issue(party, "1000");
        var payment = await console.Pay(party, "400", way: "nothing");
        Assert.Contains("Apply ₹400.00", Said(await console.Show(payment)));

        Assert.Equal(payment, (await console.Send(payment, "handler=Apply")).Location);
        Assert.Contains("Left ₹600.00", Said(await console.Show(invoice)));
        Assert.Contains("Unapplied ₹0.00", Said(await console.Show(payment)));

        Assert.Equal(payment, (await console.Send(payment, "handler=Undo")).Location);
        Assert.Contains("Left ₹1,000.00", Said(await console.Show(invoice)));

        var unreasoned = await console.Send(payment, "handler=Reverse", ("Input.Date", console.Today));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.Status);
        Assert.NotNull(ErrorAt(unreasoned, "Input.InternalReason"));
        var early = await console.Send(
            payment, "handler=Reverse", ("Input.Date", "2026-01-01"), ("Input.InternalReason", "bounced"));
        Assert.NotEqual(HttpStatusCode.Redirect, early.Status);
        Assert.NotNull(ErrorAt(early, "Input.Date"));

        var reversed = await console.Send(
            payment, "handler=Reverse", ("Input.Date", console.Today), ("Input.InternalReason", "bounced"));
        Assert.Equal(payment, reversed.Location);
        var page = await console.Show(payment);
        Assert.Contains("Reversed", Said(page));
        Assert.DoesNotContain("handler=Reverse", page.Body);
        Assert.Contains("₹1,000.00 Dr", Said(await console.Show($"/console/parties/{party}")));
    }
}
