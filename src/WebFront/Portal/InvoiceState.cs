using LedgerPortal.Documents;
using LedgerPortal.TagHelpers;

namespace LedgerPortal.Portal;

/// <summary>What an invoice's pill says to its customer: the document's state, then how urgent it is to pay.</summary>
/// <param name="DaysOverdue">With <see cref="PillStatus.Overdue"/>.</param>
/// <param name="IsPartlyPaid">Something was paid, and something remains.</param>
public readonly record struct InvoiceState(PillStatus Pill, int? DaysOverdue, bool IsPartlyPaid)
{
    /// <summary>Due today is not overdue, and neither is what is disputed.</summary>
    public static InvoiceState Of(
        DocumentStatus status, long totalMinor, long openMinor, long disputedMinor, DateOnly due, DateOnly today)
    {
        var isPartlyPaid = openMinor > 0 && openMinor < totalMinor;
        if (status == DocumentStatus.Void)
            return new InvoiceState(PillStatus.Void, null, false);
        if (openMinor == 0)
            return new InvoiceState(PillStatus.Paid, null, false);
        if (openMinor <= disputedMinor)
            return new InvoiceState(PillStatus.Disputed, null, isPartlyPaid);
        if (due < today)
            return new InvoiceState(PillStatus.Overdue, today.DayNumber - due.DayNumber, isPartlyPaid);
        if (isPartlyPaid)
            return new InvoiceState(PillStatus.PartlyPaid, null, true);
        return new InvoiceState(due == today ? PillStatus.DueToday : PillStatus.NotDue, null, false);
    }
}
