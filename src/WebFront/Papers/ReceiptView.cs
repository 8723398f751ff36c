using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Papers;

/// <summary>
/// What the receipt of a payment or of a refund says of the ledger: as its entry was recorded, and it stays so. Where the tax scheme
/// asks for it, it is a voucher: of an advance, or of one that is paid back.
/// </summary>
/// <param name="Terms">Who stands on it and how it is taxed, frozen with the entry; null without a voucher.</param>
/// <param name="Advance">Of a payment: what it left unsettled when it was recorded, and the tax in it.</param>
/// <param name="Refunded">Of a refund: the credits that it was paid from, in the order of their settlement.</param>
public sealed record ReceiptView(
    EntryRow Entry, Currency Currency, VoucherTerms? Terms, AdvanceTax? Advance, IReadOnlyList<RefundedCredit> Refunded)
{
    public bool IsRefund => Entry.Kind is EntryKind.Refund;

    /// <summary>Of a refund it is one when an advance that had a receipt voucher is paid back.</summary>
    public bool IsVoucher => Advance is not null || Refunded.Any(credit => credit.Advance is not null);

    /// <summary>What names it in the resources.</summary>
    public string Words => (IsRefund, IsVoucher) switch
    {
        (false, false) => "Receipt",
        (false, true) => "ReceiptVoucher",
        (true, false) => "Refund",
        (true, true) => "RefundVoucher",
    };

    /// <summary>A refund voucher names the receipt vouchers, which may have yet to be numbered.</summary>
    public bool IsNumbered => Entry.Number is not null && Refunded.All(credit => credit.Advance is null || credit.Number is not null);

    /// <summary>Null when there is no such entry, or one of another kind, within what the session may see.</summary>
    public static async Task<ReceiptView?> Read(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, long entry)
    {
        var key = new { business, party, currency, entry };
        var row = await read.RowOrNone<EntryRow>(LedgerQueries.Entry, key);
        if (row is not { Kind: EntryKind.Payment or EntryKind.Refund })
            return null;
        var voucher = VoucherJson.Read((await read.Row<VoucherRow>(LedgerQueries.Voucher, key)).Voucher);
        if (row.Kind is EntryKind.Payment)
        {
            var advance = voucher is { AdvanceMinor: { } minor } ? AdvanceTax.Of(voucher.Terms, minor) : null;
            return new ReceiptView(row, currency, voucher?.Terms, advance, []);
        }

        var credits = await read.Rows<RefundedRow>(LedgerQueries.Refunded, key);
        var parts = voucher is not null && credits.Any(credit => credit.Voucher is not null)
            ? await read.Rows<RefundPart>(LedgerQueries.RefundParts, key)
            : [];
        return new ReceiptView(
            row, currency, voucher?.Terms, null,
            [.. credits.Select(credit => RefundedCredit.Of(credit, [.. parts.Where(part => part.CreditEntry == credit.Entry)]))]);
    }

    private sealed record VoucherRow(string? Voucher);
}

/// <summary>A credit that a refund was paid from.</summary>
/// <param name="Receipt">Of the credit, when it was an advance with a receipt voucher.</param>
/// <param name="Advance">What is paid back of that advance, and the tax in it; null for nothing.</param>
public sealed record RefundedCredit(
    EntryKind Kind, string? Number, DateOnly DocumentDate, long AmountMinor, VoucherTerms? Receipt, AdvanceTax? Advance)
{
    /// <param name="parts">The refunds from this credit; the last is the one that is shown.</param>
    internal static RefundedCredit Of(RefundedRow row, IReadOnlyList<RefundPart> parts)
    {
        var receipt = parts.Count == 0 ? null : VoucherJson.Read(row.Voucher);
        var advance = receipt is { AdvanceMinor: not null } ? AdvanceTax.OfRefunds(receipt, parts)[^1] : null;
        return new RefundedCredit(
            row.Kind, row.Number, row.DocumentDate, row.AmountMinor, receipt?.Terms, advance is { AdvanceMinor: > 0 } ? advance : null);
    }
}
