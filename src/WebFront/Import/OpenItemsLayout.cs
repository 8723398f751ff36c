using System.Globalization;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Imports;

/// <summary>
/// What is open at a cut-over date, one document a row, credits too: taken over as opening balances of that day, each as old
/// as its document is, so that aging goes on where the old books stopped.
/// </summary>
internal sealed class OpenItemsLayout : ILayout
{
    private readonly RowIdentities _identities = new();

    public string Name => Layouts.OpenItems;

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("party", true, "party code", "customer", "customer code"), new("number", true, "document number", "bill no", "ref no"),
        new("date", true, "document date", "bill date"), new("remaining_amount", true, "remaining", "pending amount", "open amount"),
        new("due_date", false, "due on"), new("original_amount", false, "original", "opening amount"),
        new("reference", false), new("currency", false),
        new("party_name", false, "customer name"), new("party_tax_id", false, "gstin"),
    ];

    public string DateColumn => "date";

    public DateOrder UsualDateOrder => DateOrder.DayFirst;

    public bool IsMissing(string text) => false;

    public string? KeyOf(ImportRow row) => row.Text("number") is { } number ? $"{row.Text("party")} {number}" : null;

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        foreach (var again in rows.Skip(1))
            refused.Add(again.Raw, $"{again.Text("number")} of this party stands in the file before");
        var row = rows[0];
        try
        {
            return Read(row, settings);
        }
        catch (RowRefusedException refusal)
        {
            refused.Add(row.Raw, refusal.Message);
            return null;
        }
    }

    private ImportedEntry Read(ImportRow row, ImportSettings settings)
    {
        var cutOver = settings.CutOver ?? throw new InvalidOperationException("Open items need a cut-over date.");
        var party = RowValues.Required(row, "party");
        var currency = RowValues.Currency(row, settings.Currency);
        var date = RowValues.Date(row, "date", settings.Dates);
        var due = RowValues.DateOrNone(row, "due_date", settings.Dates);
        var remaining = RowValues.Minor(row, "remaining_amount", currency);
        var original = row.Text("original_amount") is null ? (long?)null : RowValues.Minor(row, "original_amount", currency);
        if (remaining == 0)
            throw new RowRefusedException("nothing is open");
        if (date > cutOver)
            throw new RowRefusedException("dated after the cut-over");
        if (due < date)
            throw new RowRefusedException("the due date is before the date");
        if (original is { } whole && Math.Abs(whole) < Math.Abs(remaining))
            throw new RowRefusedException("more is open than the document was over");

        var isCredit = remaining < 0;
        var number = row.Text("number");
        return new ImportedEntry(
            new ImportedParty(party, RowValues.Party(row, party, currency, settings)), [row], EntryKind.OpeningBalance,
            number is null ? _identities.Of(row, Columns) : $"{party}\u001f{number}", Math.Abs(remaining))
        {
            Currency = currency,
            Date = cutOver,
            Side = isCredit ? Side.Credit : Side.Debit,
            DueDate = isCredit ? null : due ?? date.AddDays(settings.TermsDays),
            Number = number,
            Reference = row.Text("reference"),
            Narration = original is null
                ? $"Of {date.ToString("O", CultureInfo.InvariantCulture)}"
                : $"Of {date.ToString("O", CultureInfo.InvariantCulture)}, originally {new Money(Math.Abs(original.Value), currency)}",
        };
    }
}
