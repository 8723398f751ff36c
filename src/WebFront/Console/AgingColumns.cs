using LedgerPortal.Ledgers;

namespace LedgerPortal.Consoles;

/// <summary>The six columns of open items in the order that the strip takes them.</summary>
public static class AgingColumns
{
    public static IReadOnlyList<long> Columns(this AgingRow row) =>
    [
        row.NotDueMinor, row.Days1To30Minor, row.Days31To60Minor, row.Days61To90Minor, row.Days91To120Minor, row.Over120Minor,
    ];

    public static IReadOnlyList<long> Columns(this AgingTotalsRow row) =>
    [
        row.NotDueMinor, row.Days1To30Minor, row.Days31To60Minor, row.Days61To90Minor, row.Days91To120Minor, row.Over120Minor,
    ];
}
