using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.NumberSeries;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/first-run/business</c>: the owner's business. Only the name, the state and the tax id need typing for a shop in
/// India; everything else starts with what is usual there and can be changed here or later in the settings.
/// </summary>
[Authorize(Policy = AccessPolicies.Console)]
public sealed class FirstBusinessModel(
    FirstRun firstRun, IGrains grains, IStringLocalizer<AccessText> text) : PageModel
{
    [BindProperty]
    public BusinessInput Input { get; set; } = new();

    /// <summary>It can wait: the settings take one later.</summary>
    [BindProperty]
    public IFormFile? Logo { get; set; }

    public IEnumerable<SelectListItem> States =>
        [new("–", ""), .. IndianStates.ByCode.Select(state => new SelectListItem(state.Value, state.Key))];

    public IEnumerable<SelectListItem> TimeZones => TimeZoneInfo.GetSystemTimeZones()
        .Select(zone => zone.Id).Where(id => id.Contains('/') || id == "UTC").Order(StringComparer.Ordinal)
        .Select(id => new SelectListItem(id, id));

    public IEnumerable<SelectListItem> Currencies => Currency.Codes.Select(code => new SelectListItem(code, code));

    public IEnumerable<SelectListItem> Schemes =>
        Enum.GetValues<TaxScheme>().Select(scheme =>
            new SelectListItem(text[$"TaxScheme.{scheme}"], scheme.ToString()));

    public IEnumerable<SelectListItem> Months => text["Months.Long"].Value.Split(' ')
        .Select((month, i) => new SelectListItem(month, (i + 1).ToString(CultureInfo.InvariantCulture)));

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnGet() =>
        await firstRun.Stage(HttpContext.RequestAborted) == InstallationStage.Ready ? NotFound() : Page();

    [Needs(Right.Manage)]
    public async Task<IActionResult> OnPost()
    {
        if (await firstRun.Stage(HttpContext.RequestAborted) == InstallationStage.Ready)
            return LocalRedirect("/console");
        var logo = await LogoUpload.Read(Logo, HttpContext.RequestAborted);
        // Before the business is made: afterwards this form is no more.
        if (Logo is not null && LogoFile.Read(logo, "").Refusal is { } unfit)
            ModelState.AddModelError(nameof(Logo), text[LogoUpload.Words(unfit), [.. unfit.Facts ?? []]]);
        if (Details() is not { } details || !ModelState.IsValid)
            return Refused();

        var session = User.ConsoleSession()!;
        var business = grains.Get<IBusiness>(session.Business.ToString());
        var answer = await business.Execute(new CreateBusiness
        {
            // One business a first run: sent twice, it is the same command.
            Id = new CommandId(Id.Derive(session.Business.Value, "first-run")),
            By = session.Actor(HttpContext),
            Details = details,
        });
        if (answer.IsAccepted && Logo is not null)
        {
            // It was looked at above: what refuses it now is the same form sent twice, with another picture.
            await business.Execute(new ChangeLogo
            {
                Id = new CommandId(Id.Derive(session.Business.Value, "first-run-logo")),
                By = session.Actor(HttpContext),
                Content = logo,
            });
        }

        // Sent twice with a change between: it was made by the first.
        if (answer.IsAccepted || answer.Refusal.Code is RefusalCode.AlreadyExists or RefusalCode.CommandIdReused)
            return LocalRedirect("/console/start");
        var field = InputOf(answer.Refusal);
        Refuse(field, field == nameof(Input.TaxId) ? "FirstRun.TaxIdInvalid" : "FirstRun.FieldInvalid");
        return Refused();
    }

    /// <summary>A folded part of the form is open when something in it needs another look.</summary>
    public bool HasErrorIn(params string[] fields) =>
        fields.Any(field => ModelState.TryGetValue($"{nameof(Input)}.{field}", out var entry)
            && entry.Errors.Count > 0);

    /// <summary>Null when something typed cannot be read; the message then stands at its field.</summary>
    private BusinessDetails? Details()
    {
        Require(Input.Name, nameof(Input.Name));
        if (!Currency.TryParse(Input.Currency, out var currency))
            Refuse(nameof(Input.Currency), "FirstRun.FieldInvalid");
        if (Input.Country is not { Length: 2 } || !Input.Country.All(char.IsAsciiLetter))
            Refuse(nameof(Input.Country), "FirstRun.CountryInvalid");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(Input.TimeZone, out _))
            Refuse(nameof(Input.TimeZone), "FirstRun.FieldInvalid");
        if (!Enum.TryParse<TaxScheme>(Input.TaxScheme, out var scheme) || !Enum.IsDefined(scheme))
            Refuse(nameof(Input.TaxScheme), "FirstRun.FieldInvalid");
        if (!string.IsNullOrWhiteSpace(Input.BankAccountNumber))
            Require(Input.BankName, nameof(Input.BankName));
        var invoices = Series(
            Input.InvoicePattern, Input.NextInvoice, nameof(Input.InvoicePattern), nameof(Input.NextInvoice));
        var creditNotes = Series(
            Input.CreditNotePattern, Input.NextCreditNote, nameof(Input.CreditNotePattern),
            nameof(Input.NextCreditNote));
        var receipts = Series(
            Input.ReceiptPattern, Input.NextReceipt, nameof(Input.ReceiptPattern), nameof(Input.NextReceipt));
        var refunds = Series(
            Input.RefundPattern, Input.NextRefund, nameof(Input.RefundPattern), nameof(Input.NextRefund));
        if (!ModelState.IsValid)
            return null;

        var country = Input.Country.ToUpperInvariant();
        var taxId = Text(Input.TaxId)?.ToUpperInvariant();
        return new BusinessDetails
        {
            Name = Input.Name!.Trim(),
            LegalName = Text(Input.LegalName) ?? Input.Name.Trim(),
            Address = new Address(
                Text(Input.Line1), Text(Input.Line2), Text(Input.City), Text(Input.PostalCode),
                StateCode(country, taxId), country),
            TaxId = taxId,
            TaxScheme = scheme,
            Currency = currency,
            TimeZone = Input.TimeZone,
            FinancialYearStartMonth = Input.FinancialYearStartMonth,
            TermsDays = Input.TermsDays,
            RoundTotals = country == "IN",
            InvoiceSeries = invoices!,
            CreditNoteSeries = creditNotes!,
            ReceiptSeries = receipts!,
            RefundSeries = refunds!,
            Bank = Bank(),
            UpiId = Text(Input.UpiId),
            TaxRatesPercent = scheme switch
            {
                TaxScheme.GstRegular => [0m, 5m, 12m, 18m, 28m],
                _ => [],
            },
            Email = User.ConsoleSession()!.Email,
            Phone = Text(Input.Phone),
        };
    }

    private BankDetails? Bank() => Text(Input.BankAccountNumber) is { } account
        ? new BankDetails(
            Text(Input.LegalName) ?? Input.Name!.Trim(),
            account,
            Input.BankName!.Trim(),
            Text(Input.Ifsc)?.ToUpperInvariant(),
            Iban: null,
            Bic: null)
        : null;

    private SeriesSettings? Series(string? pattern, string? next, string patternField, string nextField)
    {
        if (!NumberPattern.IsValid(pattern))
            Refuse(patternField, "FirstRun.PatternInvalid");
        if (!long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            Refuse(nextField, "FirstRun.NumberInvalid");
        return ModelState.IsValid ? new SeriesSettings(pattern!, number) : null;
    }

    /// <summary>The field of the form that a refusal of the grain is about; empty for the form as a whole.</summary>
    private static string InputOf(Refusal refusal) => refusal.Field switch
    {
        null => "",
        "bank.accountNumber" => nameof(BusinessInput.BankAccountNumber),
        var field when field.StartsWith("invoiceSeries", StringComparison.Ordinal) =>
            nameof(BusinessInput.InvoicePattern),
        var field when field.StartsWith("creditNoteSeries", StringComparison.Ordinal) =>
            nameof(BusinessInput.CreditNotePattern),
        var field when field.StartsWith("receiptSeries", StringComparison.Ordinal) =>
            nameof(BusinessInput.ReceiptPattern),
        var field when field.StartsWith("refundSeries", StringComparison.Ordinal) =>
            nameof(BusinessInput.RefundPattern),
        var field => typeof(BusinessInput).GetProperties().FirstOrDefault(property =>
            property.Name.Equals(field.Split('.')[^1], StringComparison.OrdinalIgnoreCase))?.Name ?? "",
    };

    /// <summary>A GSTIN begins with the code of its state.</summary>
    private string? StateCode(string country, string? taxId)
    {
        if (country != "IN")
            return null;
        return Text(Input.StateCode) ?? (Gstin.IsValid(taxId) ? taxId![..2] : null);
    }

    private static string? Text(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();

    private void Require(string? typed, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
            Refuse(field, "FirstRun.FieldRequired");
    }

    private void Refuse(string field, string message) =>
        ModelState.AddModelError(field.Length == 0 ? "" : $"{nameof(Input)}.{field}", text[message]);

    private PageResult Refused()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
