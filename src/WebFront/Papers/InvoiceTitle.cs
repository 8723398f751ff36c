using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Papers;

/// <summary>What the law calls an invoice, by the tax scheme of the business that issued it.</summary>
public enum InvoiceTitle
{
    Invoice,

    /// <summary>India: GST is charged, or would be but for the place of the supply (an export).</summary>
    TaxInvoice,

    /// <summary>India: a composition dealer's, or of what no GST is charged on.</summary>
    BillOfSupply,
}

public static class InvoiceTitles
{
    private const string India = "IN";

    /// <param name="schemeNow">Of the business today, for documents that were issued before it was frozen with them.</param>
    public static InvoiceTitle Of(
        DocumentPartyDetails supplier, DocumentTotals totals, string? placeOfSupply, TaxScheme schemeNow)
    {
        if (supplier.Address is not { CountryCode: India })
            return InvoiceTitle.Invoice;
        return (supplier.TaxScheme ?? schemeNow) switch
        {
            TaxScheme.GstComposition => InvoiceTitle.BillOfSupply,
            TaxScheme.GstRegular when totals.Taxes.Count > 0 || !IndianStates.IsCode(placeOfSupply) => InvoiceTitle.TaxInvoice,
            TaxScheme.GstRegular => InvoiceTitle.BillOfSupply,
            _ => totals.Taxes.Count > 0 ? InvoiceTitle.TaxInvoice : InvoiceTitle.Invoice,
        };
    }

    public static bool IsComposition(DocumentPartyDetails supplier, TaxScheme schemeNow) =>
        supplier.Address is { CountryCode: India } && (supplier.TaxScheme ?? schemeNow) == TaxScheme.GstComposition;
}
