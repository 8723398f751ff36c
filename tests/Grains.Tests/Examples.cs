using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Grains.Tests;

/// <summary>A distributor in Pune, a shop it supplies, and what passes between them.</summary>
internal static class Examples
{
    public static readonly Currency Rupees = Currency.Parse("INR");

    public static readonly BusinessId Business = new(new Guid("0195f3a0-0000-7000-8000-000000000001"));

    public static readonly PartyId Party = new(new Guid("0195f3a0-0000-7000-8000-000000000002"));

    public static readonly DocumentId Document = new(new Guid("0195f3a0-0000-7000-8000-000000000003"));

    public static readonly Actor Operator = Actor.Operator(new Guid("0195f3a0-0000-7000-8000-000000000004"), "10.0.0.1");

    public static readonly BusinessDetails BusinessDetails = new()
    {
        Name = "Sahyadri Traders",
        LegalName = "Sahyadri Traders LLP",
        Address = new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"),
        TaxId = "27AAPFU0939F1ZV",
        TaxScheme = TaxScheme.GstRegular,
        Currency = Rupees,
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
        Bank = new BankDetails("Sahyadri Traders LLP", "50200012345678", "HDFC Bank", "HDFC0000123", null, null),
        UpiId = "sahyadri@hdfcbank",
        AccentColour = "#0b6e4f",
        TaxRatesPercent = [0, 5, 12, 18],
        Email = "accounts@sahyadri.example",
        Phone = "+91 20 5550 0100",
    };

    public static readonly PartyDetails PartyDetails = new()
    {
        Name = "Kaveri Stores",
        Code = "K-014",
        TaxId = "29AAGCB7383J1Z4",
        Address = new Address("3 Gandhi Bazaar", "Basavanagudi", "Bengaluru", "560004", "29", "IN"),
        Currency = Rupees,
        TermsDays = 45,
    };

    public static readonly DocumentPartyDetails Supplier = new(
        BusinessDetails.LegalName, BusinessDetails.TaxId, BusinessDetails.Address);

    public static readonly DocumentPartyDetails Customer = new(PartyDetails.Name, PartyDetails.TaxId, PartyDetails.Address);

    /// <summary>₹1,000.00 and 18 % of tax: ₹1,180.00.</summary>
    public static readonly DocumentContent Content = new()
    {
        Date = new DateOnly(2025, 4, 8),
        DueDate = new DateOnly(2025, 5, 8),
        Reference = "PO 17",
        Notes = "Thank you.",
        Lines =
        [
            new DocumentLine
            {
                Description = "Cold storage, pallet and day",
                ItemCode = "CS-1",
                TaxCode = "996721",
                Quantity = 40,
                Unit = "day",
                UnitPrice = 25,
                TaxRatePercent = 18,
                Event = new OperationalEvent(
                    "storage day", "ST-2025-04", new DateTimeOffset(2025, 4, 7, 18, 30, 0, TimeSpan.Zero), "bay 7"),
            },
        ],
    };

    public static readonly Numbering InvoiceNumbering = new("invoice", "INV/{yy}-{yy+1}/{000000}", 2025, 1);

    public static CommandId NewId() => new(Guid.NewGuid());
}
