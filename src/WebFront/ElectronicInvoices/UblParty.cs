using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>What EN 16931 wants of those who stand on a document.</summary>
internal static class UblParty
{
    private const string India = "IN";

    /// <summary>Where somebody is: by the address, else by a GSTIN; null when nobody knows.</summary>
    public static string? CountryOf(DocumentPartyDetails? party) =>
        party?.Address?.CountryCode ?? (Gstin.IsValid(party?.TaxId) ? India : null);

    /// <summary>
    /// With the prefix of its country, which BR-CO-09 asks for: <c>DE123456789</c>, <c>EL123456789</c> of Greece,
    /// <c>IN27AAPFU0939F1ZV</c>.
    /// </summary>
    public static string? VatId(DocumentPartyDetails party)
    {
        var id = string.Concat((party.TaxId ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        if (id.Length == 0 || CountryOf(party) is not { } country)
            return null;
        var prefix = country == "GR" ? "EL" : country;
        // Northern Ireland is in the United Kingdom, and its VAT numbers for goods are of the European Union.
        return id.StartsWith(prefix, StringComparison.Ordinal) || (country == "GB" && id.StartsWith("XI", StringComparison.Ordinal))
            ? id
            : prefix + id;
    }

    /// <summary>The state's name in India, elsewhere as it was typed.</summary>
    public static string? StateOf(Address address) =>
        address.CountryCode == India && IndianStates.ByCode.TryGetValue(address.StateCode ?? "", out var state)
            ? state
            : address.StateCode;
}
