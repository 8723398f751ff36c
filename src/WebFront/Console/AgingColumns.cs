using LedgerPortal.Ledgers;

namespace LedgerPortal.Consoles;

/// <summary>The six columns of open items in the order that the strip takes them, and what of each is disputed.</summary>
public static class AgingColumns
{
    /// <summary>Names of the columns, as texts and in addresses.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["NotDue", "Days1To30", "Days31To60", "Days61To90", "Days91To120", "Over120"];

    public static IReadOnlyList<long> Columns(this AgingRow row) =>
    [
        row.NotDueMinor, row.Days1To30Minor, row.Days31To60Minor, row.Days61To90Minor, row.Days91To120Minor, row.Over120Minor,
    ];

    public static IReadOnlyList<long> Disputed(this AgingRow row) =>
    [
        row.NotDueDisputedMinor, row.Days1To30DisputedMinor, row.Days31To60DisputedMinor, row.Days61To90DisputedMinor,
        row.Days91To120DisputedMinor, row.Over120DisputedMinor,
    ];

    public static IReadOnlyList<long> Columns(this AgingTotalsRow row) =>
    [
        row.NotDueMinor, row.Days1To30Minor, row.Days31To60Minor, row.Days61To90Minor, row.Days91To120Minor, row.Over120Minor,
    ];

    public static IReadOnlyList<long> Disputed(this AgingTotalsRow row) =>
    [
        row.NotDueDisputedMinor, row.Days1To30DisputedMinor, row.Days31To60DisputedMinor, row.Days61To90DisputedMinor,
        row.Days91To120DisputedMinor, row.Over120DisputedMinor,
    ];

    /// <summary>In which column an item stands on a day; unapplied credit has none.</summary>
    public static string? ColumnOf(OpenItemRow item, DateOnly asOf) => !item.IsDebit ? null : Names[(asOf.DayNumber - item.DueDate.DayNumber) switch
    {
        <= 0 => 0,
        <= 30 => 1,
        <= 60 => 2,
        <= 90 => 3,
        <= 120 => 4,
        _ => 5,
    }];
}
