using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Grains.Tests.Documents;

public class TaxSplitsTests
{
    private const string Maharashtra = "27AAPFU0939F1ZV";
    private const string Karnataka = "29AAGCB7383J1Z4";

    [Theory]
    [InlineData(Maharashtra, null, null, TaxSplit.GstWithinState)]
    [InlineData(Karnataka, null, null, TaxSplit.GstBetweenStates)]
    [InlineData(Karnataka, null, "27", TaxSplit.GstWithinState)]
    [InlineData(null, "27", null, TaxSplit.GstWithinState)]
    [InlineData(null, "29", null, TaxSplit.GstBetweenStates)]
    [InlineData(null, null, null, TaxSplit.GstWithinState)]
    [InlineData(Maharashtra, null, "29", TaxSplit.GstBetweenStates)]
    public void In_india_the_place_of_supply_decides(string? gstin, string? state, string? placeOfSupply, TaxSplit split) =>
        Assert.Equal(split, TaxSplits.Between(Business(TaxScheme.GstRegular), Party(gstin, state, "IN"), placeOfSupply));

    [Fact]
    public void Out_of_india_it_is_a_supply_between_states() => Assert.Equal(
        TaxSplit.GstBetweenStates, TaxSplits.Between(Business(TaxScheme.GstRegular), Party(null, null, "AE"), null));

    [Theory]
    [InlineData(TaxScheme.None, TaxSplit.None)]
    [InlineData(TaxScheme.GstComposition, TaxSplit.None)]
    [InlineData(TaxScheme.Vat, TaxSplit.Vat)]
    public void Other_schemes_do_not_ask_for_a_place(TaxScheme scheme, TaxSplit split) =>
        Assert.Equal(split, TaxSplits.Between(Business(scheme), Party(Karnataka, null, "IN"), null));

    private static BusinessDetails Business(TaxScheme scheme) => new()
    {
        Name = "Sahyadri Traders",
        LegalName = "Sahyadri Traders LLP",
        Address = new Address(null, null, "Pune", "411001", "27", "IN"),
        TaxId = Maharashtra,
        TaxScheme = scheme,
        Currency = Currency.Parse("INR"),
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
    };

    private static PartyDetails Party(string? taxId, string? state, string country) => new()
    {
        Name = "Kaveri Stores",
        TaxId = taxId,
        Address = new Address(null, null, null, null, state, country),
        Currency = Currency.Parse("INR"),
    };
}
