using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>The tax of one category and rate, as EN 16931 breaks it down (BG-23).</summary>
internal sealed record UblTax(TaxCategory Category, decimal RatePercent, long TaxableMinor, long TaxMinor, string? Reason)
{
    /// <summary>Austria to Sweden: only they charge VAT by the laws that the codes of exemptions are of.</summary>
    private static readonly HashSet<string> Union =
    [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
        "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    ];

    public string Code => CodeOf(Category);

    /// <summary>UNCL 5305.</summary>
    public static string CodeOf(TaxCategory category) => category switch
    {
        TaxCategory.Standard => "S",
        TaxCategory.ZeroRated => "Z",
        TaxCategory.Exempt => "E",
        TaxCategory.ReverseCharge => "AE",
        TaxCategory.IntraCommunity => "K",
        TaxCategory.Export => "G",
        TaxCategory.OutOfScope => "O",
        _ => throw new ArgumentOutOfRangeException(nameof(category)),
    };

    /// <summary>Of what is taxed there is no reason not to be (BR-S-10, BR-Z-10); of the rest there is one.</summary>
    public string? ExemptionReason => Category switch
    {
        TaxCategory.Standard or TaxCategory.ZeroRated => null,
        _ when !string.IsNullOrEmpty(Reason) => Reason,
        TaxCategory.Exempt => "Exempt from tax",
        TaxCategory.ReverseCharge => "Reverse charge",
        TaxCategory.IntraCommunity => "Intra-community supply",
        TaxCategory.Export => "Export outside the customs territory",
        TaxCategory.OutOfScope => "Not subject to tax",
        _ => throw new InvalidOperationException($"There is no tax category {Category}."),
    };

    /// <param name="supplierCountry">Codes name the law of the European Union.</param>
    public string? ExemptionCode(string supplierCountry) => !Union.Contains(supplierCountry) ? null : Category switch
    {
        TaxCategory.ReverseCharge => "VATEX-EU-AE",
        TaxCategory.IntraCommunity => "VATEX-EU-IC",
        TaxCategory.Export => "VATEX-EU-G",
        TaxCategory.OutOfScope => "VATEX-EU-O",
        _ => null,
    };

    /// <summary>
    /// By category and rate. The amounts are those that the document froze: where India splits a rate into halves, the two
    /// halves of it are one tax here.
    /// </summary>
    public static IReadOnlyList<UblTax> Of(IssuedDocument document) =>
    [
        .. document.Content.Lines
            .Select((line, at) => (Line: line, Category: document.CategoryOf(line), Net: document.Totals.LineNetMinor[at]))
            .GroupBy(row => (row.Category, row.Line.TaxRatePercent))
            .OrderBy(group => group.Key.Category).ThenBy(group => group.Key.TaxRatePercent)
            .Select(group => new UblTax(
                group.Key.Category, group.Key.TaxRatePercent, group.Sum(row => row.Net), TaxAt(document, group.Key.TaxRatePercent),
                string.Join("; ", group.Select(row => row.Line.ExemptionReason).Where(reason => !string.IsNullOrEmpty(reason))
                    .Distinct()))),
    ];

    private static long TaxAt(IssuedDocument document, decimal rate)
    {
        var component = document.TaxSplit is TaxSplit.GstWithinState ? rate / 2 : rate;
        return rate == 0 ? 0 : document.Totals.Taxes.Where(tax => tax.RatePercent == component).Sum(tax => tax.AmountMinor);
    }
}
