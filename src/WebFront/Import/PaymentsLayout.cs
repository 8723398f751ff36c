using LedgerPortal.Ledgers;

namespace LedgerPortal.Imports;

/// <summary>
/// Payments received, one a row. They settle the invoice that they name, or else what is oldest due. Those without a number
/// get receipts of the business's own series.
/// </summary>
internal sealed class PaymentsLayout : ILayout
{
    private readonly RowIdentities _identities = new();

    public string Name => "payments";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("party", true, "party code", "customer", "customer code"), new("date", true, "payment date"),
        new("amount", true), new("number", false, "receipt number", "receipt no"), new("method", false, "mode"),
        new("reference", false, "utr", "cheque number"), new("narration", false, "remarks"),
        new("for_invoice", false, "invoice", "invoice number"), new("currency", false),
        new("party_name", false, "customer name"), new("party_tax_id", false, "gstin"),
    ];

    public string DateColumn => "date";

    public DateOrder UsualDateOrder => DateOrder.DayFirst;

    public bool IsMissing(string text) => false;

    public string? KeyOf(ImportRow row) => row.Text("number");

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        foreach (var again in rows.Skip(1))
            refused.Add(again.Raw, $"payment {again.Text("number")} stands in the file before");
        var row = rows[0];
        try
        {
            var party = RowValues.Required(row, "party");
            var currency = RowValues.Currency(row, settings.Currency);
            // A receipt stands on the credit side: "500 Cr" is money received as much as "500".
            var minor = Math.Abs(RowValues.Minor(row, "amount", currency));
            var number = row.Text("number");
            return new ImportedEntry(
                new ImportedParty(party, RowValues.Party(row, party, currency, settings)), [row], EntryKind.Payment,
                number ?? _identities.Of(row, Columns), minor)
            {
                Currency = currency,
                Date = RowValues.Date(row, "date", settings.Dates),
                Number = number,
                Method = row.Text("method"),
                Reference = row.Text("reference"),
                Narration = row.Text("narration"),
                ForInvoice = row.Text("for_invoice"),
            };
        }
        catch (RowRefusedException refusal)
        {
            refused.Add(row.Raw, refusal.Message);
            return null;
        }
    }
}
