using System.Text.RegularExpressions;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Documents;

/// <summary>What invoices and credit notes ask of their input. Every check gives the first refusal in the documented order.</summary>
public static partial class DocumentRules
{
    /// <summary>Beyond any trade, and small enough that a line's net is exact: see <see cref="DocumentArithmetic"/>.</summary>
    public const decimal MaxQuantity = 1_000_000_000m;

    public const decimal MaxUnitPrice = 1_000_000_000m;

    public const decimal MaxExchangeRate = 1_000_000m;

    public const int MaxExemptionReason = 200;

    /// <summary>
    /// Date, due date, reference, notes, place of supply, supply date, exchange rate, then line by line in the order of a
    /// line's properties.
    /// </summary>
    public static Refusal? CheckInvoice(DocumentContent? content, TaxSplit split) =>
        Check(content, split, content?.DueDate is { } due ? Due(content.Date, due) : null);

    /// <summary>As for an invoice, but there is no due date.</summary>
    public static Refusal? CheckCreditNote(DocumentContent? content, TaxSplit split) =>
        Check(content, split, content?.DueDate is null ? null : Fields.Invalid("dueDate"));

    public static Refusal? Check(DocumentPartyDetails? details, string field) => details is null
        ? new Refusal(RefusalCode.FieldRequired, field)
        : Fields.Required(details.Name, 200, field + ".name")
          ?? Fields.Optional(details.TaxId, 30, field + ".taxId")
          ?? Fields.Address(details.Address, field + ".address");

    public static Refusal? Check(Numbering? numbering, string field)
    {
        if (numbering is null)
            return new Refusal(RefusalCode.FieldRequired, field);
        // The series is a part of a grain's key.
        if (!SeriesName().IsMatch(numbering.Series ?? ""))
            return Fields.Invalid(field + ".series");
        if (!NumberPattern.IsValid(numbering.Pattern))
            return Fields.Invalid(field + ".pattern");
        var year = numbering.FinancialYear;
        if (NumberPattern.HasYear(numbering.Pattern)
            ? year < Fields.EarliestDate.Year - 1 || year > Fields.LatestDate.Year
            : year != 0)
            return Fields.Invalid(field + ".financialYear");
        return Series(new Businesses.SeriesSettings(numbering.Pattern, numbering.FirstNumber), field);
    }

    /// <summary>The pattern, and a next number that it has room for.</summary>
    public static Refusal? Series(Businesses.SeriesSettings? series, string field)
    {
        if (series is null)
            return new Refusal(RefusalCode.FieldRequired, field);
        if (!NumberPattern.IsValid(series.Pattern))
            return Fields.Invalid(field + ".pattern");
        if (series.NextNumber < 1)
            return new Refusal(RefusalCode.NextNumberTooLow, field + ".nextNumber", ["1"]);
        return NumberPattern.Format(series.Pattern, 2000, series.NextNumber).Length > NumberPattern.MaxNumberLength
            ? Fields.Invalid(field + ".nextNumber")
            : null;
    }

    /// <summary>One line by itself, whatever taxes its document may have.</summary>
    public static Refusal? CheckLine(DocumentLine line) => Line(line, "", TaxSplit.Vat);

    private static Refusal? Check(DocumentContent? content, TaxSplit split, Refusal? dueDate) =>
        content is null
            ? new Refusal(RefusalCode.FieldRequired, "content")
            : Fields.Date(content.Date, "date")
              ?? dueDate
              ?? Fields.Optional(content.Reference, 80, "reference")
              ?? Fields.OptionalLines(content.Notes, 2_000, "notes")
              ?? Fields.Optional(content.PlaceOfSupply, 10, "placeOfSupply")
              ?? (content.SupplyDate is { } supplied ? Fields.Date(supplied, "supplyDate") : null)
              ?? Exchange(content.ExchangeRate)
              ?? Lines(content.Lines, split);

    private static Refusal? Exchange(ExchangeRate? exchange) => exchange is null ? null
        : Fields.Given(exchange.Base, "exchangeRate.base")
          ?? (exchange.Rate == 0 ? Fields.Invalid("exchangeRate.rate") : null)
          ?? Decimal(exchange.Rate, 0, MaxExchangeRate, 6, "exchangeRate.rate");

    private static Refusal? Due(DateOnly date, DateOnly due) =>
        Fields.Date(due, "dueDate")
        ?? (due < date ? new Refusal(RefusalCode.DueDateBeforeDocumentDate, "dueDate") : null);

    private static Refusal? Lines(IReadOnlyList<DocumentLine>? lines, TaxSplit split)
    {
        if (lines is null or { Count: 0 })
            return new Refusal(RefusalCode.NoLines, "lines");
        if (lines.Count > DocumentContent.MaxLines)
            return new Refusal(RefusalCode.TooManyLines, "lines", [$"{DocumentContent.MaxLines}"]);
        for (var at = 0; at < lines.Count; at++)
        {
            if (Line(lines[at], $"lines[{at}].", split) is { } refusal)
                return refusal;
            // EN 16931, BR-O-11 to BR-O-14: what is not subject to tax stands on a document of its own.
            if ((TaxCategories.Of(lines[at], split) is TaxCategory.OutOfScope)
                != (TaxCategories.Of(lines[0], split) is TaxCategory.OutOfScope))
            {
                return Fields.Invalid($"lines[{at}].taxCategory");
            }
        }

        return null;
    }

    private static Refusal? Line(DocumentLine line, string at, TaxSplit split) =>
        Fields.Required(line.Description, 500, at + "description")
        ?? Fields.Optional(line.ItemCode, 40, at + "itemCode")
        ?? Fields.Optional(line.TaxCode, 20, at + "taxCode")
        ?? Decimal(line.Quantity, -MaxQuantity, MaxQuantity, 6, at + "quantity")
        ?? Fields.Optional(line.Unit, 20, at + "unit")
        ?? Decimal(line.UnitPrice, 0, MaxUnitPrice, 6, at + "unitPrice")
        ?? Decimal(line.TaxRatePercent, 0, split is TaxSplit.None ? 0 : 100, 3, at + "taxRatePercent")
        ?? Event(line.Event, at + "event.")
        ?? Category(line, at + "taxCategory", split)
        ?? Fields.Optional(line.ExemptionReason, MaxExemptionReason, at + "exemptionReason")
        ?? (!string.IsNullOrEmpty(line.ExemptionReason) && TaxCategories.Of(line, split) is TaxCategory.Standard
            ? Fields.Invalid(at + "exemptionReason") : null);

    /// <summary>A rate above zero and the category for it go together (EN 16931, BR-S-05, BR-Z-05, BR-E-05…).</summary>
    private static Refusal? Category(DocumentLine line, string field, TaxSplit split) =>
        line.TaxCategory is { } category
        && (!TaxCategories.For(split).Contains(category)
            || (category is TaxCategory.Standard) != (line.TaxRatePercent > 0))
            ? Fields.Invalid(field)
            : null;

    private static Refusal? Event(OperationalEvent? @event, string at) => @event is null
        ? null
        : Fields.Required(@event.Kind, 40, at + "kind")
          ?? Fields.Required(@event.EventId, 80, at + "eventId")
          ?? Fields.OptionalLines(@event.Note, 500, at + "note");

    private static Refusal? Decimal(decimal value, decimal lowest, decimal highest, int places, string field) =>
        value < lowest || value > highest || decimal.Round(value, places) != value ? Fields.Invalid(field) : null;

    [GeneratedRegex(@"^[a-z][a-z-]{0,39}\z")]
    private static partial Regex SeriesName();
}
