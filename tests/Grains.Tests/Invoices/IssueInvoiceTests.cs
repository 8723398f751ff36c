using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class IssueInvoiceTests
{
    [Fact]
    public void Issuing_freezes_who_stands_on_the_invoice_and_waits_for_a_number()
    {
        var invoice = New().Given(Draft);
        var requested = Assert.IsType<InvoiceIssueRequested>(Assert.Single(invoice.Then(Issue)));
        Assert.Equal((Examples.Content.Date, null), (requested.Date, requested.HeldUntil));
        Assert.Equal(DocumentStatus.Issuing, invoice.State.Status);
        Assert.Equal(Examples.Customer, invoice.State.Customer);
        invoice.ThenAlreadyDone(IssueHeld);
    }

    [Fact]
    public void A_held_issuing_says_until_when()
    {
        var invoice = New().Given(Draft, IssueHeld);
        Assert.Equal(invoice.Now.AddSeconds(10), invoice.State.HeldUntil);
        Assert.Equal(2, invoice.State.IssuingVersion);
    }

    [Fact]
    public void Only_a_draft_can_be_issued()
    {
        New().ThenRefused(RefusalCode.NotFound, Issue);
        Issued().ThenAlreadyDone(Issue);
        Issued().Given(VoidIt, ConfirmVoid).ThenRefused(RefusalCode.NotDraft, Issue);
    }

    [Fact]
    public void Fields_are_checked_in_their_order()
    {
        var draft = New().Given(Draft);
        draft.ThenRefused(RefusalCode.FieldRequired, "supplier", Issue with { Supplier = null!, Customer = null! });
        draft.ThenRefused(
            RefusalCode.FieldRequired, "customer.name", Issue with { Customer = Examples.Customer with { Name = "" } });
        draft.ThenRefused(
            RefusalCode.FieldInvalid, "numbering.pattern",
            Issue with { Numbering = Examples.InvoiceNumbering with { Pattern = "INV" }, HoldSeconds = 99 });
        draft.ThenRefused(RefusalCode.FieldInvalid, "holdSeconds", Issue with { HoldSeconds = 11 });
        draft.ThenRefused(RefusalCode.FieldInvalid, "holdSeconds", Issue with { HoldSeconds = -1 });
    }
}
