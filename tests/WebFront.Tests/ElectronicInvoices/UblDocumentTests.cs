using System.Globalization;
using System.Text;
using System.Xml.Linq;
using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>Every document that can be made is a valid electronic invoice, with the figures that it froze.</summary>
public sealed class UblDocumentTests
{
    private static readonly XNamespace Cbc = UblElements.Basics;
    private static readonly XNamespace Cac = UblElements.Aggregates;

    public static TheoryData<string> Cases => [.. IssuedExamples.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_kind_of_document_is_valid_by_the_schema_and_by_the_rules(string name)
    {
        var written = UblDocument.Write(IssuedExamples.Named(name));
        if (Environment.GetEnvironmentVariable("LEDGERPORTAL_UBL_FOLDER") is { } folder)
            File.WriteAllBytes(Path.Combine(folder, $"{name}.xml"), written);
        Assert.Empty(UblSchema.Wrong(written));
        Assert.Empty(EuropeanNorm.Broken(written));
    }

    [Fact]
    public void What_the_Indian_portal_gave_stands_among_the_references()
    {
        var reference = Parse(UblDocument.Write(IssuedExamples.Named("India, registered"))).Element(Cac + "AdditionalDocumentReference")!;
        Assert.Equal(LedgerPortal.Testing.Registrations.Example.Irn, reference.Element(Cbc + "ID")!.Value);
        Assert.Contains("112610000000412 of 2026-11-02", reference.Element(Cbc + "DocumentDescription")!.Value, StringComparison.Ordinal);
        Assert.Null(Parse(UblDocument.Write(IssuedExamples.Named("standard"))).Element(Cac + "AdditionalDocumentReference"));
    }

    [Fact]
    public void Any_document_is_valid_and_has_the_figures_that_it_froze()
    {
        var random = new Random(20261105);
        for (var made = 0; made < 400; made++)
        {
            var document = IssuedExamples.Any(random);
            var written = UblDocument.Write(document);
            Assert.Empty(UblSchema.Wrong(written));
            Assert.Empty(EuropeanNorm.Broken(written));
            var root = Parse(written);
            var total = root.Element(Cac + "LegalMonetaryTotal")!;
            Assert.Equal(document.Totals.TaxableMinor, Minor(total, "TaxExclusiveAmount", document));
            Assert.Equal(document.Totals.Taxes.Sum(tax => tax.AmountMinor), Minor(root.Elements(Cac + "TaxTotal").First(), "TaxAmount", document));
            Assert.Equal(document.Totals.TotalMinor, Minor(total, "PayableAmount", document));
            Assert.Equal(document.Totals.LineNetMinor, root.Elements()
                .Where(element => element.Name.LocalName is "InvoiceLine" or "CreditNoteLine")
                .Select(line => Minor(line, "LineExtensionAmount", document)));
        }
    }

    [Theory]
    [InlineData("PayableAmount", "BR-CO-16")]
    [InlineData("TaxExclusiveAmount", "BR-CO-13")]
    [InlineData("TaxInclusiveAmount", "BR-CO-15")]
    [InlineData("TaxableAmount", "BR-S-08")]
    [InlineData("Percent", "BR-S-09")]
    [InlineData("LineExtensionAmount", "BR-CO-10")]
    public void A_figure_that_was_changed_is_found(string element, string rule)
    {
        var root = Parse(UblDocument.Write(IssuedExamples.Named("standard")));
        var changed = root.Descendants(Cbc + element).First();
        changed.Value = (decimal.Parse(changed.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);
        Assert.Contains(rule, EuropeanNorm.Broken(Encoding.UTF8.GetBytes(root.ToString())));
    }

    [Theory]
    [InlineData("DueDate", "BR-CO-25")]
    [InlineData("CompanyID", "BR-S-02")]
    [InlineData("RegistrationName", "BR-06")]
    public void A_fact_that_is_missing_is_found(string element, string rule)
    {
        var root = Parse(UblDocument.Write(IssuedExamples.Named("standard")));
        root.Descendants(Cbc + element).First().Remove();
        Assert.Contains(rule, EuropeanNorm.Broken(Encoding.UTF8.GetBytes(root.ToString())));
    }

    [Fact]
    public void The_schema_finds_what_stands_in_the_wrong_place()
    {
        var root = Parse(UblDocument.Write(IssuedExamples.Named("standard")));
        var number = root.Element(Cbc + "ID")!;
        number.Remove();
        root.Add(number);
        Assert.NotEmpty(UblSchema.Wrong(Encoding.UTF8.GetBytes(root.ToString())));
    }

    [Fact]
    public void A_credit_note_names_its_invoice_and_a_foreign_document_tells_its_tax_twice()
    {
        var note = Parse(UblDocument.Write(IssuedExamples.Named("credit note")));
        var reference = note.Element(Cac + "BillingReference")!.Element(Cac + "InvoiceDocumentReference")!;
        Assert.Equal(("INV/26-27/000042", "2026-11-01"), (reference.Element(Cbc + "ID")!.Value, reference.Element(Cbc + "IssueDate")!.Value));
        var foreign = Parse(UblDocument.Write(IssuedExamples.Named("tax in the base currency")));
        // 100.05 at 19 %: 19.01 dollars, at 0.865432 a dollar.
        Assert.Equal(["19.01", "16.45"], foreign.Elements(Cac + "TaxTotal").Select(total => total.Element(Cbc + "TaxAmount")!.Value));
        Assert.Equal("GBP", foreign.Element(Cbc + "TaxCurrencyCode")!.Value);
    }

    [Fact]
    public void Countries_stand_before_tax_ids_once()
    {
        var root = Parse(UblDocument.Write(IssuedExamples.Named("standard")));
        Assert.Equal(["DE123456789", "EL123456789"], root.Descendants(Cac + "PartyTaxScheme").Select(scheme => scheme.Element(Cbc + "CompanyID")!.Value));
        var indian = Parse(UblDocument.Write(IssuedExamples.Named("India, within the state")));
        Assert.Equal(["IN27AAPFU0939F1ZV", "IN29AAGCB7383J1Z4"], indian.Descendants(Cac + "PartyTaxScheme").Select(scheme => scheme.Element(Cbc + "CompanyID")!.Value));
    }

    [Fact]
    public void What_lacks_a_fact_that_the_norm_asks_for_is_not_written()
    {
        var standard = IssuedExamples.Named("standard");
        (UblGap Gap, IssuedDocument Document)[] gaps =
        [
            (UblGap.CurrencyPlaces, standard with { Currency = Currency.Parse("KWD") }),
            (UblGap.SupplierAddress, standard with { Supplier = standard.Supplier with { Address = null } }),
            (UblGap.CustomerAddress, standard with { Customer = standard.Customer with { Address = null } }),
            (UblGap.SupplierTaxId, standard with { Supplier = standard.Supplier with { TaxId = null } }),
            (UblGap.CustomerTaxId, IssuedExamples.Named("reverse charge") with { Customer = standard.Customer with { TaxId = "" } }),
        ];
        foreach (var (gap, document) in gaps)
        {
            Assert.Equal(gap, UblGaps.Of(document));
            Assert.Equal(gap, UblGaps.Of(document.Currency, document.Supplier, document.Customer, document.Content));
            Assert.Throws<InvalidOperationException>(() => UblDocument.Write(document));
        }

        foreach (var name in IssuedExamples.Names)
        {
            var document = IssuedExamples.Named(name);
            Assert.Null(UblGaps.Of(document.Currency, document.Supplier, document.Customer, document.Content));
        }
    }

    private static XElement Parse(byte[] written) => XDocument.Load(new MemoryStream(written)).Root!;

    private static long Minor(XElement of, string name, IssuedDocument document) => (long)(decimal.Parse(
        of.Element(Cbc + name)!.Value, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, document.Currency.Exponent));
}
