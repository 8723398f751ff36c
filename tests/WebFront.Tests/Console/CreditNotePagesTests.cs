using System.Net;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class CreditNotePagesTests(ConsoleFixture console)
{
    [Fact]
    public async Task An_invoice_is_credited_in_part_and_never_beyond_its_total()
    {
        var party = await console.AddParty("Credited");
        var invoice = await console.Issue(party, "1000");
        var number = (await console.Show(invoice)).Title;
        var page = $"/console/credit-notes/new?party={party}&invoice={DocumentOf(invoice)}";
        var shown = await console.Show(page);
        Assert.Equal("Sona Masoori rice 25 kg", shown.Page.GetElementById("Input_Lines_0__Description")!.GetAttribute("value"));
        Assert.Contains($"For invoice {number}. At most ₹1,000.00", Said(shown));

        var beyond = await console.Send(shown, page, null, ("Reason", "damaged"), ("Input.Lines[0].UnitPrice", "1001"));
        Assert.Equal(HttpStatusCode.Conflict, beyond.Status);
        Assert.Contains("more than", Said(beyond));

        var done = await console.Send(beyond, page, null, ("Input.Lines[0].UnitPrice", "400"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        var note = await console.Show(done.Location!);
        Assert.Matches("^CN/26-27/[0-9]{6}$", note.Title);
        Assert.Contains($"for {number} of", Said(note));
        Assert.Contains("Left ₹600.00", Said(await console.Show(invoice)));
        Assert.Contains("At most ₹600.00", Said(await console.Show(page)));
        Assert.Contains(note.Title, Said(await console.Show("/console/credit-notes?q=credited")));
    }

    [Fact]
    public async Task A_free_credit_note_needs_a_reason_and_stays_unapplied()
    {
        var party = await console.AddParty("Free credit");
        var page = $"/console/credit-notes/new?party={party}";
        (string, string)[] line =
        [
            ("Input.Lines[0].Description", "Festival rebate"), ("Input.Lines[0].Quantity", "1"),
            ("Input.Lines[0].UnitPrice", "250"), ("Input.Lines[0].TaxRatePercent", "0"),
        ];
        var unreasoned = await console.Send(page, null, line);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unreasoned.Status);
        Assert.NotNull(ErrorAt(unreasoned, "Reason"));
        var done = await console.Send(unreasoned, page, null, ("Reason", "Diwali rebate"));
        Assert.Equal(HttpStatusCode.Redirect, done.Status);
        var note = await console.Show(done.Location!);
        Assert.Contains("Diwali rebate", Said(note));
        Assert.Contains("₹250.00 Cr", Said(await console.Show($"/console/parties/{party}")));

        await console.Send(done.Location!, "handler=Share");
        Assert.NotNull((await console.Show(done.Location!)).Page.GetElementById("share-url"));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_is_one_credit_note()
    {
        var party = await console.AddParty("Credit twice");
        var page = $"/console/credit-notes/new?party={party}";
        var shown = await console.Show(page);
        (string, string)[] typed =
        [
            ("Reason", "once"), ("Input.Lines[0].Description", "Rebate"), ("Input.Lines[0].Quantity", "1"),
            ("Input.Lines[0].UnitPrice", "250"), ("Input.Lines[0].TaxRatePercent", "0"),
        ];
        var first = await console.Send(shown, page, null, typed);
        var second = await console.Send(shown, page, null, typed);
        Assert.Equal(first.Location, second.Location);
        Assert.Contains("₹250.00 Cr", Said(await console.Show($"/console/parties/{party}")));
    }
}
