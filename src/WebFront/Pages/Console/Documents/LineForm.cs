using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>A line item as typed, with the operational event that it bills.</summary>
public sealed class LineForm
{
    public string? Description { get; set; }

    public string? ItemCode { get; set; }

    public string? TaxCode { get; set; }

    public string? Quantity { get; set; }

    public string? Unit { get; set; }

    public string? UnitPrice { get; set; }

    public string? TaxRatePercent { get; set; }

    /// <summary>Empty: as the rate says.</summary>
    public string? TaxCategory { get; set; }

    public string? ExemptionReason { get; set; }

    public string? EventKind { get; set; }

    public string? EventId { get; set; }

    /// <summary>In the business's time, as the browser's field gives it.</summary>
    public string? EventTime { get; set; }

    public string? EventNote { get; set; }

    /// <summary>The tax rate alone says nothing: each empty line offers the usual one.</summary>
    public bool IsEmpty => new[] { Description, ItemCode, TaxCode, Quantity, UnitPrice, EventId, EventNote }
        .All(string.IsNullOrWhiteSpace);

    public bool HasMore => new[] { ItemCode, TaxCategory, ExemptionReason, EventKind, EventId, EventTime, EventNote }
        .Any(value => !string.IsNullOrWhiteSpace(value));

    /// <param name="rate">Offered first; null where no tax is charged.</param>
    public static LineForm Empty(decimal? rate) => new() { TaxRatePercent = rate is { } percent ? FormReading.Plain(percent) : null };

    /// <summary>The rate to offer where nothing is known of the customer: the standard one, if the business charges it.</summary>
    public static decimal? UsualRate(BusinessDetails business)
    {
        var rates = UsualRates(business);
        var standard = business.TaxScheme == TaxScheme.Vat ? 20 : 18;
        return rates.Count == 0 ? null : rates.Contains(standard) ? standard : rates[^1];
    }

    public static LineForm Of(DocumentLine line, TimeZoneInfo zone) => new()
    {
        Description = line.Description,
        ItemCode = line.ItemCode,
        TaxCode = line.TaxCode,
        Quantity = FormReading.Plain(line.Quantity),
        Unit = line.Unit,
        UnitPrice = line.UnitPrice.ToString("0.00####", CultureInfo.InvariantCulture),
        TaxRatePercent = FormReading.Plain(line.TaxRatePercent),
        TaxCategory = line.TaxCategory?.ToString(),
        ExemptionReason = line.ExemptionReason,
        EventKind = line.Event?.Kind,
        EventId = line.Event?.EventId,
        EventTime = line.Event?.OccurredAt is { } at
            ? TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
            : null,
        EventNote = line.Event?.Note,
    };

    /// <summary>The rates that the business charges; nothing where it charges no tax.</summary>
    public static IReadOnlyList<decimal> UsualRates(BusinessDetails business) => business.TaxScheme switch
    {
        TaxScheme.None or TaxScheme.GstComposition => [],
        _ when business.TaxRatesPercent.Count > 0 => business.TaxRatesPercent,
        TaxScheme.GstRegular => [0, 5, 12, 18, 28],
        TaxScheme.Vat => [0, 5, 20],
        var other => throw new InvalidOperationException($"There is no tax scheme {other}."),
    };

    /// <param name="at">The form's name of this line.</param>
    public DocumentLine Read(FormReading form, string at, DateOnly today) => new()
    {
        Description = form.Required($"{at}.Description", Description, 500),
        ItemCode = form.Optional($"{at}.ItemCode", ItemCode, 40),
        TaxCode = form.Optional($"{at}.TaxCode", TaxCode, 20),
        Quantity = Decimal(form, $"{at}.Quantity", Quantity, -DocumentRules.MaxQuantity, DocumentRules.MaxQuantity),
        Unit = form.Optional($"{at}.Unit", Unit, 20),
        UnitPrice = Decimal(form, $"{at}.UnitPrice", UnitPrice, 0, DocumentRules.MaxUnitPrice),
        TaxRatePercent = form.Decimal($"{at}.TaxRatePercent", TaxRatePercent, 3, 0, 100) ?? 0,
        TaxCategory = Category(form, at),
        ExemptionReason = form.Optional($"{at}.ExemptionReason", ExemptionReason, DocumentRules.MaxExemptionReason),
        Event = Event(form, at),
    };

    /// <summary>Those that a business can choose from; nothing where it charges no tax.</summary>
    public static IReadOnlyList<TaxCategory> Categories(BusinessDetails business) => business.TaxScheme switch
    {
        TaxScheme.None or TaxScheme.GstComposition => [],
        TaxScheme.GstRegular => TaxCategories.For(TaxSplit.GstBetweenStates),
        TaxScheme.Vat => TaxCategories.For(TaxSplit.Vat),
        var other => throw new InvalidOperationException($"There is no tax scheme {other}."),
    };

    private TaxCategory? Category(FormReading form, string at)
    {
        if (string.IsNullOrEmpty(TaxCategory))
            return null;
        if (Enum.TryParse<TaxCategory>(TaxCategory, out var category) && Enum.IsDefined(category))
            return category;
        form.RefuseMissing($"{at}.TaxCategory");
        return null;
    }

    private OperationalEvent? Event(FormReading form, string at)
    {
        var kind = form.Optional($"{at}.EventKind", EventKind, 40);
        var id = form.Optional($"{at}.EventId", EventId, 80);
        var note = form.Optional($"{at}.EventNote", EventNote, 500);
        DateTimeOffset? occurredAt = null;
        if (!string.IsNullOrWhiteSpace(EventTime))
            occurredAt = form.Moment($"{at}.EventTime", EventTime);
        if (kind is null && id is null && note is null && occurredAt is null)
            return null;
        return new OperationalEvent(
            form.Required($"{at}.EventKind", kind, 40), form.Required($"{at}.EventId", id, 80), occurredAt, note);
    }

    private static decimal Decimal(FormReading form, string field, string? typed, decimal least, decimal most)
    {
        if (string.IsNullOrWhiteSpace(typed))
            form.RefuseMissing(field);
        return form.Decimal(field, typed, 6, least, most) ?? 0;
    }
}
