using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class MarkInvoiceTests
{
    [Fact]
    public void An_issued_invoice_is_shared_once()
    {
        var invoice = Issued();
        Assert.Equal([new InvoiceShared()], invoice.Then(Share));
        invoice.ThenAlreadyDone(Share);
        New().ThenRefused(RefusalCode.NotFound, Share);
        New().Given(Draft).ThenRefused(RefusalCode.NotIssued, Share);
        New().Given(Draft, IssueHeld).ThenRefused(RefusalCode.NotIssued, Share);
        Issued().Given(VoidIt).ThenRefused(RefusalCode.NotIssued, Share);
    }

    [Fact]
    public void The_first_view_of_each_way_in_is_recorded()
    {
        var invoice = Issued();
        Assert.Equal([new InvoiceViewed("invoice link", "phone")], invoice.Then(View));
        var first = invoice.Now;
        invoice.After(TimeSpan.FromMinutes(1));
        Assert.Equal(
            [new InvoiceViewed("portal token", "computer")],
            invoice.Then(View with { Through = "portal token", Device = "computer" }));
        Assert.Equal((first, invoice.Now, 2), (invoice.State.FirstViewedAt, invoice.State.LastViewedAt, invoice.State.Views));
    }

    [Fact]
    public void Afterwards_at_most_one_in_half_an_hour()
    {
        var invoice = Issued().Given(View).After(TimeSpan.FromMinutes(29.9));
        invoice.ThenAlreadyDone(View with { Device = "computer" });
        invoice.After(TimeSpan.FromMinutes(0.1)).Then(View);
        Assert.Equal(2, invoice.State.Views);
    }

    [Fact]
    public void Only_what_was_issued_can_be_seen()
    {
        New().ThenRefused(RefusalCode.NotFound, View);
        New().Given(Draft, Issue).ThenRefused(RefusalCode.NotIssued, View);
        Issued().Given(VoidIt, ConfirmVoid).Then(View);
        Issued().ThenRefused(RefusalCode.FieldTooLong, "through", View with { Through = new string('x', 41) });
        Issued().ThenRefused(RefusalCode.FieldRequired, "device", View with { Device = "" });
    }
}
