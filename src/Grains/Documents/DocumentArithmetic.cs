namespace LedgerPortal.Documents;

/// <summary>
/// The arithmetic of documents. A line's net is quantity times unit price, rounded half away from zero to the minor unit. Tax
/// is computed once per rate and component on the sum of the lines that have the rate (EN 16931, BR-CO-17), so that
/// it does not depend on how a supply is cut into lines. Rounding to a whole major unit is outside tax.
/// </summary>
public static class DocumentArithmetic
{
    /// <summary>
    /// The amounts of a document whose fields <see cref="DocumentRules"/> found right, or what is wrong with them: a line
    /// or the whole beyond <see cref="Money.MaxMinor"/>, a total below zero, or an exchange rate to the document's own currency.
    /// </summary>
    /// <remarks>
    /// Nothing here can overflow or lose a digit that counts: a product of two numbers up to 10⁹ with six places has at
    /// most 31 digits, of which a decimal keeps 28; a net within <see cref="Money.MaxMinor"/> has at most 27 of them. And
    /// 2,000 lines of 10¹⁴ fit in 64 bits.
    /// </remarks>
    public static Answer<DocumentTotals> Totals(DocumentContent content, TaxSplit split, Currency currency)
    {
        if (content.ExchangeRate?.Base == currency)
            return Fields.Invalid("exchangeRate.base");
        var minorPerMajor = (long)Math.Pow(10, currency.Exponent);
        var nets = new long[content.Lines.Count];
        var taxable = 0L;
        var taxableByRate = new SortedDictionary<decimal, long>();
        for (var at = 0; at < nets.Length; at++)
        {
            var line = content.Lines[at];
            var net = Round(line.Quantity * line.UnitPrice * minorPerMajor);
            if (Math.Abs(net) > Money.MaxMinor)
                return new Refusal(RefusalCode.AmountTooLarge, $"lines[{at}]");
            nets[at] = (long)net;
            taxable += nets[at];
            if (line.TaxRatePercent != 0)
                taxableByRate[line.TaxRatePercent] = taxableByRate.GetValueOrDefault(line.TaxRatePercent) + nets[at];
        }

        var taxes = new List<TaxAmount>();
        var total = (decimal)taxable;
        foreach (var (rate, taxableAtRate) in taxableByRate)
        {
            foreach (var (component, componentRate) in Components(split, rate))
            {
                var amount = Round(taxableAtRate * componentRate / 100);
                taxes.Add(new TaxAmount(component, WithoutTrailingZeros(componentRate), taxableAtRate, (long)amount));
                total += amount;
            }
        }

        var rounded = content.RoundTotal ? Round(total / minorPerMajor) * minorPerMajor : total;
        if (rounded < 0)
            return new Refusal(RefusalCode.AmountMustBePositive, "lines");
        if (rounded > Money.MaxMinor || Math.Abs(taxable) > Money.MaxMinor)
            return new Refusal(RefusalCode.AmountTooLarge, "lines");
        return new DocumentTotals(nets, taxable, taxes, (long)(rounded - total), (long)rounded);
    }

    /// <summary>The whole tax in the base currency, rounded half away from zero; null without an exchange rate.</summary>
    public static Money? TaxInBase(DocumentContent content, DocumentTotals totals, Currency currency)
    {
        if (content.ExchangeRate is not { } exchange)
            return null;
        var tax = totals.Taxes.Sum(part => (decimal)part.AmountMinor) / (decimal)Math.Pow(10, currency.Exponent);
        return new Money((long)Round(tax * exchange.Rate * (decimal)Math.Pow(10, exchange.Base.Exponent)), exchange.Base);
    }

    /// <summary>
    /// The taxes that an amount contains, each rounded half away from zero; none at a rate of zero. What is left of the amount
    /// without them is their taxable value.
    /// </summary>
    /// <param name="amountMinor">With its tax; up to <see cref="Money.MaxMinor"/>.</param>
    public static IReadOnlyList<TaxAmount> Contained(long amountMinor, decimal ratePercent, TaxSplit split)
    {
        if (ratePercent == 0)
            return [];
        var taxes = Components(split, ratePercent)
            .Select(part => (part.Component, part.RatePercent, Amount: (long)Round(amountMinor * part.RatePercent / (100 + ratePercent))))
            .ToList();
        var taxable = amountMinor - taxes.Sum(tax => tax.Amount);
        return [.. taxes.Select(tax => new TaxAmount(tax.Component, WithoutTrailingZeros(tax.RatePercent), taxable, tax.Amount))];
    }

    private static IEnumerable<(string Component, decimal RatePercent)> Components(TaxSplit split, decimal rate) => split switch
    {
        TaxSplit.Vat => [("VAT", rate)],
        TaxSplit.GstWithinState => [("CGST", rate / 2), ("SGST", rate / 2)],
        TaxSplit.GstBetweenStates => [("IGST", rate)],
        _ => throw new InvalidOperationException($"A rate of {rate} % is not for {split}."),
    };

    // So that 18, 18.0 and 18.00 are written alike.
    private static decimal WithoutTrailingZeros(decimal value) => value / 1.0000000000000000000000000000m;

    private static decimal Round(decimal value) => decimal.Round(value, 0, MidpointRounding.AwayFromZero);
}
