using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Papers;

/// <summary>
/// What stands on the receipt of a payment: who received how much from whom, when and how. What it was set against changes,
/// and stands on the pages. Of a refund: who paid how much back to whom, and from which credits.
/// </summary>
public sealed class ReceiptPapers(
    DocumentPapers documents, IStringLocalizer<PaperText> paper, IStringLocalizer<PortalText> portal)
{
    /// <param name="receipt">With its number.</param>
    public IEnumerable<PaperPart> Receipt(ReceiptView receipt, BusinessDetails business, DocumentPartyDetails party)
    {
        var entry = receipt.Entry;
        var words = receipt.IsRefund ? "Refund" : "Receipt";
        var title = paper[$"{words}.Title"].Value;
        var amount = new Money(entry.AmountMinor, receipt.Currency);
        yield return documents.Start(
            business, title, entry.Number!, party.Name, lines: 0, Mark(entry));
        yield return DocumentPapers.Head(business, title, entry.Number!, note: null);
        var facts = new List<PaperFact> { new(paper[$"{words}.Date"], documents.Day(entry.DocumentDate)) };
        if (entry.Method is { Length: > 0 } method)
            facts.Add(new(paper["Receipt.Method"], method));
        if (entry.Reference is { Length: > 0 } reference)
            facts.Add(new(paper["Receipt.Reference"], reference));
        yield return new PaperFacts(facts);
        yield return documents.Sides(
            DocumentPartyDetails.Of(business), party, paper[$"{words}.By"], paper[receipt.IsRefund ? "Refund.To" : "Receipt.From"]);
        yield return new PaperSums(
            [
                .. receipt.Refunded.Select(row => Of(row, receipt.Currency)),
                new(paper[$"{words}.Amount"], MoneyText.Format(amount), IsStrong: true),
            ],
            AmountInWords.Of(amount, paper) is { } inWords ? new(paper["InWords"], inWords) : null);
        if (entry.Narration is { Length: > 0 } narration)
            yield return new PaperNote(narration, paper["Receipt.Narration"]);
        yield return new PaperEnd();
    }

    private PaperSum Of(RefundedRow row, Currency currency)
    {
        var kind = portal[$"Kind.{row.Kind}"].Value;
        var day = documents.Day(row.DocumentDate);
        return new PaperSum(
            row.Number is { } number ? paper["Refund.Of", kind, number, day] : paper["Refund.OfUnnumbered", kind, day],
            MoneyText.Format(new Money(row.AmountMinor, currency)));
    }

    private string? Mark(EntryRow entry) => entry switch
    {
        { BouncedOn: { } bounced } => paper["Receipt.Bounced", documents.Day(bounced)].Value,
        { ReversedBy: not null } => paper["Receipt.Reversed"].Value,
        _ => null,
    };
}
