using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>
/// What was dated into a period that had ended when it was recorded: whoever was shown the period before has not seen it.
/// </summary>
public static class LateRecording
{
    /// <summary>The day it was recorded, at the business; null for what was recorded within the period.</summary>
    public static DateOnly? Of(StatementRow row, DateOnly periodEnd, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(row.RecordedAt, zone).DateTime);
        return day > periodEnd ? day : null;
    }
}
