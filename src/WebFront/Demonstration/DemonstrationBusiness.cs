using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Demonstration;

/// <summary>The business of the demonstration: a distributor of groceries in Pune. It does not exist.</summary>
internal static class DemonstrationBusiness
{
    /// <summary>The same in every installation.</summary>
    public static BusinessId Id { get; } = new(LedgerPortal.Id.Derive(default, "demonstration"));

    public const string StateCode = "27";

    public static BusinessDetails Details { get; } = new()
    {
        Name = "Sahyadri Distributors",
        LegalName = "Sahyadri Distributors Private Limited",
        Address = new Address("Gala 14, Market Yard Road", "Gultekdi", "Pune", "411037", StateCode, "IN"),
        TaxId = GstinOf(StateCode, "AAKCS4178", 'M'),
        TaxScheme = TaxScheme.GstRegular,
        Currency = Currency.Parse("INR"),
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
        TermsDays = 30,
        RoundTotals = true,
        InvoiceSeries = new SeriesSettings("SD/{yy}-{yy+1}/{00000}", 1),
        CreditNoteSeries = new SeriesSettings("SDC/{yy}-{yy+1}/{0000}", 1),
        ReceiptSeries = new SeriesSettings("SDR/{yy}-{yy+1}/{00000}", 1),
        RefundSeries = new SeriesSettings("SDF/{yy}-{yy+1}/{00000}", 1),
        Bank = new BankDetails(
            "Sahyadri Distributors Private Limited", "000011112222", "Demonstration Bank, Pune", "DEMO0000001", null, null),
        UpiId = "sahyadri@demo",
        AccentColour = "#0f766e",
        TaxRatesPercent = [0, 5, 12, 18],
        Email = "accounts@sahyadri.example",
        Phone = "+912055500100",
    };

    public static PortalSettings Portal { get; } = new()
    {
        TokenExpiryDays = 60,
        WelcomeMessage = "Welcome to your account with Sahyadri Distributors. Questions? Call our accounts desk on "
            + "+91 20 5550 0100, 10 am to 6 pm, Monday to Saturday.",
    };

    /// <summary>A GSTIN that is well formed and given to nobody we know of.</summary>
    /// <param name="pan">The first nine characters of the taxpayer's PAN.</param>
    public static string GstinOf(string state, string pan, char panCheck)
    {
        var first = $"{state}{pan}{panCheck}1Z";
        return first + Gstin.CheckCharacter(first);
    }
}
