using System.Net;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class MergePagesTests(ConsoleFixture console)
{
    [Fact]
    public async Task Two_parties_become_one_after_a_page_has_shown_what_moves()
    {
        var old = await console.AddParty("Sharma Traders (old)");
        var kept = await console.AddParty("Sharma Traders");
        var invoice = await console.Issue(old, "1000", "2026-05-01");
        await console.Pay(old, "400");
        await console.Issue(kept, "50", "2026-05-02");

        var choice = await console.Show($"/console/parties/{old}/merge?q=sharma");
        Assert.Contains($"/console/parties/{old}/merge?party={kept}", choice.Body);
        Assert.DoesNotContain($"merge?party={old}", choice.Body);
        var page = $"/console/parties/{old}/merge?party={kept}";
        var confirm = await console.Show(page);
        Assert.Contains("Open items, INR 1 ₹600.00", Said(confirm));
        Assert.Contains("cannot be undone", Said(confirm));
        var merged = await console.Send(confirm, page, null);
        Assert.Equal((HttpStatusCode.Redirect, $"/console/parties/{kept}"), (merged.Status, merged.Location));

        // Sent twice it is one wish, and nothing else can be asked of the old party any more.
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send(confirm, page, null)).Status);

        var there = await console.Show($"/console/parties/{kept}");
        Assert.Contains("Sharma Traders (old) was merged into this customer.", Said(there));
        Assert.Contains("₹650.00 Dr", Said(there));
        var here = await console.Show($"/console/parties/{old}");
        Assert.Contains("merged into Sharma Traders", Said(here));
        Assert.Contains($"/console/parties/{kept}", here.Body);
        Assert.Contains("₹0.00", Said(here));
        Assert.DoesNotContain("Record payment", Said(here));

        // The invoice is owed where it went, and is paid there.
        Assert.Contains("Left ₹600.00", Said(await console.Show(invoice)));
        await console.Pay(kept, "250");
        var paid = Said(await console.Show(invoice));
        Assert.Contains("Left ₹350.00", paid);
        Assert.Contains("₹250.00", paid);
        Assert.Contains("₹400.00", paid);
        Assert.DoesNotContain("Transfer", paid);
        var list = Said(await console.Show("/console/invoices?q=sharma"));
        Assert.Contains("₹350.00", list);
    }

    [Fact]
    public async Task A_form_for_a_merged_party_leads_to_its_page_and_records_nothing()
    {
        var old = await console.AddParty("Merged and gone");
        var kept = await console.AddParty("Merged and kept");
        var payment = await console.Show($"/console/payments/new?party={old}");
        var merge = $"/console/parties/{old}/merge?party={kept}";
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send(merge, null)).Status);

        foreach (var form in new[]
        {
            $"/console/payments/new?party={old}", $"/console/invoices/new?party={old}", $"/console/credit-notes/new?party={old}",
            $"/console/parties/new-entry/adjustment?party={old}", $"/console/parties/{old}/merge", merge,
        })
        {
            var answer = await console.Owner.Get(form);
            Assert.Equal((HttpStatusCode.Redirect, $"/console/parties/{old}"), (answer.Status, answer.Location));
        }

        // A form that was open before.
        var late = await console.Send(
            payment, $"/console/payments/new?party={old}", null, ("Input.Amount", "100"), ("Input.Method", "UPI"));
        Assert.Equal((HttpStatusCode.Redirect, $"/console/parties/{old}"), (late.Status, late.Location));
        Assert.Contains("was merged into Merged and kept. Record it there.", (await console.Show(late.Location!)).Body);
        Assert.DoesNotContain("Merged and gone", Said(await console.Show("/console/parties/new-entry/adjustment?q=merged")));
    }

    [Fact]
    public async Task Nobody_is_merged_into_itself_or_into_one_that_was_merged()
    {
        var one = await console.AddParty("Chain one");
        var two = await console.AddParty("Chain two");
        var three = await console.AddParty("Chain three");
        Assert.Equal(HttpStatusCode.NotFound, (await console.Owner.Get($"/console/parties/{one}/merge?party={one}")).Status);
        var stale = await console.Show($"/console/parties/{three}/merge?party={one}");
        await console.Issue(one, "70", "2026-05-01");
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send($"/console/parties/{one}/merge?party={two}", null)).Status);
        Assert.Equal(
            HttpStatusCode.NotFound, (await console.Send(stale, $"/console/parties/{three}/merge?party={one}", null)).Status);
        // What was taken goes on with who took it.
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send($"/console/parties/{two}/merge?party={three}", null)).Status);
        Assert.Contains("₹70.00 Dr", Said(await console.Show($"/console/parties/{three}")));
    }

    [Fact]
    public async Task A_payment_that_bounced_says_so_to_both_sides()
    {
        var party = await console.AddParty("Bouncer");
        await console.Issue(party, "1000", "2026-05-01");
        var payment = await console.Pay(party, "1,000");
        var bounced = await console.Send(
            payment, "Reverse", ("Input.Date", console.Today), ("Input.InternalReason", "Funds insufficient"), ("Input.IsBounce", "true"));
        Assert.Equal(HttpStatusCode.Redirect, bounced.Status);
        Assert.Contains("Bounced on", Said(await console.Show(payment)));
        Assert.Contains("Bounced on", Said(await console.Show($"/console/parties/{party}")));
        Assert.Contains("Bounced on", Said(await console.Show("/console/payments?q=bouncer")));
        Assert.Contains("₹1,000.00 Dr", Said(await console.Show($"/console/parties/{party}")));
    }
}
