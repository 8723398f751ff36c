using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

public class DraftInvoiceTests
{
    [Fact]
    public void A_draft_has_its_amounts_and_no_number()
    {
        var invoice = New();
        var drafted = Assert.IsType<InvoiceDrafted>(Assert.Single(invoice.Then(Draft)));
        Assert.Equal(118_000, drafted.Totals.TotalMinor);
        Assert.Equal(DocumentStatus.Draft, invoice.State.Status);
        Assert.Null(invoice.State.Number);
        Assert.Equal(invoice.Now, invoice.State.CreatedAt);
    }

    [Fact]
    public void A_document_is_drafted_once() => New().Given(Draft).ThenRefused(RefusalCode.AlreadyExists, Draft);

    [Fact]
    public void Fields_are_checked_in_their_order()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "party", Draft with { Party = default, Currency = default });
        New().ThenRefused(RefusalCode.FieldRequired, "currency", Draft with { Currency = default, TaxSplit = (TaxSplit)9 });
        New().ThenRefused(RefusalCode.FieldInvalid, "taxSplit", Draft with { TaxSplit = (TaxSplit)9, Content = null! });
        New().ThenRefused(RefusalCode.FieldRequired, "content", Draft with { Content = null! });
        New().ThenRefused(RefusalCode.FieldInvalid, "lines[0].taxRatePercent", Draft with { TaxSplit = TaxSplit.None });
    }

    [Fact]
    public void Amounts_are_checked_last()
    {
        New().ThenRefused(RefusalCode.AmountTooLarge, "lines[0]", Draft with
        {
            Content = Of(1_000_000_000) with
            {
                Lines = [Of(1_000_000_000).Lines[0] with { Quantity = 1_000_000_000 }],
            }
        });
        New().ThenRefused(RefusalCode.AmountMustBePositive, Draft with
        {
            Content = Examples.Content with
            {
                Lines = [Examples.Content.Lines[0] with { Quantity = -1 }],
            }
        });
    }
}
