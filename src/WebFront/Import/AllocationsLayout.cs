namespace LedgerPortal.Imports;

/// <summary>Which payment settles which invoice by how much, one pair a row. Both are in the books already.</summary>
internal sealed class AllocationsLayout : ILayout
{
    public string Name => "allocations";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("party", true, "party code", "customer", "customer code"),
        new("payment", true, "receipt", "receipt number", "receipt no", "credit note", "reference", "utr"),
        new("invoice", true, "invoice number", "invoice no", "document", "bill number"),
        new("amount", true, "allocated", "adjusted"), new("date", false, "from", "effective date"), new("currency", false),
    ];

    public string DateColumn => "date";

    public DateOrder UsualDateOrder => DateOrder.DayFirst;

    public bool IsMissing(string text) => false;

    public string? KeyOf(ImportRow row) =>
        row.Text("party") is { } party && row.Text("payment") is { } payment && row.Text("invoice") is { } invoice
            ? $"{party}\u001f{payment}\u001f{invoice}"
            : null;

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        foreach (var again in rows.Skip(1))
            refused.Add(again.Raw, $"{again.Text("payment")} for {again.Text("invoice")} stands in the file before");
        var row = rows[0];
        try
        {
            var currency = RowValues.Currency(row, settings.Currency);
            var from = RowValues.DateOrNone(row, "date", settings.Dates);
            return new ImportedAllocation(
                new ImportedParty(RowValues.Required(row, "party"), null), [row], RowValues.Required(row, "payment"),
                RowValues.Required(row, "invoice"), Math.Abs(RowValues.Minor(row, "amount", currency)))
            {
                Currency = currency,
                From = from,
                Date = from ?? default,
            };
        }
        catch (RowRefusedException refusal)
        {
            refused.Add(row.Raw, refusal.Message);
            return null;
        }
    }
}
