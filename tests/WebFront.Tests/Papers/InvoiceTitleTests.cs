using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Papers;

public sealed class InvoiceTitleTests
{
    private static readonly DocumentTotals Taxed = new([100_00], 100_00, [new TaxAmount("IGST", 18, 100_00, 18_00)], 0, 118_00);
    private static readonly DocumentTotals Untaxed = new([100_00], 100_00, [], 0, 100_00);

    [Theory]
    [InlineData(TaxScheme.GstRegular, true, "27", InvoiceTitle.TaxInvoice)]
    [InlineData(TaxScheme.GstRegular, false, "27", InvoiceTitle.BillOfSupply)]
    [InlineData(TaxScheme.GstRegular, false, "DE", InvoiceTitle.TaxInvoice)]
    [InlineData(TaxScheme.GstComposition, false, "27", InvoiceTitle.BillOfSupply)]
    [InlineData(TaxScheme.None, false, "27", InvoiceTitle.Invoice)]
    public void In_India_the_scheme_gives_the_name(TaxScheme scheme, bool isTaxed, string place, InvoiceTitle title) => Assert.Equal(
        title, InvoiceTitles.Of(Supplier("IN", scheme), isTaxed ? Taxed : Untaxed, place, TaxScheme.None));

    [Fact]
    public void What_was_frozen_counts_and_not_what_is_today()
    {
        Assert.Equal(
            InvoiceTitle.BillOfSupply,
            InvoiceTitles.Of(Supplier("IN", TaxScheme.GstComposition), Untaxed, "27", TaxScheme.GstRegular));
        Assert.True(InvoiceTitles.IsComposition(Supplier("IN", TaxScheme.GstComposition), TaxScheme.GstRegular));
        Assert.True(InvoiceTitles.IsComposition(Supplier("IN", null), TaxScheme.GstComposition));
    }

    [Fact]
    public void Elsewhere_it_is_an_invoice() =>
        Assert.Equal(InvoiceTitle.Invoice, InvoiceTitles.Of(Supplier("DE", TaxScheme.Vat), Taxed, "DE", TaxScheme.Vat));

    private static DocumentPartyDetails Supplier(string country, TaxScheme? scheme) =>
        new("Supplier", null, new Address(null, null, null, null, null, country)) { TaxScheme = scheme };
}
