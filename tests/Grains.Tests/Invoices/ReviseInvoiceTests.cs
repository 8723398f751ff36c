using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class ReviseInvoiceTests
{
    [Fact]
    public void A_draft_takes_new_content_and_new_amounts()
    {
        var invoice = New().Given(Draft);
        var revised = Assert.IsType<InvoiceRevised>(Assert.Single(invoice.Then(Revise(1, Of(50)))));
        Assert.Equal(236_000, revised.Totals.TotalMinor);
        Assert.Equal(236_000, invoice.State.Totals!.TotalMinor);
    }

    [Fact]
    public void What_was_changed_meanwhile_is_not_overwritten()
    {
        var invoice = New().Given(Draft, Revise(1, Of(50)));
        invoice.ThenRefused(RefusalCode.VersionChanged, Revise(1, Of(60)));
        invoice.ThenAlreadyDone(Revise(1, Of(50)));
    }

    [Fact]
    public void Only_a_draft_can_be_revised()
    {
        New().ThenRefused(RefusalCode.NotFound, Revise(0, Examples.Content));
        New().Given(Draft, Issue).ThenRefused(RefusalCode.NotDraft, Revise(2, Of(50)));
        New().Given(Draft, Discard).ThenRefused(RefusalCode.NotDraft, Revise(2, Of(50)));
    }

    [Fact]
    public void Fields_come_before_the_state() => New().ThenRefused(
        RefusalCode.NoLines, Revise(0, Examples.Content with { Lines = [] }));
}
