using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Papers;

/// <summary>
/// What stands on the receipt of a payment: who received how much from whom, when and how. What it was set against later changes,
/// and stands on the pages. Of a refund: who paid how much back to whom, and from which credits. Under the regular scheme of GST
/// the receipt of an advance is a receipt voucher, and the receipt of one that is paid back a refund voucher; both say what rules
/// 50 and 51 of the CGST rules ask for, as frozen with the entry.
/// </summary>
public sealed class ReceiptPapers(
    DocumentPapers documents, IStringLocalizer<PaperText> paper, IStringLocalizer<PortalText> portal)
{
    /// <param name="receipt">With its number.</param>
    /// <param name="business">As it is now: an ordinary receipt has nothing that was frozen.</param>
    public IEnumerable<PaperPart> Receipt(ReceiptView receipt, BusinessDetails business, DocumentPartyDetails party)
    {
        var entry = receipt.Entry;
        var (supplier, recipient) = receipt.Terms is { } frozen
            ? (frozen.Supplier, frozen.Recipient)
            : (DocumentPartyDetails.Of(business), party);
        var title = paper[$"{receipt.Words}.Title"].Value;
        var amount = new Money(entry.AmountMinor, receipt.Currency);
        yield return documents.Start(
            business, title, entry.Number!, recipient.Name, lines: 0, Mark(entry));
        yield return DocumentPapers.Head(business, title, entry.Number!, note: null);
        yield return new PaperFacts([.. Facts(receipt), .. VoucherFacts(receipt)]);
        yield return documents.Sides(
            supplier, recipient, paper[receipt.IsRefund ? "Refund.By" : "Receipt.By"],
            paper[receipt.IsRefund ? "Refund.To" : "Receipt.From"]);
        yield return new PaperSums(
            [
                .. Sums(receipt).Select(sum => new PaperSum(sum.Label, MoneyText.Format(sum.Amount))),
                new(paper[receipt.IsRefund ? "Refund.Amount" : "Receipt.Amount"], MoneyText.Format(amount), IsStrong: true),
            ],
            AmountInWords.Of(amount, paper) is { } inWords ? new(paper["InWords"], inWords) : null);
        if (NoTax(receipt) is { } noTax)
            yield return new PaperNote(noTax);
        if (entry.Narration is { Length: > 0 } narration)
            yield return new PaperNote(narration, paper["Receipt.Narration"]);
        if (receipt.IsVoucher)
            yield return new PaperNote(paper["Voucher.Signatory"], paper["Voucher.For", supplier.Name]);
        yield return new PaperEnd();
    }

    /// <summary>What a voucher says beyond an ordinary receipt.</summary>
    public IEnumerable<PaperFact> VoucherFacts(ReceiptView receipt)
    {
        var terms = receipt.IsRefund
            ? [.. receipt.Refunded.Where(credit => credit.Advance is not null).Select(credit => credit.Receipt!)]
            : receipt is { Advance: not null, Terms: { } own } ? new[] { own } : [];
        if (terms.Length == 0)
            yield break;
        var advance = receipt.Advance?.AdvanceMinor ?? receipt.Refunded.Sum(credit => credit.Advance?.AdvanceMinor ?? 0);
        yield return new(paper["Voucher.Amount"], MoneyText.Format(new Money(advance, receipt.Currency)));
        foreach (var what in terms.Select(Description).Distinct())
            yield return new(paper["Voucher.Of"].Value, what);
        foreach (var place in terms.Select(PlaceOfSupply).Distinct())
            yield return new(portal["Invoice.PlaceOfSupply"], place);
        foreach (var rate in terms.Select(one => one.TaxRatePercent).Distinct())
            yield return new(paper["Voucher.Rate"], portal["Lines.Percent", QuantityText.Percent(rate)]);
        yield return new(paper["ReverseCharge"], paper["ReverseCharge.No"]);
    }

    /// <summary>What the amount is made of, to the last paisa; nothing for an ordinary payment.</summary>
    public IEnumerable<(string Label, Money Amount)> Sums(ReceiptView receipt)
    {
        Money Of(long minor) => new(minor, receipt.Currency);
        if (receipt.Advance is { } advance)
        {
            if (receipt.Entry.AmountMinor > advance.AdvanceMinor)
                yield return (paper["Voucher.Settled"], Of(receipt.Entry.AmountMinor - advance.AdvanceMinor));
            foreach (var (label, minor) in Parts(advance, paper["Voucher.Advance"], paper["Voucher.Taxable"]))
                yield return (label, Of(minor));
        }

        foreach (var credit in receipt.Refunded)
        {
            var day = documents.Day(credit.DocumentDate);
            if (credit.Advance is { } back)
            {
                var voucher = paper["Voucher.Receipt", credit.Number ?? "", day];
                foreach (var (label, minor) in Parts(back, voucher, paper["Voucher.ReceiptTaxable", credit.Number ?? "", day]))
                    yield return (label, Of(minor));
            }

            var rest = credit.AmountMinor - (credit.Advance?.AdvanceMinor ?? 0);
            if (rest == 0)
                continue;
            var kind = portal[$"Kind.{credit.Kind}"].Value;
            var from = credit.Number is { } number
                ? paper["Refund.Of", kind, number, day]
                : paper["Refund.OfUnnumbered", kind, day];
            yield return (from, Of(rest));
        }
    }

    /// <summary>Why a voucher has no tax; null when it has, or is none.</summary>
    public string? NoTax(ReceiptView receipt) => receipt switch
    {
        { IsVoucher: false } => null,
        { Advance: { Taxes.Count: 0 }, Terms.Of: AdvancesOf.Goods } => paper["Voucher.NoTaxOnGoods"].Value,
        { Advance: null } when receipt.Refunded.All(credit =>
            credit is { Advance: null } or { Advance.Taxes.Count: 0, Receipt.Of: AdvancesOf.Goods }) => paper["Voucher.NoTaxOnGoods"].Value,
        _ => null,
    };

    private IEnumerable<(string Label, long Minor)> Parts(AdvanceTax advance, string whole, string taxable)
    {
        if (advance.Taxes.Count == 0)
            return [(whole, advance.AdvanceMinor)];
        return
        [
            (taxable, advance.TaxableMinor),
            .. advance.Taxes.Select(tax => (
                paper["Voucher.Tax", tax.Component, QuantityText.Percent(tax.RatePercent)].Value, tax.AmountMinor)),
        ];
    }

    private string Description(VoucherTerms terms) =>
        terms.Description ?? paper[terms.Of is AdvancesOf.Services ? "Voucher.Services" : "Voucher.Goods"].Value;

    private string PlaceOfSupply(VoucherTerms terms) => documents.StateName(terms.PlaceOfSupply) ?? paper["Voucher.PlaceUnknown"].Value;

    private IEnumerable<PaperFact> Facts(ReceiptView receipt)
    {
        yield return new(
            paper[receipt.IsRefund ? "Refund.Date" : "Receipt.Date"], documents.Day(receipt.Entry.DocumentDate));
        if (receipt.Entry.Method is { Length: > 0 } method)
            yield return new(paper["Receipt.Method"], method);
        if (receipt.Entry.Reference is { Length: > 0 } reference)
            yield return new(paper["Receipt.Reference"], reference);
    }

    private string? Mark(EntryRow entry) => entry switch
    {
        { BouncedOn: { } bounced } => paper["Receipt.Bounced", documents.Day(bounced)].Value,
        { ReversedBy: not null } => paper["Receipt.Reversed"].Value,
        _ => null,
    };
}
