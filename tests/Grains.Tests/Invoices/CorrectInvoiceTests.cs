using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class CorrectInvoiceTests
{
    [Fact]
    public void All_of_the_invoice_is_set_aside_for_the_credit_note()
    {
        var invoice = Issued().Given(Share, View);
        Assert.Equal(
            [new InvoiceCorrected(CreditNote, Copy, new DateOnly(2025, 4, 10), CreditNoteNumbering, "Wrong rate")],
            invoice.Then(Correct));
        Assert.Equal((CreditNote, 118_000), (invoice.State.CorrectedBy!.Value, invoice.State.CreditedMinor));
        invoice.ThenAlreadyDone(Credit(118_000));
        invoice.ThenRefused(RefusalCode.CreditExceedsInvoice, Credit(1, Copy));
    }

    [Fact]
    public void It_is_corrected_once()
    {
        var invoice = Issued().Given(Correct);
        invoice.ThenAlreadyDone(Correct);
        invoice.ThenRefused(RefusalCode.NothingToCorrect, Correct with { CreditNote = new DocumentId(Guid.NewGuid()) });
    }

    [Fact]
    public void A_full_credit_note_needs_an_invoice_that_was_not_credited() =>
        Issued().Given(Credit(1, Copy)).ThenRefused(RefusalCode.CreditExceedsInvoice, Correct);

    [Fact]
    public void Refusals_have_an_order()
    {
        var invoice = Issued();
        invoice.ThenRefused(RefusalCode.FieldRequired, "creditNote", Correct with { CreditNote = default });
        invoice.ThenRefused(RefusalCode.FieldRequired, "draft", Correct with { Draft = default });
        invoice.ThenRefused(RefusalCode.FieldInvalid, "draft", Correct with { Draft = CreditNote });
        invoice.ThenRefused(RefusalCode.FieldInvalid, "draft", Correct with { Draft = Examples.Document });
        invoice.ThenRefused(
            RefusalCode.DateOutOfRange, "creditNoteDate", Correct with { CreditNoteDate = new DateOnly(2025, 4, 7) });
        invoice.ThenRefused(
            RefusalCode.FieldInvalid, "creditNoteNumbering.series",
            Correct with { CreditNoteNumbering = CreditNoteNumbering with { Series = "" } });
        invoice.ThenRefused(RefusalCode.FieldRequired, "reason", Correct with { Reason = "" });
        New().ThenRefused(RefusalCode.NotFound, Correct);
        New().Given(Draft).ThenRefused(RefusalCode.NotIssued, Correct);
        Issued().Given(VoidIt).ThenRefused(RefusalCode.NotIssued, Correct);
    }
}
