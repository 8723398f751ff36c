using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class RecallInvoiceTests
{
    [Fact]
    public void A_held_invoice_becomes_the_draft_it_was()
    {
        var invoice = New().Given(Draft);
        var draft = invoice.State;
        invoice.Given(IssueHeld).After(TimeSpan.FromSeconds(9.9)).Given(Recall);
        Assert.Equal(draft with { Version = 3 }, invoice.State);
        invoice.ThenAlreadyDone(Recall);
        invoice.Then(Issue);
    }

    [Fact]
    public void It_is_too_late_when_the_hold_is_over()
    {
        New().Given(Draft, IssueHeld).After(TimeSpan.FromSeconds(10)).ThenRefused(RefusalCode.RecallNeedsHold, Recall);
        New().Given(Draft, Issue).ThenRefused(RefusalCode.RecallNeedsHold, Recall);
        Issued().ThenRefused(RefusalCode.RecallNeedsHold, Recall);
        New().ThenRefused(RefusalCode.NotFound, Recall);
    }

    [Fact]
    public void Once_the_hold_was_ended_no_clock_makes_it_recallable_again()
    {
        var invoice = New().Given(Draft, IssueHeld, EndHold(2));
        invoice.Now = invoice.Now.AddMinutes(-1);
        invoice.ThenRefused(RefusalCode.RecallNeedsHold, Recall);
    }

    [Fact]
    public void The_hold_of_a_recalled_issuing_ends_nothing()
    {
        var invoice = New().Given(Draft, IssueHeld, Recall);
        invoice.ThenAlreadyDone(EndHold(2));
        invoice.Given(IssueHeld);
        invoice.ThenAlreadyDone(EndHold(2));
        Assert.Equal([new InvoiceHoldEnded()], invoice.Then(EndHold(4)));
        Assert.Null(invoice.State.HeldUntil);
        Assert.Equal(DocumentStatus.Issuing, invoice.State.Status);
    }
}
