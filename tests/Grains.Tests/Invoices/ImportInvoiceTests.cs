using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class ImportInvoiceTests
{
    [Fact]
    public void An_imported_invoice_is_issued_with_the_number_it_has()
    {
        var invoice = New();
        Assert.IsType<InvoiceImported>(Assert.Single(invoice.Then(Import)));
        Assert.Equal((DocumentStatus.Issued, "536365"), (invoice.State.Status, invoice.State.Number));
        Assert.Equal(118_000, invoice.State.Totals!.TotalMinor);
    }

    [Fact]
    public void It_is_imported_once()
    {
        New().Given(Import).ThenRefused(RefusalCode.AlreadyExists, Import);
        New().Given(Draft).ThenRefused(RefusalCode.AlreadyExists, Import);
    }

    [Fact]
    public void Fields_are_checked_in_their_order()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "customer", Import with { Customer = null!, Number = "" });
        New().ThenRefused(RefusalCode.FieldRequired, "number", Import with { Number = " " });
        New().ThenRefused(RefusalCode.FieldTooLong, "number", Import with { Number = new string('1', 41) });
    }
}
