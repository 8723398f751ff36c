using System.Globalization;
using System.Xml;
using LedgerPortal.Formatting;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>Elements of the two vocabularies of UBL: basic ones, which hold a value, and aggregates, which hold elements.</summary>
internal sealed class UblElements(XmlWriter xml, Currency currency)
{
    public const string Aggregates = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    public const string Basics = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    /// <summary>Nothing when there is nothing to say: UBL has no empty elements (UBL 2.1, IND5).</summary>
    public void Value(string name, string? value, string? attribute = null, string? attributeValue = null)
    {
        if (string.IsNullOrWhiteSpace(value))
            return;
        xml.WriteStartElement("cbc", name, Basics);
        if (attribute is not null)
            xml.WriteAttributeString(attribute, attributeValue);
        xml.WriteString(Writable(value));
        xml.WriteEndElement();
    }

    public void Value(string name, DateOnly? date) => Value(name, date is { } day ? DateText.Machine(day) : null);

    public void Amount(string name, long minor) => Amount(name, new Money(minor, currency));

    public void Amount(string name, Money money) =>
        Value(name, money.ToInvariantString(), "currencyID", money.Currency.Code);

    public void Group(string name, Action inside)
    {
        xml.WriteStartElement("cac", name, Aggregates);
        inside();
        xml.WriteEndElement();
    }

    public static string Number(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>XML has no place for two characters that text may have: they are replaced as a reader would.</summary>
    private static string Writable(string text) => text.Replace('\ufffe', '\ufffd').Replace('\uffff', '\ufffd');
}
