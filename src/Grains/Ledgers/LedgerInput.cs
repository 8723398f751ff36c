using LedgerPortal.Documents;

namespace LedgerPortal.Ledgers;

/// <summary>
/// What can be said of a command without the ledger: its fields, in the order that its contract documents.
/// </summary>
internal static class LedgerInput
{
    public static Refusal? Check(LedgerCommand command, Currency currency) => command switch
    {
        PostEntry post => Check(post, currency),
        ReverseEntry reverse => Fields.Date(reverse.DocumentDate, "documentDate")
            ?? Fields.OptionalLines(reverse.Narration, LedgerLimits.MaxNarrationLength, "narration")
            ?? Reason(reverse.InternalReason)
            ?? (reverse.Cause is { } cause ? Fields.Known(cause, "cause") : null),
        ReverseDocument reverse => Reason(reverse.InternalReason),
        AllocateCredit allocate => Check(allocate, currency),
        UndoAllocation undo => undo.From is { } from ? Fields.Date(from, "from") : null,
        NumberReceipt number => Fields.Required(number.Number, LedgerLimits.MaxNumberLength, "number"),
        EnterPayment enter => Numbering(enter.ReceiptNumbering) ? null : Fields.Invalid("receiptNumbering"),
        GiveBackPayment back => Fields.OptionalLines(back.Narration, LedgerLimits.MaxNarrationLength, "narration")
            ?? Reason(back.InternalReason),
        MarkDisputed mark => mark.Amount.Minor < 0 ? Fields.Invalid("amount")
            : mark.Amount.Currency != currency ? new Refusal(RefusalCode.CurrencyMismatch, "amount")
            : null,
        MergeLedger merge => Fields.Date(merge.On, "on"),
        TransferOut transfer => Fields.Date(transfer.Date, "date"),
        TransferIn transfer => Amount(transfer.Amount, currency, "amount") ?? Fields.Date(transfer.Date, "date"),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a ledger."),
    };

    /// <summary>Null when it does not follow from the kind and was not given.</summary>
    public static Side? SideOf(PostEntry post) => post.Kind switch
    {
        EntryKind.Invoice or EntryKind.DebitNote or EntryKind.Refund => Side.Debit,
        EntryKind.CreditNote or EntryKind.Payment or EntryKind.WriteOff or EntryKind.Tds => Side.Credit,
        _ => post.Side,
    };

    private static Refusal? Check(PostEntry post, Currency currency) =>
        Amount(post.Amount, currency, "amount")
        ?? Kind(post)
        ?? Fields.Optional(post.Number, LedgerLimits.MaxNumberLength, "number")
        ?? Fields.Optional(post.Method, LedgerLimits.MaxMethodLength, "method")
        ?? Fields.Optional(post.Reference, LedgerLimits.MaxReferenceLength, "reference")
        ?? Fields.OptionalLines(post.Narration, LedgerLimits.MaxNarrationLength, "narration")
        ?? Fields.OptionalLines(post.InternalReason, LedgerLimits.MaxInternalReasonLength, "internalReason")
        ?? Fields.Date(post.DocumentDate, "documentDate")
        ?? DueDate(post)
        ?? SettlementOf(post, currency)
        ?? ReceiptNumbering(post)
        ?? DayBeginsAt(post)
        ?? Voucher(post);

    private static Refusal? Check(AllocateCredit allocate, Currency currency) =>
        (allocate.Settlement is SettleNothing
            ? Fields.Invalid("settlement")
            : Settlement(allocate.Settlement, currency))
        ?? (allocate.EffectiveDate is { } date ? Fields.Date(date, "effectiveDate") : null);

    private static Refusal? Reason(string reason) =>
        string.IsNullOrWhiteSpace(reason)
            ? new Refusal(RefusalCode.FieldRequired, "internalReason")
            : Fields.OptionalLines(reason, LedgerLimits.MaxInternalReasonLength, "internalReason");

    private static Refusal? Amount(Money amount, Currency currency, string field) =>
        amount.Minor <= 0 ? new Refusal(RefusalCode.AmountMustBePositive, field)
        : amount.Minor > Money.MaxMinor ? new Refusal(RefusalCode.AmountTooLarge, field)
        : amount.Currency != currency ? new Refusal(RefusalCode.CurrencyMismatch, field, [currency.Code])
        : null;

    private static Refusal? Kind(PostEntry post)
    {
        if (post.Kind is EntryKind.Reversal or EntryKind.Transfer || !Enum.IsDefined(post.Kind))
            return Fields.Invalid("kind");
        if (post.Kind is not (EntryKind.OpeningBalance or EntryKind.Adjustment))
            return post.Side is null ? null : Fields.Invalid("side");
        return post.Side switch
        {
            null => new Refusal(RefusalCode.FieldRequired, "side"),
            { } side => Fields.Known(side, "side"),
        };
    }

    private static Refusal? DueDate(PostEntry post)
    {
        if (post.DueDate is not { } due)
            return null;
        if (SideOf(post) is Side.Credit)
            return Fields.Invalid("dueDate");
        // An opening balance stands for documents from before its date, and is as old as they are.
        return Fields.Date(due, "dueDate")
            ?? (due < post.DocumentDate && post.Kind is not EntryKind.OpeningBalance
                ? new Refusal(RefusalCode.DueDateBeforeDocumentDate, "dueDate")
                : null);
    }

    private static Refusal? SettlementOf(PostEntry post, Currency currency)
    {
        if (post.Kind is EntryKind.Refund && post.Settlement is SettleNothing)
            return new Refusal(RefusalCode.FieldRequired, "settlement");
        if (SideOf(post) is Side.Debit && post.Kind is not EntryKind.Refund && post.Settlement is not SettleNothing)
            return Fields.Invalid("settlement");
        return Settlement(post.Settlement, currency);
    }

    private static Refusal? Settlement(Settlement settlement, Currency currency) => settlement switch
    {
        null => new Refusal(RefusalCode.FieldRequired, "settlement"),
        SettleExactly exactly => Parts(exactly.Parts, currency),
        _ => null,
    };

    private static Refusal? Parts(IReadOnlyList<SettlementPart>? parts, Currency currency)
    {
        if (parts is null or { Count: 0 })
            return new Refusal(RefusalCode.FieldRequired, "settlement.parts");
        if (parts.Count > LedgerLimits.MaxSettlementParts)
            return new Refusal(RefusalCode.TooMany, "settlement.parts", [$"{LedgerLimits.MaxSettlementParts}"]);
        var entries = new HashSet<long>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { } part)
                return new Refusal(RefusalCode.FieldRequired, $"settlement.parts[{i}]");
            if (Amount(part.Amount, currency, $"settlement.parts[{i}].amount") is { } refusal)
                return refusal;
            if (!entries.Add(part.Entry))
                return Fields.Invalid($"settlement.parts[{i}].entry");
        }

        return null;
    }

    private static Refusal? ReceiptNumbering(PostEntry post) =>
        post.ReceiptNumbering is not null
        && (post.Kind is not (EntryKind.Payment or EntryKind.Refund) || post.Number is not null
            || !Numbering(post.ReceiptNumbering))
            ? Fields.Invalid("receiptNumbering")
            : null;

    private static bool Numbering(Numbering? numbering) =>
        numbering is null
        || (!string.IsNullOrWhiteSpace(numbering.Series) && !numbering.Series.Contains('/')
            && numbering.Series.Length <= 40 && numbering.FirstNumber >= 1
            && NumberSeries.NumberPattern.IsValid(numbering.Pattern));

    /// <summary>Nowhere on Earth does a day begin as much as a day from where it begins in UTC.</summary>
    private static Refusal? DayBeginsAt(PostEntry post) =>
        post.DayBeginsAt is { } moment
        && (post.Kind is not EntryKind.Payment
            || (moment - new DateTimeOffset(post.DocumentDate, TimeOnly.MinValue, TimeSpan.Zero)).Duration() > TimeSpan.FromDays(1))
            ? Fields.Invalid("dayBeginsAt")
            : null;

    private static Refusal? Voucher(PostEntry post)
    {
        if (post.Voucher is not { } voucher)
            return null;
        if (post.ReceiptNumbering is null)
            return Fields.Invalid("voucher");
        return DocumentRules.Check(voucher.Supplier, "voucher.supplier")
            ?? DocumentRules.Check(voucher.Recipient, "voucher.recipient")
            ?? Fields.Known(voucher.Of, "voucher.of")
            ?? Fields.Optional(voucher.Description, 200, "voucher.description")
            ?? (voucher.TaxRatePercent is >= 0 and <= 100 ? null : Fields.Invalid("voucher.taxRatePercent"))
            ?? Fields.Optional(voucher.PlaceOfSupply, 10, "voucher.placeOfSupply")
            ?? (voucher.TaxSplit is TaxSplit.GstWithinState or TaxSplit.GstBetweenStates ? null : Fields.Invalid("voucher.taxSplit"));
    }
}
