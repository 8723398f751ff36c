using System.Globalization;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>What is typed in the editor of an invoice or a credit note.</summary>
public sealed class DocumentForm
{
    public const int MaxTermsDays = 365;

    public string? Date { get; set; }

    /// <summary>Of an invoice: days until it is due.</summary>
    public string? TermsDays { get; set; }

    /// <summary>Of an invoice: a due date of its own, instead of the terms.</summary>
    public string? DueDate { get; set; }

    public string? Reference { get; set; }

    public string? Notes { get; set; }

    public string? PlaceOfSupply { get; set; }

    public bool RoundTotal { get; set; }

    /// <summary>Where the supply was on another day than the document's.</summary>
    public string? SupplyDate { get; set; }

    /// <summary>Of a document in a foreign currency: units of the business's own for one of it.</summary>
    public string? ExchangeRate { get; set; }

    public List<LineForm> Lines { get; set; } = [];

    /// <summary>Lines with anything in them; the rest is not sent. Refusals count these.</summary>
    public IReadOnlyList<int> Written => [.. Enumerable.Range(0, Lines.Count).Where(at => !Lines[at].IsEmpty)];

    public static DocumentForm New(BusinessDetails business, int termsDays, decimal? rate, DateOnly today) => new()
    {
        Date = DateText.Machine(today),
        TermsDays = termsDays.ToString(CultureInfo.InvariantCulture),
        RoundTotal = business.RoundTotals,
        Lines = [LineForm.Empty(rate)],
    };

    public static DocumentForm Of(DocumentContent content, TimeZoneInfo zone) => new()
    {
        Date = DateText.Machine(content.Date),
        TermsDays = ((content.DueDate ?? content.Date).DayNumber - content.Date.DayNumber).ToString(CultureInfo.InvariantCulture),
        Reference = content.Reference,
        Notes = content.Notes,
        PlaceOfSupply = content.PlaceOfSupply,
        RoundTotal = content.RoundTotal,
        SupplyDate = content.SupplyDate is { } supplied ? DateText.Machine(supplied) : null,
        ExchangeRate = content.ExchangeRate is { } exchange ? QuantityText.Rate(exchange.Rate) : null,
        Lines = [.. content.Lines.Select(line => LineForm.Of(line, zone))],
    };

    /// <param name="isInvoice">With a due date.</param>
    /// <param name="baseCurrency">The business's own, into which the exchange rate leads.</param>
    public DocumentContent Read(
        FormReading form, DateOnly today, bool isInvoice, Currency baseCurrency, IStringLocalizer<ConsoleText> text)
    {
        var date = form.Date("Input.Date", Date, today);
        var content = new DocumentContent
        {
            Date = date,
            DueDate = isInvoice ? Due(form, date, today) : null,
            Reference = form.Optional("Input.Reference", Reference, 80),
            Notes = form.Optional("Input.Notes", Notes, 2_000),
            PlaceOfSupply = form.Optional("Input.PlaceOfSupply", PlaceOfSupply, 10),
            RoundTotal = RoundTotal,
            SupplyDate = form.OptionalDate("Input.SupplyDate", SupplyDate, today),
            ExchangeRate = Exchange(form, baseCurrency),
            Lines = [.. Written.Select(at => Lines[at].Read(form, $"Input.Lines[{at}]", today))],
        };
        if (isInvoice && content.DueDate < date)
            form.Refuse("Input.DueDate", text["Refusal.DueDateBeforeDocumentDate"]);
        if (content.Lines.Count == 0)
            form.Refuse("", text["Refusal.NoLines"]);
        return content;
    }

    /// <summary>A refusal counts the lines that were sent; the form has empty ones between.</summary>
    public Refusal OnForm(Refusal refusal)
    {
        const string prefix = "lines[";
        var at = refusal.Field?.IndexOf(prefix, StringComparison.Ordinal) ?? -1;
        if (at < 0)
            return refusal;
        var digits = refusal.Field![(at + prefix.Length)..].Split(']')[0];
        var written = Written;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var sent) && sent < written.Count
            ? refusal with { Field = $"{prefix}{written[sent]}]{refusal.Field[(at + prefix.Length + digits.Length + 1)..]}" }
            : refusal;
    }

    private ExchangeRate? Exchange(FormReading form, Currency baseCurrency) =>
        string.IsNullOrWhiteSpace(ExchangeRate) ? null
        : form.Decimal("Input.ExchangeRate", ExchangeRate, 6, 0.000001m, DocumentRules.MaxExchangeRate) is { } rate
            ? new ExchangeRate(baseCurrency, rate)
            : null;

    private DateOnly Due(FormReading form, DateOnly date, DateOnly today) =>
        form.OptionalDate("Input.DueDate", DueDate, today)
        ?? date.AddDays(form.Whole("Input.TermsDays", TermsDays, 0, MaxTermsDays));
}
