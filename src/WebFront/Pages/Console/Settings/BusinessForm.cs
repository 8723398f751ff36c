using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.NumberSeries;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary>What is typed about the business itself.</summary>
public sealed class BusinessForm
{
    public string? Name { get; set; }

    public string? LegalName { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? PostalCode { get; set; }

    public string? StateCode { get; set; }

    public string? CountryCode { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? TaxScheme { get; set; }

    public string? TaxId { get; set; }

    /// <summary>Percents, separated by spaces or commas.</summary>
    public string? TaxRates { get; set; }

    public string? AdvancesOf { get; set; }

    public string? AdvanceRate { get; set; }

    public string? AdvanceDescription { get; set; }

    public string? TimeZone { get; set; }

    public string? YearStart { get; set; }

    public string? TermsDays { get; set; }

    public bool RoundTotals { get; set; }

    public bool AgesByDocumentDate { get; set; }

    public string? InvoicePattern { get; set; }

    public string? NextInvoice { get; set; }

    public string? CreditNotePattern { get; set; }

    public string? NextCreditNote { get; set; }

    public string? ReceiptPattern { get; set; }

    public string? NextReceipt { get; set; }

    public string? RefundPattern { get; set; }

    public string? NextRefund { get; set; }

    public string? AccountName { get; set; }

    public string? AccountNumber { get; set; }

    public string? BankName { get; set; }

    public string? Ifsc { get; set; }

    public string? Iban { get; set; }

    public string? Bic { get; set; }

    public string? UpiId { get; set; }

    public string? AccentColour { get; set; }

    /// <summary>Without it the product's own colour is used; a colour input is never empty.</summary>
    public bool HasAccent { get; set; }

    public static BusinessForm Of(BusinessDetails business) => new()
    {
        Name = business.Name,
        LegalName = business.LegalName,
        Line1 = business.Address.Line1,
        Line2 = business.Address.Line2,
        City = business.Address.City,
        PostalCode = business.Address.PostalCode,
        StateCode = business.Address.StateCode,
        CountryCode = business.Address.CountryCode,
        Email = business.Email,
        Phone = business.Phone,
        TaxScheme = business.TaxScheme.ToString(),
        TaxId = business.TaxId,
        TaxRates = string.Join("  ", business.TaxRatesPercent.Select(FormReading.Plain)),
        AdvancesOf = (business.Advances?.Of ?? Businesses.AdvancesOf.Goods).ToString(),
        AdvanceRate = FormReading.Plain(business.Advances is { Of: Businesses.AdvancesOf.Services } services
            ? services.TaxRatePercent
            : AdvanceSettings.UndeterminedRatePercent),
        AdvanceDescription = business.Advances?.Description,
        TimeZone = business.TimeZone,
        YearStart = Plain(business.FinancialYearStartMonth),
        TermsDays = Plain(business.TermsDays),
        RoundTotals = business.RoundTotals,
        AgesByDocumentDate = business.AgesByDocumentDate,
        InvoicePattern = business.InvoiceSeries.Pattern,
        NextInvoice = Plain(business.InvoiceSeries.NextNumber),
        CreditNotePattern = business.CreditNoteSeries.Pattern,
        NextCreditNote = Plain(business.CreditNoteSeries.NextNumber),
        ReceiptPattern = business.ReceiptSeries.Pattern,
        NextReceipt = Plain(business.ReceiptSeries.NextNumber),
        RefundPattern = business.RefundsSeries.Pattern,
        NextRefund = Plain(business.RefundsSeries.NextNumber),
        AccountName = business.Bank?.AccountName,
        AccountNumber = business.Bank?.AccountNumber,
        BankName = business.Bank?.BankName,
        Ifsc = business.Bank?.Ifsc,
        Iban = business.Bank?.Iban,
        Bic = business.Bank?.Bic,
        UpiId = business.UpiId,
        AccentColour = business.AccentColour ?? "#0b6e4f",
        HasAccent = business.AccentColour is not null,
    };

    public BusinessDetails Read(FormReading form, BusinessDetails known, IStringLocalizer<ConsoleText> text)
    {
        var country = form.Required("Input.CountryCode", CountryCode, 2).ToUpperInvariant();
        if (country.Length != 2 || !country.All(char.IsAsciiLetter))
            form.Refuse("Input.CountryCode", text["Party.CountryHint"]);
        var scheme = form.Choice<TaxScheme>("Input.TaxScheme", TaxScheme);
        var taxId = Capitals(form.Optional("Input.TaxId", TaxId, 30));
        var isGst = scheme is Businesses.TaxScheme.GstRegular or Businesses.TaxScheme.GstComposition;
        if (isGst && !Gstin.IsValid(taxId))
            form.Refuse("Input.TaxId", text["Party.NotAGstin"]);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out _))
            form.Refuse("Input.TimeZone", text["Form.Choose"]);
        return known with
        {
            Name = form.Required("Input.Name", Name, 200),
            LegalName = form.Required("Input.LegalName", LegalName, 200),
            Address = new Address(
                form.Optional("Input.Line1", Line1, 200), form.Optional("Input.Line2", Line2, 200),
                form.Optional("Input.City", City, 100), form.Optional("Input.PostalCode", PostalCode, 20),
                (isGst ? Gstin.StateCode(taxId) : null) ?? form.Optional("Input.StateCode", StateCode, 10), country),
            Email = form.Optional("Input.Email", Email, 254),
            Phone = form.Optional("Input.Phone", Phone, 30),
            TaxScheme = scheme,
            TaxId = taxId,
            TaxRatesPercent = Rates(form),
            Advances = Advances(form, known) is { } advances && scheme is Businesses.TaxScheme.GstRegular ? advances : null,
            TimeZone = TimeZone ?? known.TimeZone,
            FinancialYearStartMonth = form.Whole("Input.YearStart", YearStart, 1, 12),
            TermsDays = form.Whole("Input.TermsDays", TermsDays, 0, 365),
            RoundTotals = RoundTotals,
            AgesByDocumentDate = AgesByDocumentDate,
            InvoiceSeries = Series(form, "Invoice", InvoicePattern, NextInvoice, text),
            CreditNoteSeries = Series(form, "CreditNote", CreditNotePattern, NextCreditNote, text),
            ReceiptSeries = Series(form, "Receipt", ReceiptPattern, NextReceipt, text),
            RefundSeries = Series(form, "Refund", RefundPattern, NextRefund, text),
            Bank = Bank(form),
            UpiId = form.Optional("Input.UpiId", UpiId, 165),
            AccentColour = HasAccent ? form.Optional("Input.AccentColour", AccentColour, 7) : null,
        };
    }

    private BankDetails? Bank(FormReading form)
    {
        var parts = new[] { AccountName, AccountNumber, BankName, Ifsc, Iban, Bic };
        if (parts.All(string.IsNullOrWhiteSpace))
            return null;
        return new BankDetails(
            form.Required("Input.AccountName", AccountName, 200), form.Required("Input.AccountNumber", AccountNumber, 40),
            form.Required("Input.BankName", BankName, 200), Capitals(form.Optional("Input.Ifsc", Ifsc, 20)),
            Capitals(form.Optional("Input.Iban", Iban, 42)), Capitals(form.Optional("Input.Bic", Bic, 16)));
    }

    /// <summary>Goods without a description are what nothing was said of. Out of India the form does not ask.</summary>
    private AdvanceSettings? Advances(FormReading form, BusinessDetails known)
    {
        if (AdvancesOf is null)
            return known.Advances;
        // Read for goods and under every scheme: what is no rate is refused where it was typed.
        var rate = form.Decimal("Input.AdvanceRate", AdvanceRate, 3, 0, 100) ?? AdvanceSettings.UndeterminedRatePercent;
        if (form.Choice<AdvancesOf>("Input.AdvancesOf", AdvancesOf) is Businesses.AdvancesOf.Services)
        {
            return new AdvanceSettings(
                Businesses.AdvancesOf.Services, rate, form.Required("Input.AdvanceDescription", AdvanceDescription, 200));
        }

        return form.Optional("Input.AdvanceDescription", AdvanceDescription, 200) is { } goods
            ? new AdvanceSettings(Businesses.AdvancesOf.Goods, 0, goods)
            : null;
    }

    private List<decimal> Rates(FormReading form)
    {
        var rates = new SortedSet<decimal>();
        foreach (var part in (TaxRates ?? "").Split([' ', ',', ';', '%', '\u00a0'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (form.Decimal("Input.TaxRates", part, 3, 0, 100) is { } rate)
                rates.Add(rate);
        }

        return [.. rates];
    }

    private static SeriesSettings Series(
        FormReading form, string name, string? pattern, string? next, IStringLocalizer<ConsoleText> text)
    {
        var typed = form.Required($"Input.{name}Pattern", pattern, 60);
        if (typed.Length > 0 && !NumberPattern.IsValid(typed))
            form.Refuse($"Input.{name}Pattern", text["Settings.PatternInvalid", NumberPattern.MaxNumberLength]);
        if (!long.TryParse(next?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            form.Refuse($"Input.Next{name}", text["Settings.NextInvalid"]);
        return new SeriesSettings(typed, number);
    }

    private static string? Capitals(string? typed) => typed?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Plain(long value) => value.ToString(CultureInfo.InvariantCulture);
}
