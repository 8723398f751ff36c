using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// Moving what is open to the ledger of the same customer's other party. Each item moves by itself and whole, with an entry
/// on the same day in both ledgers: what the one no longer shows from that day on the other shows, so that every sum over
/// both is the same on every day (invariants 2 and 3), and no day before changes.
/// </summary>
internal static class LedgerTransfers
{
    public static Decision<LedgerEvent> Merge(Ledger state, MergeLedger merge)
    {
        if (state.MergedInto is { } into)
        {
            return into == merge.Into
                ? Decision<LedgerEvent>.AlreadyDone
                : new Refusal(RefusalCode.PartyMerged, null, [$"{into}"]);
        }

        return Decision<LedgerEvent>.Of(new LedgerMerged
        {
            BalanceMinor = state.BalanceMinor,
            Into = merge.Into,
            On = merge.On,
        });
    }

    public static Decision<LedgerEvent> Out(Ledger state, TransferOut transfer, LedgerFacts facts)
    {
        if (state.MergedInto is not { } into)
            return new Refusal(RefusalCode.NotFound);
        if (facts.Find(transfer.Entry) is not { } entry)
            return new Refusal(RefusalCode.EntryNotFound, "entry", [$"{transfer.Entry}"]);
        if (entry.OpenMinor == 0)
            return Decision<LedgerEvent>.AlreadyDone;

        // Until it can be settled here it is open here, and nowhere else.
        var date = transfer.Date > entry.SettleableFrom ? transfer.Date : entry.SettleableFrom;
        var isDebit = entry.Side is Side.Debit;
        var balance = state.BalanceMinor + (isDebit ? -entry.OpenMinor : entry.OpenMinor);
        var number = state.Version + 1;
        return Decision<LedgerEvent>.Of(
        [
            new EntryPosted
            {
                BalanceMinor = balance,
                Kind = EntryKind.Transfer,
                Side = isDebit ? Side.Credit : Side.Debit,
                AmountMinor = entry.OpenMinor,
                DocumentDate = date,
                DueDate = date,
                Number = entry.Number,
                Method = entry.Method,
                Reference = entry.Reference,
                Narration = entry.Narration,
                Transferred = new TransferredItem(
                    into, entry.Entry, entry.OriginKind ?? entry.Kind, entry.OriginDate ?? entry.DocumentDate,
                    entry.DueDate, entry.Document ?? entry.OriginDocument, entry.DisputedMinor),
            },
            new CreditAllocated
            {
                BalanceMinor = balance,
                Credit = isDebit ? number : entry.Entry,
                Debit = isDebit ? entry.Entry : number,
                AmountMinor = entry.OpenMinor,
                EffectiveDate = date,
                CreditOpenMinor = 0,
                DebitOpenMinor = 0,
                DebitDisputedMinor = entry.DisputedMinor > 0 ? 0 : null,
            },
        ]);
    }

    public static Decision<LedgerEvent> In(Ledger state, TransferIn transfer)
    {
        var isDebit = transfer.Side is Side.Debit;
        var balance = state.BalanceMinor + (isDebit ? transfer.Amount.Minor : -transfer.Amount.Minor);
        if (Math.Abs(balance) > LedgerLimits.MaxBalanceMinor)
            return new Refusal(RefusalCode.AmountTooLarge, "balance");
        var posted = new EntryPosted
        {
            BalanceMinor = balance,
            Kind = EntryKind.Transfer,
            Side = transfer.Side,
            AmountMinor = transfer.Amount.Minor,
            DocumentDate = transfer.Date,
            DueDate = isDebit ? transfer.Origin.DueDate : transfer.Date,
            Number = transfer.Number,
            Method = transfer.Method,
            Reference = transfer.Reference,
            Narration = transfer.Narration,
            Origin = transfer.Origin,
        };
        if (!isDebit || transfer.Origin.DisputedMinor == 0)
            return Decision<LedgerEvent>.Of(posted);
        return Decision<LedgerEvent>.Of(
        [
            posted,
            new EntryDisputed
            {
                BalanceMinor = balance,
                Entry = state.Version + 1,
                DisputedMinor = transfer.Origin.DisputedMinor,
            },
        ]);
    }
}
