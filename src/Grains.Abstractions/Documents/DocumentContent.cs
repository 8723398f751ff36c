using System.Text.Json.Serialization;
using LedgerPortal.Businesses;

namespace LedgerPortal.Documents;

/// <summary>
/// What a draft says, before it is frozen by issuing. The same for invoices and credit notes. Checked in the order of its
/// properties, then line by line; refusals name the field as <c>lines[3].quantity</c>, counted from zero.
/// </summary>
public sealed record DocumentContent
{
    public required DateOnly Date { get; init; }

    /// <summary>For an invoice, the document's date when not given; a credit note has none.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>The party's own order or reference number; at most 80 characters.</summary>
    public string? Reference { get; init; }

    /// <summary>Printed on the document, for the party; at most 2,000 characters.</summary>
    public string? Notes { get; init; }

    /// <summary>
    /// Where the supply is taxed: a GST state code of two digits in India, an ISO country code elsewhere; null as the
    /// party's tax id or address says.
    /// </summary>
    public string? PlaceOfSupply { get; init; }

    /// <summary>Round the total to a whole major unit, by a line of its own outside tax.</summary>
    public bool RoundTotal { get; init; }

    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    /// <summary>The day of the supply, where it is another than the document's.</summary>
    public DateOnly? SupplyDate { get; init; }

    /// <summary>For a document in a foreign currency: what its tax comes to in the business's own.</summary>
    public ExchangeRate? ExchangeRate { get; init; }

    public const int MaxLines = 2_000;

    /// <summary>How many credit notes one invoice can have.</summary>
    public const int MaxCreditNotes = 200;
}

/// <summary>One line item. Quantity and unit price have up to six decimal places; the price is in major units without tax.</summary>
public sealed record DocumentLine
{
    /// <summary>1 to 500 characters.</summary>
    public required string Description { get; init; }

    /// <summary>The supplier's code of the item; at most 40 characters.</summary>
    public string? ItemCode { get; init; }

    /// <summary>HSN or SAC in India, commodity code elsewhere; at most 20 characters.</summary>
    public string? TaxCode { get; init; }

    /// <summary>Below zero takes off: a discount is a line with the quantity −1 (a price below zero is no price, EN 16931 BR-27).</summary>
    public required decimal Quantity { get; init; }

    /// <summary>What is counted: <c>pcs</c>, <c>kg</c>, <c>h</c>; at most 20 characters.</summary>
    public string? Unit { get; init; }

    /// <summary>Zero or above.</summary>
    public required decimal UnitPrice { get; init; }

    /// <summary>Percent, 0 to 100 with at most three decimal places: 18 means 18 %.</summary>
    public decimal TaxRatePercent { get; init; }

    /// <summary>The operational event that this line bills.</summary>
    public OperationalEvent? Event { get; init; }

    /// <summary>Null as the rate says, see <see cref="TaxCategories.Of"/>.</summary>
    public TaxCategory? TaxCategory { get; init; }

    /// <summary>The law or the reason by which no tax is charged; at most 200 characters. Not of a taxed line.</summary>
    public string? ExemptionReason { get; init; }
}

/// <summary>One unit of the document's currency is so many units of the base currency.</summary>
/// <param name="Base">The business's own: another than the document's.</param>
/// <param name="Rate">Above zero, below 1,000,000, with up to six decimal places.</param>
public sealed record ExchangeRate(Currency Base, decimal Rate);

/// <summary>A stop, a storage day, a pick, a label, a delivery…: what happened, under which id, when.</summary>
/// <param name="Kind">1 to 40 characters.</param>
/// <param name="EventId">1 to 80 characters: its id in the system that recorded it.</param>
/// <param name="Note">At most 500 characters.</param>
public sealed record OperationalEvent(string Kind, string EventId, DateTimeOffset? OccurredAt, string? Note);

/// <summary>The amounts of a document in minor units, computed once from its lines and frozen when it is issued.</summary>
/// <param name="LineNetMinor">Net amount per line, in the order of the lines.</param>
/// <param name="TaxableMinor">Sum of the lines.</param>
/// <param name="Taxes">By rate, then component; rates of zero are left out.</param>
/// <param name="RoundOffMinor">Outside tax; zero unless the document asks for it.</param>
public sealed record DocumentTotals(
    IReadOnlyList<long> LineNetMinor,
    long TaxableMinor,
    IReadOnlyList<TaxAmount> Taxes,
    long RoundOffMinor,
    long TotalMinor);

/// <param name="Component">What the tax is called on paper: <c>CGST</c>, <c>SGST</c>, <c>IGST</c>, <c>VAT</c>.</param>
/// <param name="RatePercent">Of this component: half the lines' rate for CGST and SGST.</param>
/// <param name="TaxableMinor">Sum of the lines that have this rate.</param>
public sealed record TaxAmount(string Component, decimal RatePercent, long TaxableMinor, long AmountMinor);

/// <summary>Who stands on a document: frozen at issue, so that a later move or renaming changes no document.</summary>
public sealed record DocumentPartyDetails(
    string Name,
    string? TaxId,
    Address? Address)
{
    /// <summary>
    /// Of the supplier: by which scheme it charged tax, which decides what the document is called. Null on documents from
    /// before it was kept with them, and of customers.
    /// </summary>
    public TaxScheme? TaxScheme { get; init; }

    /// <summary>A business as it stands on what it issues now.</summary>
    public static DocumentPartyDetails Of(BusinessDetails business) =>
        new(business.LegalName, business.TaxId, business.Address) { TaxScheme = business.TaxScheme };
}

/// <param name="StateCode">In India the GST state code of two digits, see <see cref="IndianStates"/>; elsewhere as usual there.</param>
/// <param name="CountryCode">ISO 3166-1, two capital letters.</param>
public sealed record Address(
    string? Line1,
    string? Line2,
    string? City,
    string? PostalCode,
    string? StateCode,
    string CountryCode)
{
    /// <summary>Everything that is there, from the street to the country.</summary>
    [JsonIgnore]
    public IEnumerable<string> Lines =>
        new[] { Line1, Line2, string.Join(" ", new[] { City, PostalCode }.Where(part => !string.IsNullOrWhiteSpace(part))) }
            .OfType<string>().Where(line => line.Length > 0);
}

/// <param name="Version">The document's version that the command made, or found when there was nothing to do.</param>
public sealed record DocumentAnswer(long Version);

/// <summary>
/// A document's own state; what is paid of it stands beside, in the ledger. <see cref="Discarded"/>: a draft that was thrown
/// away, or a credit note that its invoice refused; it had no number, so none is missing.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentStatus>))]
public enum DocumentStatus
{
    Draft,
    Issuing,
    Issued,
    Void,
    Discarded,
}

/// <summary>A series that numbers documents without gaps, and the pattern that shapes its numbers.</summary>
/// <param name="Series">Which series: <c>invoice</c>, <c>credit-note</c>, <c>receipt</c>, <c>refund</c>…</param>
/// <param name="Pattern">For example <c>INV/{yy}-{yy+1}/{000000}</c>; a number has at most 16 characters.</param>
/// <param name="FinancialYear">
/// The calendar year in which the financial year of the document's date starts; 0 for a pattern without a year, whose
/// numbers go on from year to year.
/// </param>
/// <param name="FirstNumber">Where the series starts when it is new, 1 or above.</param>
public sealed record Numbering(string Series, string Pattern, int FinancialYear, long FirstNumber);
