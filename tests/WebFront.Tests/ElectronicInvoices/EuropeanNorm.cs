using System.Globalization;
using System.Xml.Linq;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>
/// The business rules of EN 16931 that figures and facts of our documents can break, each under its official number, asked of
/// the file as a receiver has it. The arithmetic is exact where the official check allows a tolerance.
/// </summary>
internal sealed class EuropeanNorm
{
    private static readonly XNamespace Cac = UblElements.Aggregates;
    private static readonly XNamespace Cbc = UblElements.Basics;
    private readonly List<string> _broken = [];
    private readonly XElement _root;

    private EuropeanNorm(byte[] document) => _root = XDocument.Load(new MemoryStream(document)).Root!;

    /// <summary>The numbers of the rules that are broken.</summary>
    public static IReadOnlyList<string> Broken(byte[] document)
    {
        var norm = new EuropeanNorm(document);
        norm.Head();
        norm.Parties();
        norm.Arithmetic();
        norm.Lines();
        foreach (var category in norm.Subtotals.Select(norm.CategoryOf).Distinct().ToList())
            norm.Category(category);
        return norm._broken;
    }

    private bool IsCreditNote => _root.Name.LocalName == "CreditNote";

    private List<XElement> LineElements => [.. _root.Elements(Cac + (IsCreditNote ? "CreditNoteLine" : "InvoiceLine"))];

    private XElement Total => _root.Element(Cac + "LegalMonetaryTotal")!;

    private XElement TaxTotal => _root.Elements(Cac + "TaxTotal").First();

    private List<XElement> Subtotals => [.. TaxTotal.Elements(Cac + "TaxSubtotal")];

    private string Currency => Text(_root, "DocumentCurrencyCode");

    private void Head()
    {
        Rule("BR-01", Text(_root, "CustomizationID") == "urn:cen.eu:en16931:2017");
        Rule("BR-02", Text(_root, "ID").Length > 0);
        Rule("BR-03", Text(_root, "IssueDate").Length == 10);
        Rule("BR-04", Text(_root, IsCreditNote ? "CreditNoteTypeCode" : "InvoiceTypeCode") == (IsCreditNote ? "381" : "380"));
        Rule("BR-05", Currency.Length == 3);
        Rule("BR-16", LineElements.Count > 0);
        Rule("BR-CO-25", Decimal(Total, "PayableAmount") <= 0
            || _root.Element(Cbc + "DueDate") is not null || _root.Element(Cac + "PaymentTerms") is not null);
        if (_root.Element(Cbc + "TaxCurrencyCode") is { } taxCurrency)
        {
            Rule("BR-53", _root.Elements(Cac + "TaxTotal").Any(total =>
                total.Element(Cbc + "TaxAmount")!.Attribute("currencyID")!.Value == taxCurrency.Value));
        }

        foreach (var reference in _root.Elements(Cac + "BillingReference").Elements(Cac + "InvoiceDocumentReference"))
            Rule("BR-55", Text(reference, "ID").Length > 0);
        foreach (var means in _root.Elements(Cac + "PaymentMeans"))
        {
            Rule("BR-49", Text(means, "PaymentMeansCode").Length > 0);
            Rule("BR-61", Text(means.Element(Cac + "PayeeFinancialAccount")!, "ID").Length > 0);
        }
    }

    private XElement Party(string role) => _root.Element(Cac + role)!.Element(Cac + "Party")!;

    private static string Country(XElement party) =>
        Text(party.Element(Cac + "PostalAddress")?.Element(Cac + "Country") ?? party, "IdentificationCode");

    private static string VatId(XElement party) => party.Elements(Cac + "PartyTaxScheme").Select(scheme => Text(scheme, "CompanyID"))
        .FirstOrDefault() ?? "";

    private void Parties()
    {
        var (seller, buyer) = (Party("AccountingSupplierParty"), Party("AccountingCustomerParty"));
        Rule("BR-06", Text(seller.Element(Cac + "PartyLegalEntity")!, "RegistrationName").Length > 0);
        Rule("BR-07", Text(buyer.Element(Cac + "PartyLegalEntity")!, "RegistrationName").Length > 0);
        Rule("BR-09", Country(seller).Length == 2);
        Rule("BR-11", Country(buyer).Length == 2);
        Rule("BR-CO-26", VatId(seller).Length > 0 || seller.Element(Cac + "PartyIdentification") is not null
            || Text(seller.Element(Cac + "PartyLegalEntity")!, "CompanyID").Length > 0);
        foreach (var party in new[] { seller, buyer }.Where(party => VatId(party).Length > 0))
            Rule("BR-CO-09", VatId(party)[..2].All(char.IsAsciiLetterUpper));
    }

    private void Arithmetic()
    {
        var (net, exclusive, inclusive) = (Decimal(Total, "LineExtensionAmount"), Decimal(Total, "TaxExclusiveAmount"),
            Decimal(Total, "TaxInclusiveAmount"));
        var tax = Decimal(TaxTotal, "TaxAmount");
        Rule("BR-CO-10", net == LineElements.Sum(line => Decimal(line, "LineExtensionAmount")));
        Rule("BR-CO-13", exclusive == net);
        Rule("BR-CO-14", tax == Subtotals.Sum(subtotal => Decimal(subtotal, "TaxAmount")));
        Rule("BR-CO-15", inclusive == exclusive + tax);
        Rule("BR-CO-16", Decimal(Total, "PayableAmount")
            == inclusive - Decimal(Total, "PrepaidAmount") + Decimal(Total, "PayableRoundingAmount"));
        Rule("BR-CO-18", Subtotals.Count > 0);
        foreach (var amount in _root.Descendants().Where(element => element.Attribute("currencyID") is not null))
        {
            if (amount.Name.LocalName != "PriceAmount")
                Rule("BR-DEC", (amount.Value.Split('.') is [_, var places] ? places.Length : 0) <= 2);
            var isTaxInBase = amount.Parent!.Name.LocalName == "TaxTotal" && amount.Parent != TaxTotal;
            Rule("BR-CL-03", isTaxInBase || amount.Attribute("currencyID")!.Value == Currency);
        }
    }

    private void Lines()
    {
        foreach (var line in LineElements)
        {
            var quantity = line.Element(Cbc + (IsCreditNote ? "CreditedQuantity" : "InvoicedQuantity"));
            var item = line.Element(Cac + "Item")!;
            Rule("BR-21", Text(line, "ID").Length > 0);
            Rule("BR-22", quantity is not null);
            Rule("BR-23", quantity!.Attribute("unitCode")!.Value.Length is 2 or 3);
            Rule("BR-24", line.Element(Cbc + "LineExtensionAmount") is not null);
            Rule("BR-25", Text(item, "Name").Length > 0);
            Rule("BR-27", Decimal(line.Element(Cac + "Price")!, "PriceAmount") >= 0);
            Rule("BR-CO-04", item.Elements(Cac + "ClassifiedTaxCategory").Count() == 1);
            // Not of the norm but of Peppol (R120): quantity times price is the line's net.
            var worked = decimal.Round(
                decimal.Parse(quantity.Value, CultureInfo.InvariantCulture) * Decimal(line.Element(Cac + "Price")!, "PriceAmount"),
                Currency == "JPY" ? 0 : 2, MidpointRounding.AwayFromZero);
            Rule("PEPPOL-EN16931-R120", worked == Decimal(line, "LineExtensionAmount"));
        }
    }

    /// <summary>BR-S-…, BR-Z-…, BR-E-…, BR-AE-…, BR-IC-…, BR-G-…, BR-O-….</summary>
    private void Category(string code)
    {
        var name = code == "K" ? "IC" : code;
        var (seller, buyer) = (Party("AccountingSupplierParty"), Party("AccountingCustomerParty"));
        var lines = LineElements.Where(line => Text(TaxOf(line), "ID") == code).ToList();
        var subtotals = Subtotals.Where(subtotal => CategoryOf(subtotal) == code).ToList();
        Rule($"BR-{name}-01", lines.Count > 0);
        Rule($"BR-{name}-02", code switch
        {
            "O" => VatId(seller).Length == 0 && VatId(buyer).Length == 0,
            "AE" or "K" => VatId(seller).Length > 0 && VatId(buyer).Length > 0,
            _ => VatId(seller).Length > 0,
        });
        foreach (var line in lines)
        {
            var percent = Text(TaxOf(line), "Percent");
            Rule($"BR-{name}-05", code switch
            {
                "S" => decimal.Parse(percent, CultureInfo.InvariantCulture) > 0,
                "O" => percent.Length == 0,
                _ => percent == "0",
            });
        }

        if (code != "S")
            Rule($"BR-{name}-01", subtotals.Count == 1);
        foreach (var subtotal in subtotals)
        {
            var category = subtotal.Element(Cac + "TaxCategory")!;
            var percent = Decimal(category, "Percent");
            Rule($"BR-{name}-08", Decimal(subtotal, "TaxableAmount") == lines
                .Where(line => Decimal(TaxOf(line), "Percent") == percent).Sum(line => Decimal(line, "LineExtensionAmount")));
            // Two halves of a rate, each rounded, may come to a minor unit more or less than the whole (tolerated by BR-S-09).
            var tax = Decimal(subtotal, "TaxableAmount") * percent / 100;
            Rule($"BR-{name}-09", Math.Abs(tax - Decimal(subtotal, "TaxAmount")) <= (Currency == "JPY" ? 1 : 0.01m));
            var reason = Text(category, "TaxExemptionReason") + Text(category, "TaxExemptionReasonCode");
            Rule($"BR-{name}-10", code is "S" or "Z" ? reason.Length == 0 : reason.Length > 0);
        }

        if (code == "O")
            Rule("BR-O-11", Subtotals.Count == 1);
        if (code != "K")
            return;
        var delivery = _root.Element(Cac + "Delivery");
        Rule("BR-IC-11", delivery is not null && Text(delivery, "ActualDeliveryDate").Length == 10);
        Rule("BR-IC-12", delivery?.Descendants(Cbc + "IdentificationCode").Any() is true);
    }

    private static XElement TaxOf(XElement line) => line.Element(Cac + "Item")!.Element(Cac + "ClassifiedTaxCategory")!;

    private string CategoryOf(XElement subtotal) => Text(subtotal.Element(Cac + "TaxCategory")!, "ID");

    private static string Text(XElement of, string name) => of.Element(Cbc + name)?.Value ?? "";

    private static decimal Decimal(XElement of, string name) =>
        of.Element(Cbc + name) is { } value ? decimal.Parse(value.Value, CultureInfo.InvariantCulture) : 0;

    private void Rule(string number, bool isKept)
    {
        if (!isKept)
            _broken.Add(number);
    }
}
