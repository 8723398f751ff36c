using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.NumberSeries;
using LedgerPortal.Pages.Shared;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace LedgerPortal.Pages.Console.Settings;

/// <summary>
/// <c>/settings/business</c>: who the business is, how it taxes and numbers, where it is paid. Documents that are issued keep
/// what they say.
/// </summary>
public sealed class BusinessPage(Desk desk) : ConsolePage(desk)
{
    private IReadOnlyList<SeriesRow> _series = [];

    [BindProperty]
    public BusinessForm Input { get; set; } = new();

    /// <summary>The version that was shown: what someone else changed meanwhile is not overwritten unseen.</summary>
    [BindProperty]
    public long Version { get; set; }

    /// <summary>A picture that was chosen.</summary>
    [BindProperty]
    public IFormFile? Logo { get; set; }

    public IEnumerable<SelectListItem> TimeZones => TimeZoneInfo.GetSystemTimeZones()
        .Select(zone => zone.Id).Where(id => id.Contains('/', StringComparison.Ordinal) || id == "UTC")
        .Order(StringComparer.Ordinal).Select(id => new SelectListItem(id, id));

    public IEnumerable<SelectListItem> Schemes => Enum.GetValues<TaxScheme>()
        .Select(scheme => new SelectListItem(Text[$"TaxScheme.{scheme}"], scheme.ToString()));

    public IEnumerable<SelectListItem> AdvanceKinds => Enum.GetValues<AdvancesOf>()
        .Select(kind => new SelectListItem(Text[$"AdvancesOf.{kind}"], kind.ToString()));

    public IEnumerable<SelectListItem> Months => SharedTexts.Months()
        .Select((month, at) => new SelectListItem(month, (at + 1).ToString(CultureInfo.InvariantCulture)));

    /// <summary>What the next number of a series will be, as far as that is known.</summary>
    public string NextOf(Func<BusinessDetails, DateOnly, Numbering> numbering)
    {
        var next = numbering(Business.Details, Today);
        var begun = _series.FirstOrDefault(row => row.Series == next.Series && row.FinancialYear == next.FinancialYear);
        var number = NumberPattern.Format(
            next.Pattern, next.FinancialYear == 0 ? Business.Details.FinancialYearOf(Today).StartYear : next.FinancialYear,
            begun?.NextNumber ?? next.FirstNumber);
        return Text[begun is null ? "Settings.NextStarts" : "Settings.NextGoesOn", number];
    }

    [Needs(Right.Read)]
    public async Task OnGet()
    {
        await Load();
        Input = BusinessForm.Of(Business.Details);
        Version = Business.Version;
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPost()
    {
        await Load();
        var details = Input.Read(Form, Business.Details, Text);
        if (IsUnreadable())
            return Page();
        var answer = await OfBusiness.Execute(
            new ChangeBusiness { Id = Command, By = Actor, ExpectedVersion = Version, Details = details });
        if (answer.Refusal is { } refusal)
        {
            Refuse(
                refusal, ("taxRatesPercent", "Input.TaxRates"), ("invoiceSeries.pattern", "Input.InvoicePattern"),
                ("invoiceSeries.nextNumber", "Input.NextInvoice"), ("creditNoteSeries.pattern", "Input.CreditNotePattern"),
                ("creditNoteSeries.nextNumber", "Input.NextCreditNote"), ("receiptSeries.pattern", "Input.ReceiptPattern"),
                ("receiptSeries.nextNumber", "Input.NextReceipt"), ("refundSeries.pattern", "Input.RefundPattern"),
                ("refundSeries.nextNumber", "Input.NextRefund"), ("financialYearStartMonth", "Input.YearStart"),
                ("advances.taxRatePercent", "Input.AdvanceRate"), ("advances.description", "Input.AdvanceDescription"));
            return Page();
        }

        TempData.Tell(Text["Settings.BusinessSaved"]);
        return Redirect("/settings/business");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostLogo()
    {
        await Load();
        // The rest of the page is as it stands.
        Input = BusinessForm.Of(Business.Details);
        Version = Business.Version;
        if (IsUnreadable())
            return Page();
        var answer = await OfBusiness.Execute(
            new ChangeLogo { Id = Command, By = Actor, Content = await LogoUpload.Read(Logo, HttpContext.RequestAborted) });
        if (answer.Refusal is { } refusal)
        {
            if (refusal.Field is "logo")
            {
                ModelState.AddModelError(nameof(Logo), Text[LogoUpload.Words(refusal), [.. refusal.Facts ?? []]]);
                Response.StatusCode = Refusals.StatusOf(refusal.Code);
            }
            else
            {
                Refuse(refusal);
            }

            return Page();
        }

        TempData.Tell(Text["Logo.Saved"]);
        return Redirect("/settings/business");
    }

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPostRemoveLogo()
    {
        await Load();
        var answer = await OfBusiness.Execute(new RemoveLogo { Id = Command, By = Actor });
        if (answer.Refusal is { } refusal)
            Tell(refusal);
        else
            TempData.Tell(Text["Logo.Removed"]);
        return Redirect("/settings/business");
    }

    private async Task Load()
    {
        await using var read = await Open();
        _series = await read.Rows<SeriesRow>(
            "select series, financial_year, next_number from read.number_series where business = @business",
            new { business = BusinessId });
    }

    private sealed record SeriesRow(string Series, int FinancialYear, long NextNumber);
}
