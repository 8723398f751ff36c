using System.Text.Json.Serialization;
using LedgerPortal.Documents;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Businesses;

/// <summary>The supplier whose books these are: who it is, how it numbers, what its portal shows. Key: <c>{business}</c>.</summary>
public interface IBusiness
{
    /// <summary>Carries out one command; durable on return; repeating is safe.</summary>
    Task<Answer<BusinessAnswer>> Execute(BusinessCommand command);

    Task<BusinessView?> View();
}

public sealed record BusinessAnswer(long Version);

public sealed record BusinessView(
    BusinessId Id,
    long Version,
    BusinessDetails Details,
    PortalSettings Portal,
    DateOnly? LockedThrough);

public sealed record BusinessDetails
{
    /// <summary>What customers call it; 1 to 200 characters.</summary>
    public required string Name { get; init; }

    public required string LegalName { get; init; }

    public required Address Address { get; init; }

    /// <summary>GSTIN in India, VAT number elsewhere.</summary>
    public string? TaxId { get; init; }

    public required TaxScheme TaxScheme { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>IANA name: <c>Asia/Kolkata</c>. Document dates and "today" are days in this zone.</summary>
    public required string TimeZone { get; init; }

    /// <summary>1 to 12; April is usual in India.</summary>
    public required int FinancialYearStartMonth { get; init; }

    public int TermsDays { get; init; } = 30;

    /// <summary>Round totals to a whole major unit on new documents.</summary>
    public bool RoundTotals { get; init; }

    public SeriesSettings InvoiceSeries { get; init; } = new("INV/{yy}-{yy+1}/{000000}", 1);

    public SeriesSettings CreditNoteSeries { get; init; } = new("CN/{yy}-{yy+1}/{000000}", 1);

    public SeriesSettings ReceiptSeries { get; init; } = new("RC/{yy}-{yy+1}/{000000}", 1);

    /// <summary>Of refunds. Null on businesses from before refunds were numbered: <see cref="RefundsSeries"/>.</summary>
    public SeriesSettings? RefundSeries { get; init; }

    [JsonIgnore]
    public SeriesSettings RefundsSeries => RefundSeries ?? new("RF/{yy}-{yy+1}/{000000}", 1);

    public BankDetails? Bank { get; init; }

    public string? UpiId { get; init; }

    /// <summary><c>#rrggbb</c>; pages adjust it until it passes contrast.</summary>
    public string? AccentColour { get; init; }

    /// <summary>Tax rates offered in the editor, in percent.</summary>
    public IReadOnlyList<decimal> TaxRatesPercent { get; init; } = [];

    /// <summary>What advances are for, which receipt vouchers say. Null: goods, on which no tax falls due in advance.</summary>
    public AdvanceSettings? Advances { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    /// <summary>
    /// The aging counts days from the document's date, and not from the due date. What is overdue stays what is past its due
    /// date.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AgesByDocumentDate { get; init; }

    /// <summary>The financial year of a day.</summary>
    public FinancialYear FinancialYearOf(DateOnly date) => FinancialYear.Of(date, FinancialYearStartMonth);

    /// <summary>The day it is at the business at a moment.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime);

    /// <summary>The moment at which a day begins at the business: midnight, or where clocks pass over it the next hour.</summary>
    public DateTimeOffset BeginningOf(DateOnly day)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var clock = day.ToDateTime(TimeOnly.MinValue);
        if (zone.IsInvalidTime(clock))
            clock = clock.AddHours(1);
        return new DateTimeOffset(clock, zone.GetUtcOffset(clock)).ToUniversalTime();
    }

    /// <summary>What to issue an invoice of this date with.</summary>
    public Numbering InvoiceNumbering(DateOnly date) => Numbering("invoice", InvoiceSeries, date);

    /// <summary>What to issue a credit note of this date with.</summary>
    public Numbering CreditNoteNumbering(DateOnly date) => Numbering("credit-note", CreditNoteSeries, date);

    /// <summary>What to record a payment of this date with.</summary>
    public Numbering ReceiptNumbering(DateOnly date) => Numbering("receipt", ReceiptSeries, date);

    /// <summary>What to record a refund of this date with.</summary>
    public Numbering RefundNumbering(DateOnly date) => Numbering("refund", RefundsSeries, date);

    private Numbering Numbering(string series, SeriesSettings settings, DateOnly date) => new(
        series,
        settings.Pattern,
        NumberPattern.HasYear(settings.Pattern) ? FinancialYearOf(date).StartYear : 0,
        settings.NextNumber);
}

/// <param name="NextNumber">Where a new series starts; a series that has begun goes on by itself.</param>
public sealed record SeriesSettings(string Pattern, long NextNumber);

public sealed record BankDetails(string AccountName, string AccountNumber, string BankName, string? Ifsc, string? Iban, string? Bic);

[JsonConverter(typeof(JsonStringEnumConverter<TaxScheme>))]
public enum TaxScheme
{
    None,
    GstRegular,
    GstComposition,
    Vat,
}

/// <summary>What the portal shows. Switches hide documents, never money.</summary>
public sealed record PortalSettings
{
    /// <summary>The master switch: off, and every link answers "Portal not available".</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>1 to 365.</summary>
    public int TokenExpiryDays { get; init; } = 30;

    /// <summary>Of the links that open one document: 1 to 365. Not said, they live as long as a portal token.</summary>
    public int? DocumentLinkExpiryDays { get; init; }

    [JsonIgnore]
    public int DocumentLinkDays => DocumentLinkExpiryDays ?? TokenExpiryDays;

    public bool ShowSalesOrders { get; init; } = true;

    public bool ShowCreditNotes { get; init; } = true;

    public bool ShowStatement { get; init; } = true;

    public bool AllowMessages { get; init; } = true;

    /// <summary>Plain text on top of the portal; at most 500 characters.</summary>
    public string? WelcomeMessage { get; init; }
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(CreateBusiness), "create-business")]
[JsonDerivedType(typeof(ChangeBusiness), "change-business")]
[JsonDerivedType(typeof(ChangePortalSettings), "change-portal-settings")]
[JsonDerivedType(typeof(LockPeriod), "lock-period")]
[JsonDerivedType(typeof(ReopenPeriod), "reopen-period")]
[JsonDerivedType(typeof(ChangeLogo), "change-logo")]
[JsonDerivedType(typeof(RemoveLogo), "remove-logo")]
public abstract record BusinessCommand : Command;

public sealed record CreateBusiness : BusinessCommand
{
    public required BusinessDetails Details { get; init; }

    public PortalSettings Portal { get; init; } = new();
}

/// <summary>Replaces the details. Refused when they were changed since <see cref="ExpectedVersion"/>; the currency stays.</summary>
public sealed record ChangeBusiness : BusinessCommand
{
    public required long ExpectedVersion { get; init; }

    public required BusinessDetails Details { get; init; }
}

public sealed record ChangePortalSettings : BusinessCommand
{
    public required PortalSettings Portal { get; init; }
}

/// <summary>
/// Nothing dated up to and including this day is posted, allocated or reversed from here on. Refused while documents with
/// such a date are on their way to a ledger (<see cref="RefusalCode.PostingsPending"/>): try again a moment later.
/// </summary>
public sealed record LockPeriod : BusinessCommand
{
    public required DateOnly Through { get; init; }
}

/// <summary>Moves the lock back, or takes it away.</summary>
public sealed record ReopenPeriod : BusinessCommand
{
    public DateOnly? LockedThrough { get; init; }

    public required string Reason { get; init; }
}

/// <summary>
/// Sets the business's logo, in the place of the one it has. PDFs that were made before keep theirs. Refused, in this order:
/// nothing given, more than <see cref="Logo.MaxBytes"/> (the fact is the limit), no whole PNG or JPEG, a side below
/// <see cref="Logo.MinPixels"/> or above <see cref="Logo.MaxPixels"/> (the facts are the limits), no such business.
/// </summary>
public sealed record ChangeLogo : BusinessCommand
{
    /// <summary>The file as it was chosen. What it says of itself beside the picture is not kept.</summary>
    public required byte[] Content { get; init; }
}

/// <summary>From here on the business's initials stand in its place. Without a logo it is already done.</summary>
public sealed record RemoveLogo : BusinessCommand;
