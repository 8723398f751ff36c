using System.Globalization;
using System.Text;
using System.Xml;
using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>
/// Writes an issued invoice or credit note as UBL 2.1 by the rules of EN 16931. Every figure is one that the document froze:
/// nothing is computed anew but sums of them. Elements stand in the order of the schema; the terms of the standard are
/// named beside (BT-…).
/// </summary>
public static class UblDocument
{
    public const string ContentType = "application/xml";

    private const string Customization = "urn:cen.eu:en16931:2017";
    private const string Invoice = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
    private const string CreditNote = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";

    /// <exception cref="InvalidOperationException">A fact is missing: ask <see cref="UblGaps.Of(IssuedDocument)"/> before.</exception>
    public static byte[] Write(IssuedDocument document)
    {
        if (UblGaps.Of(document) is { } gap)
            throw new InvalidOperationException($"A document without {gap} has no valid UBL.");
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
        }))
        {
            var root = document.IsCreditNote ? "CreditNote" : "Invoice";
            xml.WriteStartElement(root, document.IsCreditNote ? CreditNote : Invoice);
            xml.WriteAttributeString("xmlns", "cac", null, UblElements.Aggregates);
            xml.WriteAttributeString("xmlns", "cbc", null, UblElements.Basics);
            new UblWriter(document, new UblElements(xml, document.Currency)).Write();
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    private sealed class UblWriter(IssuedDocument document, UblElements to)
    {
        private readonly DocumentContent _content = document.Content;
        private readonly IReadOnlyList<UblTax> _taxes = UblTax.Of(document);
        private readonly Money? _taxInBase = DocumentArithmetic.TaxInBase(document.Content, document.Totals, document.Currency);

        private bool IsOutOfScope => _taxes[0].Category is TaxCategory.OutOfScope;

        private long TaxMinor => _taxes.Sum(tax => tax.TaxMinor);

        public void Write()
        {
            Head();
            Supplier();
            Customer();
            Delivery();
            PaymentMeans();
            // BR-CO-25: what is to be paid has a day or terms. A credit note has no day by which anybody pays.
            if (document.IsCreditNote)
                to.Group("PaymentTerms", () => to.Value("Note", "Set off against what is owed."));
            Taxes();
            Totals();
            for (var at = 0; at < _content.Lines.Count; at++)
                Line(at);
        }

        private void Head()
        {
            to.Value("CustomizationID", Customization);
            to.Value("ID", document.Number);
            to.Value("IssueDate", _content.Date);
            if (!document.IsCreditNote)
                to.Value("DueDate", _content.DueDate ?? _content.Date);
            to.Value(document.IsCreditNote ? "CreditNoteTypeCode" : "InvoiceTypeCode", document.IsCreditNote ? "381" : "380");
            to.Value("Note", Note());
            to.Value("DocumentCurrencyCode", document.Currency.Code);
            to.Value("TaxCurrencyCode", _taxInBase?.Currency.Code);
            if (_content.Reference is { Length: > 0 } reference)
                to.Group("OrderReference", () => to.Value("ID", reference));
            if (document.Invoice is { } invoice)
            {
                to.Group("BillingReference", () => to.Group("InvoiceDocumentReference", () =>
                {
                    to.Value("ID", invoice.Number);
                    to.Value("IssueDate", invoice.Date);
                }));
            }

            // BG-24: EN 16931 has no term of its own for what a country's portal gave.
            if (document.Registration is { } registration)
            {
                to.Group("AdditionalDocumentReference", () =>
                {
                    to.Value("ID", registration.Irn);
                    to.Value("DocumentDescription", "Invoice reference number (IRN), acknowledgement "
                        + $"{registration.AcknowledgementNumber} of {registration.AcknowledgedOn:yyyy-MM-dd}");
                });
            }
        }

        private string? Note()
        {
            var notes = string.Join("\n", new[] { document.Reason, _content.Notes }.Where(note => !string.IsNullOrWhiteSpace(note)));
            return notes.Length == 0 ? null : notes;
        }

        private void Supplier() => to.Group("AccountingSupplierParty", () => to.Group("Party", () =>
        {
            var taxId = UblParty.VatId(document.Supplier);
            // BR-CO-26 wants one id by which the supplier is known. Who has no tax id is known by the number here.
            if (taxId is null)
                to.Group("PartyIdentification", () => to.Value("ID", document.Business.ToString()));
            Postal(document.Supplier);
            // BR-O-02: where nothing is subject to VAT no VAT id is told; it is a registration like another.
            if (taxId is not null && !IsOutOfScope)
                TaxScheme("PartyTaxScheme", () => to.Value("CompanyID", taxId));
            to.Group("PartyLegalEntity", () =>
            {
                to.Value("RegistrationName", document.Supplier.Name);
                if (IsOutOfScope)
                    to.Value("CompanyID", document.Supplier.TaxId);
            });
        }));

        private void Customer() => to.Group("AccountingCustomerParty", () => to.Group("Party", () =>
        {
            Postal(document.Customer);
            if (UblParty.VatId(document.Customer) is { } taxId && !IsOutOfScope)
                TaxScheme("PartyTaxScheme", () => to.Value("CompanyID", taxId));
            to.Group("PartyLegalEntity", () =>
            {
                to.Value("RegistrationName", document.Customer.Name);
                if (IsOutOfScope)
                    to.Value("CompanyID", document.Customer.TaxId);
            });
        }));

        private void Postal(DocumentPartyDetails party) => to.Group("PostalAddress", () =>
        {
            to.Value("StreetName", party.Address?.Line1);
            to.Value("AdditionalStreetName", party.Address?.Line2);
            to.Value("CityName", party.Address?.City);
            to.Value("PostalZone", party.Address?.PostalCode);
            to.Value("CountrySubentity", party.Address is { } address ? UblParty.StateOf(address) : null);
            to.Group("Country", () => to.Value("IdentificationCode", UblParty.CountryOf(party)));
        });

        /// <summary>
        /// The supply's day and place where they are told. An intra-community supply always tells both (BR-IC-11, BR-IC-12):
        /// without a word on it the day is the document's and the place is the customer's country.
        /// </summary>
        private void Delivery()
        {
            var isIntraCommunity = _taxes.Any(tax => tax.Category is TaxCategory.IntraCommunity);
            var day = _content.SupplyDate ?? (isIntraCommunity ? _content.Date : null);
            var state = IndianStates.ByCode.GetValueOrDefault(_content.PlaceOfSupply ?? "");
            var country = state is not null ? "IN"
                : _content.PlaceOfSupply is { Length: 2 } place && place.All(char.IsAsciiLetterUpper) ? place
                : isIntraCommunity ? UblParty.CountryOf(document.Customer) : null;
            if (day is null && country is null)
                return;
            to.Group("Delivery", () =>
            {
                to.Value("ActualDeliveryDate", day);
                if (country is null)
                    return;
                to.Group("DeliveryLocation", () => to.Group("Address", () =>
                {
                    to.Value("CountrySubentity", state);
                    to.Group("Country", () => to.Value("IdentificationCode", country));
                }));
            });
        }

        private void PaymentMeans()
        {
            if (document.Bank is not { } bank || document.IsCreditNote)
                return;
            var iban = string.IsNullOrEmpty(bank.Iban) ? null : bank.Iban;
            to.Group("PaymentMeans", () =>
            {
                // UNCL 4461: a SEPA credit transfer, or any credit transfer.
                to.Value("PaymentMeansCode", iban is not null && document.Currency.Code == "EUR" ? "58" : "30");
                to.Value("PaymentID", document.Number);
                to.Group("PayeeFinancialAccount", () =>
                {
                    to.Value("ID", iban ?? bank.AccountNumber);
                    to.Value("Name", bank.AccountName);
                    if ((iban is null ? bank.Ifsc ?? bank.Bic : bank.Bic) is { Length: > 0 } branch)
                        to.Group("FinancialInstitutionBranch", () => to.Value("ID", branch));
                });
            });
        }

        private void Taxes()
        {
            to.Group("TaxTotal", () =>
            {
                to.Amount("TaxAmount", TaxMinor);
                foreach (var tax in _taxes)
                {
                    to.Group("TaxSubtotal", () =>
                    {
                        to.Amount("TaxableAmount", tax.TaxableMinor);
                        to.Amount("TaxAmount", tax.TaxMinor);
                        TaxScheme("TaxCategory", () =>
                        {
                            Category(tax.Category, tax.RatePercent);
                            to.Value("TaxExemptionReasonCode", tax.ExemptionCode(UblParty.CountryOf(document.Supplier)!));
                            to.Value("TaxExemptionReason", tax.ExemptionReason);
                        });
                    });
                }
            });
            if (_taxInBase is { } inBase)
                to.Group("TaxTotal", () => to.Amount("TaxAmount", inBase));
        }

        private void Totals() => to.Group("LegalMonetaryTotal", () =>
        {
            var totals = document.Totals;
            to.Amount("LineExtensionAmount", totals.TaxableMinor);
            to.Amount("TaxExclusiveAmount", totals.TaxableMinor);
            to.Amount("TaxInclusiveAmount", totals.TaxableMinor + TaxMinor);
            if (document.PrepaidMinor != 0)
                to.Amount("PrepaidAmount", document.PrepaidMinor);
            if (totals.RoundOffMinor != 0)
                to.Amount("PayableRoundingAmount", totals.RoundOffMinor);
            to.Amount("PayableAmount", totals.TotalMinor - document.PrepaidMinor);
        });

        private void Line(int at)
        {
            var line = _content.Lines[at];
            var (unit, isWhole) = UblUnits.Of(line.Unit);
            to.Group(document.IsCreditNote ? "CreditNoteLine" : "InvoiceLine", () =>
            {
                to.Value("ID", (at + 1).ToString(CultureInfo.InvariantCulture));
                to.Value("Note", line.Event?.Note);
                to.Value(document.IsCreditNote ? "CreditedQuantity" : "InvoicedQuantity",
                    UblElements.Number(line.Quantity), "unitCode", unit);
                to.Amount("LineExtensionAmount", document.Totals.LineNetMinor[at]);
                if (line.Event is { } happened)
                {
                    to.Group("DocumentReference", () =>
                    {
                        to.Value("ID", happened.EventId);
                        to.Value("DocumentTypeCode", "130");
                    });
                }

                to.Group("Item", () => Item(line, isWhole));
                to.Group("Price", () => to.Value(
                    "PriceAmount", UblElements.Number(line.UnitPrice), "currencyID", document.Currency.Code));
            });
        }

        private void Item(DocumentLine line, bool isUnitWhole)
        {
            to.Value("Name", line.Description);
            if (line.ItemCode is { Length: > 0 } code)
                to.Group("SellersItemIdentification", () => to.Value("ID", code));
            // UNCL 7143: a code of the harmonised system, which HSN and SAC extend.
            if (line.TaxCode is { Length: > 0 } taxCode)
                to.Group("CommodityClassification", () => to.Value("ItemClassificationCode", taxCode, "listID", "HS"));
            TaxScheme("ClassifiedTaxCategory", () => Category(document.CategoryOf(line), line.TaxRatePercent));
            if (!isUnitWhole)
                Property("Unit", line.Unit!);
            if (line.Event is { } happened)
                Property("Event", happened.Kind);
        }

        private void Property(string name, string value) => to.Group("AdditionalItemProperty", () =>
        {
            to.Value("Name", name);
            to.Value("Value", value);
        });

        private void Category(TaxCategory category, decimal rate)
        {
            to.Value("ID", UblTax.CodeOf(category));
            // BR-O-05: out of scope there is no rate, not even one of nought.
            if (category is not TaxCategory.OutOfScope)
                to.Value("Percent", UblElements.Number(rate));
        }

        private void TaxScheme(string name, Action inside) => to.Group(name, () =>
        {
            inside();
            to.Group("TaxScheme", () => to.Value("ID", "VAT"));
        });
    }
}
