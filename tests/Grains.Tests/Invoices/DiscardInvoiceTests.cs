using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class DiscardInvoiceTests
{
    [Fact]
    public void A_draft_can_be_thrown_away()
    {
        var invoice = New().Given(Draft);
        Assert.Equal([new InvoiceDiscarded()], invoice.Then(Discard));
        Assert.Equal(DocumentStatus.Discarded, invoice.State.Status);
        invoice.ThenAlreadyDone(Discard);
        invoice.ThenRefused(RefusalCode.NotDraft, Issue);
    }

    [Fact]
    public void Nothing_else_can()
    {
        New().ThenRefused(RefusalCode.NotFound, Discard);
        New().Given(Draft, Issue).ThenRefused(RefusalCode.NotDraft, Discard);
        Issued().ThenRefused(RefusalCode.NotDraft, Discard);
    }
}
