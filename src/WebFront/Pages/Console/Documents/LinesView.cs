using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>What the editor of line items needs.</summary>
/// <param name="Rate">What a new line offers.</param>
public sealed record LinesView(DocumentForm Input, BusinessDetails Business, TotalsView Totals, decimal? Rate)
{
    public bool IsIndian => Business.Address.CountryCode == "IN";

    public bool HasTax => LineForm.UsualRates(Business).Count > 0;

    public Money? NetOf(int line) => line < Totals.Nets.Count ? Totals.Nets[line] : null;
}
