using LedgerPortal.Documents;

namespace LedgerPortal.Portal;

/// <summary>The lines and amounts of a document, for the partials that invoices and credit notes share.</summary>
/// <param name="Zone">The business's: moments of operational events stand in it.</param>
public sealed record DocumentView(DocumentContent Content, DocumentTotals Totals, Currency Currency, TimeZoneInfo Zone)
{
    public IEnumerable<(DocumentLine Line, Money Net)> Lines =>
        Content.Lines.Select((line, index) => (line, new Money(Totals.LineNetMinor[index], Currency)));

    public Money Of(long minor) => new(minor, Currency);

    public DateTimeOffset InZone(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone);
}
