using LedgerPortal.Documents;

namespace LedgerPortal.Ledgers;

/// <summary>The part of an amount that is an advance, and the tax in it: taxable value and taxes add up to it exactly.</summary>
public sealed record AdvanceTax(long AdvanceMinor, long TaxableMinor, IReadOnlyList<TaxAmount> Taxes)
{
    /// <summary>Of a receipt voucher.</summary>
    public static AdvanceTax Of(VoucherTerms terms, long advanceMinor)
    {
        var taxes = DocumentArithmetic.Contained(advanceMinor, terms.TaxRatePercent, terms.TaxSplit);
        return new AdvanceTax(advanceMinor, advanceMinor - taxes.Sum(tax => tax.AmountMinor), taxes);
    }

    /// <summary>
    /// Of the refunds that were paid from one advance, in the order of their versions. What was refunded beyond the advance is no
    /// part of it. Each takes the tax of all that is refunded after it less what the refunds before it took, so that refunds of
    /// the whole advance take its whole tax, however they were cut. A refund that was taken back before counts no more.
    /// </summary>
    public static IReadOnlyList<AdvanceTax> OfRefunds(Voucher receipt, IReadOnlyList<RefundPart> parts)
    {
        var shares = new List<AdvanceTax>(parts.Count);
        foreach (var part in parts)
        {
            var before = parts.Zip(shares).Where(other => !(other.First.UndoneVersion < part.Version)).Select(other => other.Second).ToList();
            var refunded = before.Sum(share => share.AdvanceMinor);
            var advance = Math.Clamp((receipt.AdvanceMinor ?? 0) - refunded, 0, part.AmountMinor);
            var taxes = DocumentArithmetic.Contained(refunded + advance, receipt.Terms.TaxRatePercent, receipt.Terms.TaxSplit)
                .Select(tax => tax with
                {
                    AmountMinor = Math.Clamp(
                        tax.AmountMinor - before.SelectMany(share => share.Taxes)
                            .Where(taken => taken.Component == tax.Component).Sum(taken => taken.AmountMinor), 0, advance),
                })
                .ToList();
            var taxable = advance - taxes.Sum(tax => tax.AmountMinor);
            shares.Add(new AdvanceTax(advance, taxable, [.. taxes.Select(tax => tax with { TaxableMinor = taxable })]));
        }

        return shares;
    }
}

/// <summary>What one refund was paid from one credit.</summary>
/// <param name="Version">Of the refund.</param>
/// <param name="UndoneVersion">When it was taken back.</param>
public sealed record RefundPart(long CreditEntry, long Version, long AmountMinor, long? UndoneVersion);
