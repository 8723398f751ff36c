using LedgerPortal.Access;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Papers;

/// <summary>What the receipt of a payment or of a refund says of the ledger: as its entry was recorded, and it stays so.</summary>
/// <param name="Refunded">Of a refund: the credits that it was paid from, in the order of their settlement.</param>
public sealed record ReceiptView(EntryRow Entry, Currency Currency, IReadOnlyList<RefundedRow> Refunded)
{
    public bool IsRefund => Entry.Kind is EntryKind.Refund;

    /// <summary>Null when there is no such entry, or one of another kind, within what the session may see.</summary>
    public static async Task<ReceiptView?> Read(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, long entry)
    {
        var key = new { business, party, currency, entry };
        var row = await read.RowOrNone<EntryRow>(LedgerQueries.Entry, key);
        return row switch
        {
            { Kind: EntryKind.Payment } => new ReceiptView(row, currency, []),
            { Kind: EntryKind.Refund } => new ReceiptView(
                row, currency, await read.Rows<RefundedRow>(LedgerQueries.Refunded, key)),
            _ => null,
        };
    }
}
