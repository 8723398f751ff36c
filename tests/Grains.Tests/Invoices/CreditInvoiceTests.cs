using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class CreditInvoiceTests
{
    [Fact]
    public void Credit_notes_together_never_exceed_the_invoice()
    {
        var invoice = Issued();
        invoice.Then(Credit(100_000));
        var refusal = invoice.ThenRefused(Credit(18_001, Copy));
        Assert.Equal((RefusalCode.CreditExceedsInvoice, "180.00"), (refusal.Code, Assert.Single(refusal.Facts!)));
        invoice.Then(Credit(18_000, Copy));
        Assert.Equal(118_000, invoice.State.CreditedMinor);
    }

    [Fact]
    public void The_same_credit_note_counts_once()
    {
        var invoice = Issued().Given(Credit(100_000));
        invoice.ThenAlreadyDone(Credit(100_000));
        invoice.ThenRefused(RefusalCode.AlreadyExists, Credit(1));
    }

    [Fact]
    public void It_must_be_an_issued_invoice_of_the_party_as_the_credit_note_names_it()
    {
        New().ThenRefused(RefusalCode.NotFound, Credit(1));
        Issued().ThenRefused(RefusalCode.NotFound, Credit(1) with { Party = new PartyId(Guid.NewGuid()) });
        New().Given(Draft, Issue).ThenRefused(RefusalCode.NotIssued, Credit(1));
        Issued().Given(VoidIt).ThenRefused(RefusalCode.NotIssued, Credit(1));
        Issued().ThenRefused(
            RefusalCode.CurrencyMismatch, Credit(1) with { Amount = new Money(1, Currency.Parse("GBP")) });
        Issued().ThenRefused(RefusalCode.FieldInvalid, "invoice", Credit(1) with { Number = "INV/25-26/000002" });
        Issued().ThenRefused(RefusalCode.FieldInvalid, "invoice", Credit(1) with { Date = new DateOnly(2025, 4, 9) });
    }

    [Fact]
    public void Credit_notes_of_one_invoice_are_bounded()
    {
        var invoice = Issued();
        for (var i = 0; i < DocumentContent.MaxCreditNotes; i++)
            invoice.Then(Credit(1, new DocumentId(Guid.NewGuid())));
        invoice.ThenRefused(RefusalCode.TooMany, Credit(1));
    }
}
