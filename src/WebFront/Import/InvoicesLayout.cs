using System.Globalization;
using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Imports;

/// <summary>Invoices and credit notes that were issued elsewhere, one line item a row; they keep their numbers.</summary>
internal sealed class InvoicesLayout : ILayout
{
    public string Name => "invoices";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("number", true, "invoice number", "invoice no", "invoice"), new("date", true, "invoice date"),
        new("party", true, "party code", "customer", "customer code"), new("description", true, "item"),
        new("unit_price", true, "price", "rate"), new("quantity", false, "qty"), new("kind", false, "type"),
        new("due_date", false), new("item_code", false, "sku", "stock code"), new("unit", false, "uom"),
        new("tax_rate", false, "tax percent", "gst rate", "vat rate"), new("tax_code", false, "hsn", "sac", "hsn code"),
        new("currency", false), new("reference", false, "po number"), new("notes", false),
        new("place_of_supply", false), new("party_name", false, "customer name"), new("party_tax_id", false, "gstin"),
        new("event_kind", false), new("event_id", false), new("event_time", false), new("event_note", false),
    ];

    public string DateColumn => "date";

    public DateOrder UsualDateOrder => DateOrder.DayFirst;

    public bool IsMissing(string text) => false;

    public string? KeyOf(ImportRow row) => row.Text("number") is { } number ? $"{IsCredit(row)} {number}" : null;

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        Head? head = null;
        var taken = new List<(ImportRow Row, DocumentLine Line)>();
        foreach (var row in rows)
        {
            try
            {
                var here = HeadOf(row, settings);
                var line = LineOf(row);
                if (head is not null && (here.Party, here.Date, here.Currency) != (head.Party, head.Date, head.Currency))
                    throw new RowRefusedException("the document has another party, date or currency in a row before");
                head ??= here;
                taken.Add((row, line));
            }
            catch (RowRefusedException refusal)
            {
                refused.Add(row.Raw, refusal.Message);
            }
        }

        if (head is null)
            return null;
        var first = taken[0].Row;
        return new ImportedDocument(
            new ImportedParty(head.Party, RowValues.Party(first, head.Party, head.Currency, settings)),
            [.. taken.Select(row => row.Row)], head.Number, IsCredit(first) is true,
            new DocumentContent
            {
                Date = head.Date,
                DueDate = IsCredit(first) is true ? null : head.DueDate ?? head.Date.AddDays(settings.TermsDays),
                Reference = first.Text("reference"),
                Notes = first.Text("notes"),
                PlaceOfSupply = first.Text("place_of_supply"),
                Lines = [.. taken.Select(row => row.Line)],
            })
        {
            Currency = head.Currency,
            Date = head.Date,
        };
    }

    /// <summary>Null when the kind is neither.</summary>
    private static bool? IsCredit(ImportRow row) => row.Text("kind")?.Replace('_', ' ').Replace('-', ' ').ToLowerInvariant() switch
    {
        null or "invoice" => false,
        "credit note" or "credit" => true,
        _ => null,
    };

    private static Head HeadOf(ImportRow row, ImportSettings settings)
    {
        if (IsCredit(row) is null)
            throw new RowRefusedException($"kind \"{row.Text("kind")}\" is neither invoice nor credit note");
        return new Head(
            RowValues.Required(row, "number"), RowValues.Required(row, "party"),
            RowValues.Date(row, "date", settings.Dates), RowValues.DateOrNone(row, "due_date", settings.Dates),
            RowValues.Currency(row, settings.Currency));
    }

    private static DocumentLine LineOf(ImportRow row) => RowValues.Checked(new DocumentLine
    {
        Description = RowValues.Required(row, "description"),
        ItemCode = row.Text("item_code"),
        TaxCode = row.Text("tax_code"),
        Quantity = RowValues.AmountOrNone(row, "quantity") ?? 1,
        Unit = row.Text("unit"),
        UnitPrice = RowValues.Amount(row, "unit_price"),
        TaxRatePercent = RowValues.PercentOrNone(row, "tax_rate") ?? 0,
        Event = EventOf(row),
    });

    private static OperationalEvent? EventOf(ImportRow row)
    {
        var kind = row.Text("event_kind");
        var id = row.Text("event_id");
        if (kind is null && id is null)
            return null;
        DateTimeOffset? at = null;
        if (row.Text("event_time") is { } time)
        {
            at = DateTimeOffset.TryParse(
                time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                ? moment
                : throw new RowRefusedException($"event time \"{time}\" is not a moment like 2026-03-31T10:00:00Z");
        }

        return new OperationalEvent(
            kind ?? throw new RowRefusedException("no event kind"), id ?? throw new RowRefusedException("no event id"), at,
            row.Text("event_note"));
    }

    private sealed record Head(string Number, string Party, DateOnly Date, DateOnly? DueDate, Currency Currency);
}
