using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class NumberInvoiceTests
{
    [Fact]
    public void A_number_makes_it_issued()
    {
        var invoice = New().Given(Draft, Issue);
        Assert.Equal([new InvoiceIssued("INV/25-26/000001")], invoice.Then(Number()));
        Assert.Equal((DocumentStatus.Issued, invoice.Now), (invoice.State.Status, invoice.State.IssuedAt));
    }

    [Fact]
    public void The_first_number_stays() => Issued().ThenAlreadyDone(Number("INV/25-26/000002"));

    [Fact]
    public void What_can_be_recalled_takes_no_number()
    {
        New().ThenRefused(RefusalCode.NotIssued, Number());
        New().Given(Draft).ThenRefused(RefusalCode.NotIssued, Number());
        New().Given(Draft, IssueHeld).ThenRefused(RefusalCode.NotIssued, Number());
        New().Given(Draft, IssueHeld, Recall).ThenRefused(RefusalCode.NotIssued, Number());
        New().Given(Draft, IssueHeld, EndHold(2)).Then(Number());
    }
}
