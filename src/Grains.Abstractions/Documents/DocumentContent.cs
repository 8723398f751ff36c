using System.Text.Json.Serialization;

namespace LedgerPortal.Documents;

/// <summary>What a draft says, before it is frozen by issuing. The same for invoices and credit notes.</summary>
public sealed record DocumentContent
{
    public required DateOnly Date { get; init; }

    /// <summary>For an invoice; a credit note has none.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>The party's own order or reference number.</summary>
    public string? Reference { get; init; }

    /// <summary>Printed on the document, for the party.</summary>
    public string? Notes { get; init; }

    /// <summary>Where the supply is taxed: a state code in India, a country code elsewhere; null as the party's address says.</summary>
    public string? PlaceOfSupply { get; init; }

    /// <summary>Round the total to a whole major unit, by a line of its own outside tax.</summary>
    public bool RoundTotal { get; init; }

    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    public const int MaxLines = 2_000;
}

/// <summary>One line item. Quantity and unit price have up to six decimal places; the price is in major units without tax.</summary>
public sealed record DocumentLine
{
    public required string Description { get; init; }

    /// <summary>The supplier's code of the item.</summary>
    public string? ItemCode { get; init; }

    /// <summary>HSN or SAC in India, commodity code elsewhere.</summary>
    public string? TaxCode { get; init; }

    public required decimal Quantity { get; init; }

    public string? Unit { get; init; }

    public required decimal UnitPrice { get; init; }

    /// <summary>Percent: 18 means 18 %.</summary>
    public decimal TaxRatePercent { get; init; }

    /// <summary>The operational event that this line bills.</summary>
    public OperationalEvent? Event { get; init; }
}

/// <summary>A stop, a storage day, a pick, a label, a delivery…: what happened, under which id, when.</summary>
public sealed record OperationalEvent(string Kind, string EventId, DateTimeOffset? OccurredAt, string? Note);

/// <summary>The amounts of a document, computed once from its lines and frozen when it is issued.</summary>
/// <param name="LineNetMinor">Net amount per line, in the order of the lines.</param>
/// <param name="TaxableMinor">Sum of the lines.</param>
/// <param name="RoundOffMinor">Outside tax; zero unless the document asks for it.</param>
public sealed record DocumentTotals(
    IReadOnlyList<long> LineNetMinor,
    long TaxableMinor,
    IReadOnlyList<TaxAmount> Taxes,
    long RoundOffMinor,
    long TotalMinor);

/// <param name="Component">What the tax is called on paper: <c>CGST</c>, <c>SGST</c>, <c>IGST</c>, <c>VAT</c>, <c>Tax</c>.</param>
/// <param name="RatePercent">Of this component.</param>
public sealed record TaxAmount(string Component, decimal RatePercent, long TaxableMinor, long AmountMinor);

/// <summary>Who stands on a document: frozen at issue, so that a later move or renaming changes no document.</summary>
public sealed record DocumentPartyDetails(
    string Name,
    string? TaxId,
    Address? Address);

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

/// <summary>A document's own state; what is paid of it stands beside, in the ledger.</summary>
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
/// <param name="Series">Which series: <c>invoice</c>, <c>credit-note</c>, <c>receipt</c>…</param>
/// <param name="Pattern">For example <c>INV/{yy}-{yy+1}/{000000}</c>; a number has at most 16 characters.</param>
/// <param name="FinancialYear">The calendar year in which the financial year of the document's date starts.</param>
/// <param name="FirstNumber">Where the series starts when it is new, 1 or above.</param>
public sealed record Numbering(string Series, string Pattern, int FinancialYear, long FirstNumber);
