using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using LedgerPortal.Documents;

namespace LedgerPortal.Api;

[Description("One line item.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LineBody
{
    [Required]
    [Description("What is billed; 1 to 500 characters.")]
    public string? Description { get; init; }

    [Description("Your code of the item; at most 40 characters.")]
    public string? ItemCode { get; init; }

    [Description("HSN or SAC in India, commodity code elsewhere; at most 20 characters.")]
    public string? TaxCode { get; init; }

    [Required]
    [Description("Decimal with a point, at most six places. Below zero takes off: a discount is a line with the quantity `-1`.")]
    public string? Quantity { get; init; }

    [Description("What is counted: `pcs`, `kg`, `h`; at most 20 characters.")]
    public string? Unit { get; init; }

    [Required]
    [Description("Price of one, without tax, in major units of the currency: decimal with a point, at most six places, zero or above.")]
    public string? UnitPrice { get; init; }

    [Description("Tax rate in percent: `18` means 18 %; 0 to 100, at most three places; zero when it is not given.")]
    public string? TaxRatePercent { get; init; }

    [Description("Why the line is taxed as it is (EN 16931): `Standard`, `ZeroRated`, `Exempt`, `ReverseCharge`, `IntraCommunity`, `Export`, `OutOfScope`; by the rate when it is not given.")]
    public string? TaxCategory { get; init; }

    [Description("The law or the reason by which no tax is charged; at most 200 characters.")]
    public string? ExemptionReason { get; init; }

    [Description("The operational event that the line bills.")]
    public EventBody? Event { get; init; }

    /// <summary>The line, or the field that is not a decimal.</summary>
    public DocumentLine? Read(out string? wrong)
    {
        wrong = null;
        var quantity = Number(Quantity, nameof(Quantity), ref wrong);
        var price = Number(UnitPrice, nameof(UnitPrice), ref wrong);
        var rate = TaxRatePercent is null ? 0 : Number(TaxRatePercent, nameof(TaxRatePercent), ref wrong);
        TaxCategory? category = null;
        if (TaxCategory is not null)
        {
            category = Enum.TryParse<TaxCategory>(TaxCategory, out var named) && Enum.IsDefined(named) && named.ToString() == TaxCategory
                ? named : null;
            if (category is null)
                wrong ??= "taxCategory";
        }

        return wrong is not null ? null : new DocumentLine
        {
            Description = Description ?? "",
            ItemCode = ItemCode,
            TaxCode = TaxCode,
            Quantity = quantity,
            Unit = Unit,
            UnitPrice = price,
            TaxRatePercent = rate,
            TaxCategory = category,
            ExemptionReason = ExemptionReason,
            Event = Event is null ? null : new OperationalEvent(Event.Kind ?? "", Event.Id ?? "", Event.OccurredAt, Event.Note),
        };
    }

    public static LineBody Of(DocumentLine line) => new()
    {
        Description = line.Description,
        ItemCode = line.ItemCode,
        TaxCode = line.TaxCode,
        Quantity = Text(line.Quantity),
        Unit = line.Unit,
        UnitPrice = Text(line.UnitPrice),
        TaxRatePercent = Text(line.TaxRatePercent),
        TaxCategory = line.TaxCategory?.ToString(),
        ExemptionReason = line.ExemptionReason,
        Event = line.Event is { } happened
            ? new EventBody
            {
                Kind = happened.Kind,
                Id = happened.EventId,
                OccurredAt = happened.OccurredAt,
                Note = happened.Note,
            }
            : null,
    };

    internal static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static decimal Number(string? text, string field, ref string? wrong)
    {
        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (text is { Length: <= 40 } && decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var value))
            return value;
        wrong ??= char.ToLowerInvariant(field[0]) + field[1..];
        return 0;
    }
}

[Description("The operational event that a line bills: a stop, a storage day, a pick, a delivery.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EventBody
{
    [Required]
    [Description("What happened: `delivery`, `stop`, `pick`; 1 to 40 characters.")]
    public string? Kind { get; init; }

    [Required]
    [Description("Its id in the system that recorded it; 1 to 80 characters.")]
    public string? Id { get; init; }

    [Description("When it happened, with offset.")]
    public DateTimeOffset? OccurredAt { get; init; }

    [Description("At most 500 characters.")]
    public string? Note { get; init; }
}

[Description("An invoice: numbered here, issued at once.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record InvoiceBody
{
    [Required]
    [Description("The party, by its id or your own code for it.")]
    public string? Party { get; init; }

    [Description("ISO 4217; the party's own when it is not given.")]
    public string? Currency { get; init; }

    [Required]
    [Description("The document's date in the business's time zone.")]
    public DateOnly? Date { get; init; }

    [Description("By the party's terms when it is not given; not before the date.")]
    public DateOnly? DueDate { get; init; }

    [Description("The party's own order or reference number; at most 80 characters.")]
    public string? Reference { get; init; }

    [Description("Printed for the party; at most 2,000 characters.")]
    public string? Notes { get; init; }

    [Description("Where the supply is taxed: a GST state code in India, an ISO country code elsewhere; by the party's tax id or address when it is not given.")]
    public string? PlaceOfSupply { get; init; }

    [Description("Round the total to a whole major unit; as your business is set up when it is not given.")]
    public bool? RoundTotal { get; init; }

    [Description("The day of the supply, where it is another than the document's.")]
    public DateOnly? SupplyDate { get; init; }

    [Description("For a document in a foreign currency: what one unit of it is in your own, as a decimal with a point and at most six places. Its tax is then told in both.")]
    public string? ExchangeRate { get; init; }

    [Required]
    [Description("1 to 2,000.")]
    public IReadOnlyList<LineBody?>? Lines { get; init; }
}

[Description("A credit note: numbered here, issued at once.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreditNoteBody
{
    [Required]
    [Description("The party, by its id or your own code for it.")]
    public string? Party { get; init; }

    [Description("ISO 4217; the party's own when it is not given.")]
    public string? Currency { get; init; }

    [Required]
    [Description("The document's date in the business's time zone; not before the invoice's.")]
    public DateOnly? Date { get; init; }

    [Description("Id of the invoice that it credits, settled first and never beyond it. Without one the credit stays unapplied.")]
    public string? Invoice { get; init; }

    [Description("Printed for the party; at most 500 characters.")]
    public string? Reason { get; init; }

    [Description("The party's own reference number; at most 80 characters.")]
    public string? Reference { get; init; }

    [Description("Printed for the party; at most 2,000 characters.")]
    public string? Notes { get; init; }

    [Description("As of an invoice.")]
    public string? PlaceOfSupply { get; init; }

    [Description("As of an invoice.")]
    public bool? RoundTotal { get; init; }

    [Description("As of an invoice.")]
    public DateOnly? SupplyDate { get; init; }

    [Description("As of an invoice.")]
    public string? ExchangeRate { get; init; }

    [Required]
    [Description("1 to 2,000; a positive quantity credits.")]
    public IReadOnlyList<LineBody?>? Lines { get; init; }
}

[Description("Why an invoice is void.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record VoidBody
{
    [Required]
    [Description("For operators; 1 to 500 characters.")]
    public string? Reason { get; init; }
}

[Description("What the Indian invoice registration portal answered for a document.")]
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RegistrationBody
{
    [Required]
    [Description("Invoice reference number: 64 hexadecimal digits.")]
    public string? Irn { get; init; }

    [Required]
    [Description("1 to 20 digits.")]
    public string? AcknowledgementNumber { get; init; }

    [Required]
    [Description("The day of the acknowledgement, in India.")]
    public DateOnly? AcknowledgedOn { get; init; }

    [Required]
    [Description("The text of the signed QR code: a JWS in its compact form, at most 2,000 characters. Where it names an IRN it is this document's.")]
    public string? SignedQr { get; init; }

    public Registration Read() => new(
        Irn?.Trim().ToLowerInvariant() ?? "", AcknowledgementNumber?.Trim() ?? "", AcknowledgedOn ?? default, SignedQr?.Trim() ?? "");
}

[Description("What the Indian invoice registration portal answered for a document.")]
public sealed record RegistrationShown(
    [property: Description("Invoice reference number: 64 hexadecimal digits.")]
    string Irn,
    [property: Description("Digits.")]
    string AcknowledgementNumber,
    [property: Description("The day of the acknowledgement, in India.")]
    DateOnly AcknowledgedOn,
    [property: Description("The text of the signed QR code, which stands on the PDF.")]
    string SignedQr)
{
    public static RegistrationShown? Of(Registration? registration) => registration is null ? null : new RegistrationShown(
        registration.Irn, registration.AcknowledgementNumber, registration.AcknowledgedOn, registration.SignedQr);
}

[Description("A document that was made.")]
public sealed record DocumentMade(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("The number it was given; null while the status is `Issuing`.")]
    string? Number,
    [property: Description("`Issued`; `Issuing` while the number is on its way: ask again with the same key.")]
    string Status,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("With tax, in major units: decimal string.")]
    string Total);

[Description("An invoice or a credit note as a row of a list.")]
public sealed record DocumentListed(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("The party's id.")]
    string Party,
    [property: Description("Null until it is issued.")]
    string? Number,
    [property: Description("`Draft`, `Issuing`, `Issued`, `Void` or `Discarded`.")]
    string Status,
    [property: Description("The document's date.")]
    DateOnly Date,
    [property: Description("Of an invoice; null of a credit note.")]
    DateOnly? DueDate,
    [property: Description("The party's own reference number.")]
    string? Reference,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("With tax, in major units: decimal string.")]
    string Total,
    [property: Description("What is not settled of it, in major units; null while it is in no ledger.")]
    string? Open,
    [property: Description("What the party disputes of it, in major units; null while it is in no ledger.")]
    string? Disputed);

[Description("A tax of a document.")]
public sealed record TaxShown(
    [property: Description("As on paper: `CGST`, `SGST`, `IGST`, `VAT`.")]
    string Component,
    [property: Description("In percent, of this component.")]
    string RatePercent,
    [property: Description("Sum of the lines that have the rate, in major units.")]
    string Taxable,
    [property: Description("The tax, in major units.")]
    string Amount);

[Description("The tax of a document in a foreign currency, in the business's own.")]
public sealed record TaxInBaseShown(
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("One unit of the document's currency is so many of this.")]
    string Rate,
    [property: Description("The tax, in major units.")]
    string Amount);

[Description("An invoice or a credit note, whole.")]
public sealed record DocumentShown(
    [property: Description("Its id: 22 characters.")]
    string Id,
    [property: Description("Raised by each change.")]
    long Version,
    [property: Description("The party's id.")]
    string Party,
    [property: Description("Null until it is issued.")]
    string? Number,
    [property: Description("`Draft`, `Issuing`, `Issued`, `Void` or `Discarded`.")]
    string Status,
    [property: Description("The document's date.")]
    DateOnly Date,
    [property: Description("Of an invoice; null of a credit note.")]
    DateOnly? DueDate,
    [property: Description("The party's own reference number.")]
    string? Reference,
    [property: Description("Printed for the party.")]
    string? Notes,
    [property: Description("Where the supply is taxed, when it was given.")]
    string? PlaceOfSupply,
    [property: Description("The day of the supply, when it is another than the document's.")]
    DateOnly? SupplyDate,
    [property: Description("ISO 4217.")]
    string Currency,
    [property: Description("The lines, in order.")]
    IReadOnlyList<LineBody> Lines,
    [property: Description("Sum of the lines without tax, in major units.")]
    string Taxable,
    [property: Description("By rate and component; rates of zero are left out.")]
    IReadOnlyList<TaxShown> Taxes,
    [property: Description("Of a document in a foreign currency with an exchange rate: the whole tax in your own.")]
    TaxInBaseShown? TaxInBase,
    [property: Description("Rounding to a whole major unit, outside tax, in major units.")]
    string RoundOff,
    [property: Description("With tax, in major units.")]
    string Total,
    [property: Description("What is not settled of it, in major units; null while it is in no ledger.")]
    string? Open,
    [property: Description("What the party disputes of it, in major units; null while it is in no ledger.")]
    string? Disputed,
    [property: Description("Of an invoice: what credit notes have taken back, in major units. Null of a credit note.")]
    string? Credited,
    [property: Description("Of a credit note: the id of the invoice that it credits.")]
    string? Invoice,
    [property: Description("Of a credit note: why it was given.")]
    string? Reason,
    [property: Description("Whether a link to it was made, or its party's portal shows it.")]
    bool? IsShared,
    [property: Description("When somebody on the party's side first saw it. Null of a credit note.")]
    DateTimeOffset? FirstViewedAt,
    [property: Description("Its entry in the party's ledger; null while it is in no ledger.")]
    long? Entry,
    [property: Description("What the Indian invoice registration portal answered for it; null for nothing.")]
    RegistrationShown? Registration);
