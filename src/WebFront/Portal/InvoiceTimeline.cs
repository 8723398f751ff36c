using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

public enum TimelineStep
{
    Issued,
    Overdue,
    Settled,
    TakenBack,
    PaidInFull,
    Due,
}

/// <param name="Settlement">With <see cref="TimelineStep.Settled"/>.</param>
public sealed record TimelineRow(DateOnly Day, TimelineStep Step, SettlementRow? Settlement = null);

/// <summary>What became of an invoice, day by day, in the same words for both sides; what is still to come stands last.</summary>
public static class InvoiceTimeline
{
    /// <param name="openMinor">What the ledger has open of it.</param>
    public static IReadOnlyList<TimelineRow> Of(
        DocumentStatus status, DateOnly date, DateOnly due, DateOnly today, long openMinor,
        IReadOnlyList<SettlementRow> settlements)
    {
        if (status is not (DocumentStatus.Issued or DocumentStatus.Void))
            return [];
        List<TimelineRow> rows =
        [
            new(date, TimelineStep.Issued),
            .. settlements.Select(part => part.Kind == EntryKind.Reversal
                ? new TimelineRow(part.EffectiveDate, TimelineStep.TakenBack)
                : new TimelineRow(part.EffectiveDate, TimelineStep.Settled, part)),
        ];
        if (status == DocumentStatus.Issued)
        {
            if (openMinor == 0 && settlements.Count > 0)
                rows.Add(new TimelineRow(settlements.Max(part => part.EffectiveDate), TimelineStep.PaidInFull));
            if (openMinor > 0 || settlements.Any(part => part.EffectiveDate > due))
                rows.Add(due < today ? new TimelineRow(due.AddDays(1), TimelineStep.Overdue) : new TimelineRow(due, TimelineStep.Due));
        }

        return [.. rows.OrderBy(row => row.Day).ThenBy(row => row.Step)];
    }
}
