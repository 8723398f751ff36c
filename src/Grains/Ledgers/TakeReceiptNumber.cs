using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Ledgers;

/// <summary>
/// A recorded payment or refund takes its receipt's number from the series. Taken only after it is in the ledger, so
/// that a refused one leaves no gap; asked again, the series gives the same number (invariant 9).
/// </summary>
/// <param name="Ledger">Key of the ledger.</param>
public sealed record TakeReceiptNumber(string Ledger, long Entry, Numbering Numbering) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var business = origin.Stream.Business;
        var series = grains.Get<INumberSeries>($"{business}/{Numbering.Series}/{Numbering.FinancialYear}");
        var taken = await series.Execute(new TakeNumber
        {
            Id = origin.Command.Derive("number"),
            By = Actor.System("outbox"),
            For = $"{origin.Stream.Stream}/{Entry}",
            Numbering = Numbering,
        });
        if (!taken.IsAccepted)
            return taken.Refusal;

        var ledger = grains.Get<IPartyLedger>(Ledger);
        var numbered = await ledger.Execute(new NumberReceipt
        {
            Id = origin.Command.Derive("receipt"),
            By = Actor.System("outbox"),
            Entry = Entry,
            Number = taken.Value.Number,
        });
        return numbered.Refusal;
    }
}
