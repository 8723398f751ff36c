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

    /// <summary>Between which due dates, both included, the debits of a column are; null where it has no end.</summary>
    public static (DateOnly? From, DateOnly? To) DueDates(string column, DateOnly asOf) => column switch
    {
        "NotDue" => (asOf, null),
        "Days1To30" => (asOf.AddDays(-30), asOf.AddDays(-1)),
        "Days31To60" => (asOf.AddDays(-60), asOf.AddDays(-31)),
        "Days61To90" => (asOf.AddDays(-90), asOf.AddDays(-61)),
        "Days91To120" => (asOf.AddDays(-120), asOf.AddDays(-91)),
        "Over120" => (null, asOf.AddDays(-121)),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };
}
