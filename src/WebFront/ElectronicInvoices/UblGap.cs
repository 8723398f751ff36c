using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>What EN 16931 asks of an invoice and this one has not: without it there is no valid file, so there is none.</summary>
public enum UblGap
{
    /// <summary>BR-08, BR-09: the supplier's address.</summary>
    SupplierAddress,

    /// <summary>BR-10, BR-11: the customer's country.</summary>
    CustomerAddress,

    /// <summary>BR-S-02, BR-Z-02, BR-E-02, BR-AE-02, BR-IC-02, BR-G-02: the supplier's tax id.</summary>
    SupplierTaxId,

    /// <summary>BR-AE-02, BR-IC-02: the customer's tax id.</summary>
    CustomerTaxId,

    /// <summary>BR-DEC-…: amounts have at most two decimal places.</summary>
    CurrencyPlaces,
}

public static class UblGaps
{
    private const int MaxPlaces = 2;

    /// <summary>The first gap, or null when a valid file can be written.</summary>
    public static UblGap? Of(IssuedDocument document) => Of(
        document.Currency, document.Supplier, document.Customer, document.Content.Lines.Select(document.CategoryOf));

    /// <summary>As far as a page knows, which has the frozen content and not how the taxes were split.</summary>
    public static UblGap? Of(
        Currency currency, DocumentPartyDetails? supplier, DocumentPartyDetails? customer, DocumentContent content) => Of(
        currency, supplier, customer, content.Lines.Select(line =>
            line.TaxCategory ?? (line.TaxRatePercent > 0 ? TaxCategory.Standard
                : string.IsNullOrEmpty(supplier?.TaxId) ? TaxCategory.OutOfScope : TaxCategory.ZeroRated)));

    private static UblGap? Of(
        Currency currency, DocumentPartyDetails? supplier, DocumentPartyDetails? customer, IEnumerable<TaxCategory> of)
    {
        var categories = of.ToHashSet();
        if (currency.Exponent > MaxPlaces)
            return UblGap.CurrencyPlaces;
        if (supplier?.Address is null)
            return UblGap.SupplierAddress;
        if (UblParty.CountryOf(customer) is null)
            return UblGap.CustomerAddress;
        if (string.IsNullOrEmpty(supplier.TaxId) && categories.Any(category => category is not TaxCategory.OutOfScope))
            return UblGap.SupplierTaxId;
        return string.IsNullOrEmpty(customer?.TaxId)
            && categories.Any(category => category is TaxCategory.ReverseCharge or TaxCategory.IntraCommunity)
            ? UblGap.CustomerTaxId
            : null;
    }
}
