using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class VoidInvoiceTests
{
    [Fact]
    public void It_stays_issued_until_the_ledger_agreed()
    {
        var invoice = Issued();
        Assert.Equal([new InvoiceVoidRequested(Examples.Content.Date, "Entered twice")], invoice.Then(VoidIt));
        Assert.Equal((DocumentStatus.Issued, 4L), (invoice.State.Status, invoice.State.VoidingVersion));
        invoice.ThenAlreadyDone(VoidIt);
        Assert.Equal([new InvoiceVoided()], invoice.Then(ConfirmVoid));
        Assert.Equal((DocumentStatus.Void, "INV/25-26/000001"), (invoice.State.Status, invoice.State.Number));
        invoice.ThenAlreadyDone(VoidIt);
    }

    [Fact]
    public void When_the_ledger_refused_it_goes_on_as_issued()
    {
        var invoice = Issued().Given(VoidIt);
        Assert.Equal([new InvoiceVoidRefused(RefusalCode.VoidNeedsNoAllocation)], invoice.Then(RefuseVoid(4)));
        Assert.Equal((DocumentStatus.Issued, null), (invoice.State.Status, invoice.State.VoidingVersion));
        Assert.Equal(RefusalCode.VoidNeedsNoAllocation, invoice.State.VoidRefused);

        // A new wish is a new question; the answer to the old one is not its answer.
        invoice.Given(VoidIt);
        Assert.Null(invoice.State.VoidRefused);
        invoice.ThenAlreadyDone(RefuseVoid(4));
        invoice.Then(ConfirmVoid);
    }

    [Fact]
    public void What_the_ledger_reversed_is_void_whatever_was_thought_here()
    {
        Issued().Given(VoidIt, RefuseVoid(4)).Then(ConfirmVoid);
        Issued().Given(VoidIt, ConfirmVoid).ThenAlreadyDone(RefuseVoid(4));
        New().Given(Draft).ThenRefused(RefusalCode.NotIssued, ConfirmVoid);
    }

    [Fact]
    public void An_invoice_of_nothing_is_in_no_ledger_and_void_at_once()
    {
        var invoice = New().Given(Draft with { Content = Of(0) }, Issue, Number());
        Assert.Equal(
            [new InvoiceVoidRequested(Examples.Content.Date, "Entered twice"), new InvoiceVoided()], invoice.Then(VoidIt));
        Assert.Equal(DocumentStatus.Void, invoice.State.Status);
    }

    [Fact]
    public void What_someone_may_have_seen_is_corrected_not_voided()
    {
        Issued().Given(Share).ThenRefused(RefusalCode.VoidNeedsUnseen, VoidIt);
        Issued().Given(View).ThenRefused(RefusalCode.VoidNeedsUnseen, VoidIt);
    }

    [Fact]
    public void What_was_credited_is_not_voided()
    {
        Issued().Given(Credit(1)).ThenRefused(RefusalCode.VoidNeedsNoAllocation, VoidIt);
        Issued().Given(Correct).ThenRefused(RefusalCode.VoidNeedsNoAllocation, VoidIt);
    }

    [Fact]
    public void Refusals_have_an_order()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "reason", VoidIt with { Reason = "" });
        New().ThenRefused(RefusalCode.FieldTooLong, "reason", VoidIt with { Reason = new string('x', 501) });
        New().ThenRefused(RefusalCode.NotFound, VoidIt);
        New().Given(Draft).ThenRefused(RefusalCode.NotIssued, VoidIt);
        New().Given(Draft, Issue).ThenRefused(RefusalCode.NotIssued, VoidIt);
        Issued().Given(Credit(1), Share).ThenRefused(RefusalCode.VoidNeedsUnseen, VoidIt);
    }
}
