using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Papers;

/// <summary>
/// What stands on the receipt of a payment: who received how much from whom, when and how. What it was set against changes,
/// and stands on the pages.
/// </summary>
public sealed class ReceiptPapers(DocumentPapers documents, IStringLocalizer<PaperText> paper)
{
    /// <param name="entry">A payment with the number of its receipt.</param>
    public IEnumerable<PaperPart> Receipt(
        EntryRow entry, Currency currency, BusinessDetails business, DocumentPartyDetails payer)
    {
        var title = paper["Receipt.Title"].Value;
        var amount = new Money(entry.AmountMinor, currency);
        yield return documents.Start(
            business, title, entry.Number!, payer.Name, lines: 0, Mark(entry));
        yield return DocumentPapers.Head(business, title, entry.Number!, note: null);
        var facts = new List<PaperFact> { new(paper["Receipt.Date"], documents.Day(entry.DocumentDate)) };
        if (entry.Method is { Length: > 0 } method)
            facts.Add(new(paper["Receipt.Method"], method));
        if (entry.Reference is { Length: > 0 } reference)
            facts.Add(new(paper["Receipt.Reference"], reference));
        yield return new PaperFacts(facts);
        yield return documents.Sides(
            DocumentPartyDetails.Of(business), payer, paper["Receipt.By"], paper["Receipt.From"]);
        yield return new PaperSums(
            [new(paper["Receipt.Amount"], MoneyText.Format(amount), IsStrong: true)],
            AmountInWords.Of(amount, paper) is { } words ? new(paper["InWords"], words) : null);
        if (entry.Narration is { Length: > 0 } narration)
            yield return new PaperNote(narration, paper["Receipt.Narration"]);
        yield return new PaperEnd();
    }

    private string? Mark(EntryRow entry) => entry switch
    {
        { BouncedOn: { } bounced } => paper["Receipt.Bounced", documents.Day(bounced)].Value,
        { ReversedBy: not null } => paper["Receipt.Reversed"].Value,
        _ => null,
    };
}
