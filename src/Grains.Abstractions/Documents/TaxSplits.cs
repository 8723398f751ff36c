using LedgerPortal.Businesses;
using LedgerPortal.Parties;

namespace LedgerPortal.Documents;

/// <summary>Decides how a document's taxes are split, from who sells to whom and where the supply is taxed.</summary>
public static class TaxSplits
{
    private const string India = "IN";

    /// <param name="placeOfSupply">As the document says; null as the party's tax id or address says.</param>
    public static TaxSplit Between(BusinessDetails business, PartyDetails party, string? placeOfSupply) =>
        business.TaxScheme switch
        {
            TaxScheme.Vat => TaxSplit.Vat,
            TaxScheme.GstRegular => StateOf(business) == PlaceOfSupply(business, party, placeOfSupply)
                ? TaxSplit.GstWithinState
                : TaxSplit.GstBetweenStates,
            // A composition dealer pays a tax of its own turnover and may not charge any.
            TaxScheme.None or TaxScheme.GstComposition => TaxSplit.None,
            var other => throw new InvalidOperationException($"There is no tax scheme {other}."),
        };

    /// <summary>
    /// The GST state code, or out of India the country code, where a supply is taxed. Of a party whose place nobody knows
    /// it is the business's own state, as for a sale over the counter.
    /// </summary>
    public static string? PlaceOfSupply(BusinessDetails business, PartyDetails party, string? placeOfSupply) => PlaceOfSupply(
        DocumentPartyDetails.Of(business), new DocumentPartyDetails(party.Name, party.TaxId, party.Address), placeOfSupply);

    /// <summary>The same of who stands on a document.</summary>
    public static string? PlaceOfSupply(DocumentPartyDetails supplier, DocumentPartyDetails customer, string? placeOfSupply)
    {
        if (!string.IsNullOrEmpty(placeOfSupply))
            return placeOfSupply;
        if (Gstin.StateCode(customer.TaxId) is { } registered)
            return registered;
        if (customer.Address is { } address && address.CountryCode != India)
            return address.CountryCode;
        return string.IsNullOrEmpty(customer.Address?.StateCode)
            ? Gstin.StateCode(supplier.TaxId) ?? supplier.Address?.StateCode
            : customer.Address.StateCode;
    }

    private static string? StateOf(BusinessDetails business) =>
        Gstin.StateCode(business.TaxId) ?? business.Address.StateCode;
}
