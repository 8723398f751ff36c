using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>A document of each kind that the product can make, and any number of others.</summary>
internal static class IssuedExamples
{
    private static readonly BusinessId Business = new(new Guid("0195f3a0-0000-7000-8000-000000000001"));
    private static readonly DocumentPartyDetails German = new(
        "Rheinland Großhandel GmbH", "DE123456789", new Address("Hafenstraße 1", "Tor 3", "Köln", "50667", null, "DE"));
    private static readonly DocumentPartyDetails Greek = new("Αγορά ΑΕ", "123456789", new Address(null, null, "Αθήνα", null, null, "GR"));
    private static readonly DocumentPartyDetails Swiss = new("Seehandel AG", null, new Address(null, null, "Zürich", null, null, "CH"));
    private static readonly DocumentPartyDetails Indian = new(
        "Sahyadri Traders LLP", "27AAPFU0939F1ZV", new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"));
    private static readonly DocumentPartyDetails NoAddress = new("कावेरी स्टोर्स", "29AAGCB7383J1Z4", null);
    private static readonly DocumentPartyDetails Small = new("Kiosk am Eck", null, German.Address);
    private static readonly BankDetails Bank = new("Rheinland", "1", "Sparkasse", null, "DE89370400440532013000", "COLSDE33XXX");

    public static IReadOnlyList<string> Names => [.. Cases.Keys];

    public static IssuedDocument Named(string name) => Cases[name];

    private static readonly Dictionary<string, IssuedDocument> Cases = new()
    {
        ["standard"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(3, 19.99m, 19)),
        ["several rates, a discount, notes, rounding"] = Of(
            German, Swiss, "EUR", TaxSplit.Vat,
            Line(3, 19.99m, 19), Line(1.5m, 7.123456m, 7), Line(-1, 2.5m, 19), Line(2, 4, 0)) with
        { PrepaidMinor = 1_000 },
        ["zero"] = Of(German, Swiss, "EUR", TaxSplit.Vat, Line(1, 10, 0)),
        ["exempt"] = Of(
            German, Greek, "EUR", TaxSplit.Vat, Line(1, 10, 0) with { TaxCategory = TaxCategory.Exempt, ExemptionReason = "§ 4 Nr. 21 UStG" },
            Line(2, 5, 0) with { TaxCategory = TaxCategory.Exempt }),
        ["reverse charge"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(8, 120, 0) with { TaxCategory = TaxCategory.ReverseCharge }),
        ["intra-community"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(8, 120, 0) with { TaxCategory = TaxCategory.IntraCommunity }),
        ["export"] = Of(German, Swiss, "EUR", TaxSplit.Vat, Line(8, 120, 0) with { TaxCategory = TaxCategory.Export }),
        ["all at once"] = Of(
            German, Greek, "EUR", TaxSplit.Vat, [.. Enum.GetValues<TaxCategory>().Where(one => one is not TaxCategory.OutOfScope)
                .Select(one => Line(1, 9.99m, one is TaxCategory.Standard ? 19 : 0) with { TaxCategory = one })]),
        ["out of scope"] = Of(
            German, Greek, "EUR", TaxSplit.Vat, Line(1, 50, 0) with { TaxCategory = TaxCategory.OutOfScope, ExemptionReason = "Deposit" }),
        ["no tax id at all"] = Of(Small, Swiss, "EUR", TaxSplit.Vat, Line(1, 50, 0)),
        ["no tax charged"] = Of(Small, Swiss, "EUR", TaxSplit.None, Line(1, 50, 0)),
        ["India, within the state"] = Of(Indian, NoAddress, "INR", TaxSplit.GstWithinState, Line(3, 33.35m, 5), Line(1, 10.05m, 18)),
        ["India, registered"] = Of(Indian, NoAddress, "INR", TaxSplit.GstWithinState, Line(3, 33.35m, 5)) with
        {
            Registration = LedgerPortal.Testing.Registrations.Example,
        },
        ["India, between states"] = Of(Indian, NoAddress, "INR", TaxSplit.GstBetweenStates, Line(3, 33.35m, 5), Line(1, 10.05m, 0)),
        ["India, composition"] = Of(Indian, NoAddress, "INR", TaxSplit.None, Line(3, 33.35m, 0)),
        ["India, export"] = Of(Indian, Swiss, "USD", TaxSplit.GstBetweenStates, Line(3, 33.35m, 0) with { TaxCategory = TaxCategory.Export }),
        ["tax in the base currency"] = InBase(Of(German, Swiss, "USD", TaxSplit.Vat, Line(3, 33.35m, 19))),
        ["no minor units"] = Of(German, Swiss, "JPY", TaxSplit.Vat, Line(3, 333.35m, 19)),
        ["credit note"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(1, 19.99m, 19)) with
        {
            IsCreditNote = true,
            Number = "CN/26-27/000007",
            Bank = null,
            Invoice = new InvoiceReference(new DocumentId(Guid.NewGuid()), "INV/26-27/000042", new DateOnly(2026, 11, 1)),
            Reason = "Damaged & returned",
        },
        ["free credit note"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(1, 19.99m, 19)) with { IsCreditNote = true, Bank = null },
        ["nothing to pay"] = Of(German, Greek, "EUR", TaxSplit.Vat, Line(1, 10, 19), Line(-1, 10, 19)),
    };

    public static IssuedDocument Any(Random random)
    {
        var split = random.Next(4) switch { 0 => TaxSplit.GstWithinState, 1 => TaxSplit.GstBetweenStates, 2 => TaxSplit.None, _ => TaxSplit.Vat };
        var isVat = split is TaxSplit.Vat;
        var categories = TaxCategories.For(split).Where(one => one is not TaxCategory.OutOfScope).ToList();
        decimal[] rates = [5, 7, 12, 18, 19, 20, 0.25m, 5.5m];
        var lines = Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
        {
            var price = random.Next(0, 1_000_000_000) / (decimal)Math.Pow(10, random.Next(2, 7));
            var line = Line(random.Next(1, 100_000) / (decimal)Math.Pow(10, random.Next(0, 5)), price, 0);
            if (split is TaxSplit.None)
                return line;
            var category = categories[random.Next(categories.Count)];
            return line with
            {
                TaxCategory = random.Next(2) == 0 && category is TaxCategory.Standard or TaxCategory.ZeroRated ? null : category,
                TaxRatePercent = category is TaxCategory.Standard ? rates[random.Next(rates.Length)] : 0,
            };
        }).ToArray();
        var document = Of(isVat ? German : Indian, isVat ? Greek : NoAddress, isVat ? "EUR" : "INR", split, lines) with
        {
            IsCreditNote = random.Next(3) == 0,
        };
        return random.Next(3) == 0 ? InBase(document) : document;
    }

    private static IssuedDocument InBase(IssuedDocument document) => document with
    {
        Content = document.Content with { ExchangeRate = new ExchangeRate(Currency.Parse("GBP"), 0.865432m) },
    };

    private static DocumentLine Line(decimal quantity, decimal price, decimal rate) => new()
    {
        Description = "Reis & Bohnen <5 kg> 🍚",
        ItemCode = "R-5",
        TaxCode = "10063010",
        Quantity = quantity,
        Unit = quantity == 3 ? "kg" : quantity == 2 ? "sheaf" : null,
        UnitPrice = price,
        TaxRatePercent = rate,
        Event = new OperationalEvent("delivery", "DLV-1", new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero), "dock 3"),
    };

    private static IssuedDocument Of(
        DocumentPartyDetails supplier, DocumentPartyDetails customer, string code, TaxSplit split, params DocumentLine[] lines)
    {
        var currency = Currency.Parse(code);
        var content = new DocumentContent
        {
            Date = new DateOnly(2026, 11, 5),
            DueDate = new DateOnly(2026, 12, 5),
            Reference = "PO 17",
            Notes = "Thank you.\nReally.\ufffe",
            RoundTotal = lines.Length % 2 == 0,
            SupplyDate = lines.Length > 1 ? new DateOnly(2026, 11, 4) : null,
            PlaceOfSupply = supplier == Indian && customer == NoAddress ? "29" : null,
            Lines = lines,
        };
        // What a command would refuse is no document.
        Assert.Null(DocumentRules.CheckInvoice(content, split));
        return new IssuedDocument(
            false, Business, "INV/26-27/000042", currency, split, content,
            DocumentArithmetic.Totals(content, split, currency).OrThrow(), supplier, customer, null, null, 0, Bank);
    }
}
