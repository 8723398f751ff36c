using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using static LedgerPortal.Grains.Tests.CreditNotes.CreditNoteScenario;

namespace LedgerPortal.Grains.Tests.CreditNotes;

public class IssueCreditNoteTests
{
    [Fact]
    public void It_waits_for_its_invoice_and_its_number()
    {
        var creditNote = New();
        var requested = Assert.IsType<CreditNoteIssueRequested>(Assert.Single(creditNote.Then(Issue)));
        Assert.Equal(11_800, requested.Totals.TotalMinor);
        Assert.Equal((DocumentStatus.Issuing, null), (creditNote.State.Status, creditNote.State.Number));
        Assert.Equal([new CreditNoteIssued("CN/25-26/000001")], creditNote.Then(Number()));
        Assert.Equal(DocumentStatus.Issued, creditNote.State.Status);
        creditNote.ThenAlreadyDone(Number("CN/25-26/000002"));
    }

    [Fact]
    public void Its_invoice_may_refuse_it_before_it_has_a_number()
    {
        var creditNote = New().Given(Issue);
        Assert.Equal([new CreditNoteRefused(RefusalCode.CreditExceedsInvoice)], creditNote.Then(Refuse()));
        Assert.Equal(
            (DocumentStatus.Discarded, RefusalCode.CreditExceedsInvoice),
            (creditNote.State.Status, creditNote.State.RefusedBecause));
        creditNote.ThenRefused(RefusalCode.NotIssued, Number());
        New().Given(Issue, Number()).ThenRefused(RefusalCode.NotDraft, Refuse());
        New().ThenRefused(RefusalCode.NotDraft, Refuse());
    }

    [Fact]
    public void An_imported_one_that_names_no_invoice_is_issued_at_once()
    {
        var creditNote = New();
        Assert.Equal(new CreditNoteIssued("C536379"), creditNote.Then(Import)[1]);
        Assert.Equal((DocumentStatus.Issued, "C536379"), (creditNote.State.Status, creditNote.State.Number));
    }

    [Fact]
    public void An_imported_one_of_an_invoice_has_its_number_until_the_invoice_refuses()
    {
        var creditNote = New().Given(Import with { Invoice = Named });
        Assert.Equal((DocumentStatus.Issuing, "C536379"), (creditNote.State.Status, creditNote.State.Number));
        creditNote.Given(Refuse());
        Assert.Null(creditNote.State.Number);
    }

    [Fact]
    public void What_the_edge_knows_to_be_too_much_is_refused_at_once()
    {
        var refusal = New().ThenRefused(Issue with { CreditableMinor = 11_799 });
        Assert.Equal((RefusalCode.CreditExceedsInvoice, "117.99"), (refusal.Code, Assert.Single(refusal.Facts!)));
        New().Then(Issue with { CreditableMinor = 11_800 });
    }

    [Fact]
    public void It_is_issued_once() => New().Given(Issue).ThenRefused(RefusalCode.AlreadyExists, Issue);

    [Fact]
    public void Fields_are_checked_in_their_order()
    {
        var early = Named with { Date = new DateOnly(2025, 4, 11) };
        New().ThenRefused(RefusalCode.FieldRequired, "party", Issue with { Party = default, Currency = default });
        New().ThenRefused(RefusalCode.FieldInvalid, "dueDate", Issue with { Content = Examples.Content });
        New().ThenRefused(RefusalCode.FieldRequired, "customer", Issue with { Customer = null!, Invoice = early });
        New().ThenRefused(
            RefusalCode.FieldRequired, "invoice.document", Issue with { Invoice = Named with { Document = default } });
        New().ThenRefused(RefusalCode.FieldRequired, "invoice.number", Issue with { Invoice = Named with { Number = "" } });
        New().ThenRefused(RefusalCode.DateOutOfRange, "date", Issue with { Invoice = early, Reason = "\0" });
        New().ThenRefused(RefusalCode.FieldInvalid, "creditableMinor", Issue with { CreditableMinor = -1 });
        New().ThenRefused(RefusalCode.FieldInvalid, "reason", Issue with { Reason = "\0", Numbering = null });
        New().ThenRefused(RefusalCode.FieldRequired, "numbering", Issue with { Numbering = null });
        New().ThenRefused(RefusalCode.FieldInvalid, "importedNumber", Issue with { ImportedNumber = "C1" });
        New().ThenRefused(RefusalCode.FieldRequired, "importedNumber", Import with { ImportedNumber = "" });
    }

    [Fact]
    public void Events_are_stored_as_they_always_were()
    {
        var totals = DocumentArithmetic.Totals(Content, TaxSplit.GstBetweenStates, Examples.Rupees).OrThrow();
        Golden.CheckEvents(
            CreditNoteReadModel.Definition,
            [
                new CreditNoteIssueRequested(
                    Examples.Party, Examples.Rupees, TaxSplit.GstBetweenStates, Content, totals, Examples.Supplier,
                    Examples.Customer, Named, "Four pallets were empty", Issue.Numbering, null),
                new CreditNoteIssueRequested(
                    Examples.Party, Examples.Rupees, TaxSplit.GstBetweenStates, Content, totals, Examples.Supplier,
                    Examples.Customer, null, null, null, "C536379"),
                new CreditNoteIssued("CN/25-26/000001"),
                new CreditNoteRefused(RefusalCode.CreditExceedsInvoice),
                new CreditNoteRegistered(LedgerPortal.Testing.Registrations.Other),
            ]);
    }

    [Fact]
    public void Obligations_are_stored_as_they_always_were()
    {
        Golden.CheckObligation(new TakeCreditNoteNumber(
            Document, Examples.Party, new Money(11_800, Examples.Rupees), Named, Issue.Numbering, null));
        Golden.CheckObligation(new PostCreditNote(
            Document, Examples.Party, new Money(11_800, Examples.Rupees), Content.Date, "CN/25-26/000001", "PO 17",
            "Four pallets were empty", Examples.Document));
    }
}
