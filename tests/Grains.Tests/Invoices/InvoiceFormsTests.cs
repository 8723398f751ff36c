using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class InvoiceFormsTests
{
    private static readonly DocumentTotals Totals =
        DocumentArithmetic.Totals(Examples.Content, TaxSplit.GstBetweenStates, Examples.Rupees).OrThrow();

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        InvoiceReadModel.Definition,
        [
            new InvoiceDrafted(Examples.Party, Examples.Rupees, TaxSplit.GstBetweenStates, Examples.Content, Totals, Copy),
            new InvoiceRevised(TaxSplit.GstWithinState, Examples.Content with { RoundTotal = true }, Totals),
            new InvoiceDiscarded(),
            new InvoiceIssueRequested(
                Examples.Content.Date, Examples.Supplier, Examples.Customer, Examples.InvoiceNumbering,
                new DateTimeOffset(2025, 4, 10, 6, 30, 10, TimeSpan.Zero)),
            new InvoiceRecalled(),
            new InvoiceHoldEnded(),
            new InvoiceIssued("INV/25-26/000001"),
            new InvoiceImported(
                Examples.Party, Examples.Rupees, TaxSplit.GstBetweenStates, Examples.Content, Totals, Examples.Supplier,
                Examples.Customer, "536365"),
            new InvoiceVoidRequested(Examples.Content.Date, "Entered twice"),
            new InvoiceVoided(),
            new InvoiceVoidRefused(RefusalCode.VoidNeedsNoAllocation),
            new InvoiceCredited(CreditNote, 100_000),
            new InvoiceCorrected(CreditNote, Copy, new DateOnly(2025, 4, 10), CreditNoteNumbering, "Wrong rate"),
            new InvoiceShared(),
            new InvoiceViewed("invoice link", "phone"),
            new InvoiceRegistered(LedgerPortal.Testing.Registrations.Example),
        ]);

    [Fact]
    public void Obligations_are_stored_as_they_always_were()
    {
        Golden.CheckObligation(new EndHoldOfInvoice(Examples.Document, 2));
        Golden.CheckObligation(new TakeInvoiceNumber(Examples.Document, Examples.InvoiceNumbering));
        Golden.CheckObligation(new PostInvoice(
            Examples.Document, Examples.Party, new Money(118_000, Examples.Rupees), new DateOnly(2025, 4, 8),
            new DateOnly(2025, 5, 8), "INV/25-26/000001", "PO 17"));
        Golden.CheckObligation(
            new ReverseVoidInvoice(Examples.Document, Examples.Party, Examples.Rupees, 4, "Entered twice"));
        Golden.CheckObligation(new CreditCorrectedInvoice(
            Examples.Document, CreditNote, new DateOnly(2025, 4, 10), CreditNoteNumbering, "Wrong rate"));
        Golden.CheckObligation(new DraftCorrectedInvoice(Examples.Document, Copy, new DateOnly(2025, 4, 10)));
    }
}
