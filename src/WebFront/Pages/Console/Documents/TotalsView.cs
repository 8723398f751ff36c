using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Parties;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>
/// What a document that is still being typed comes to. Computed by the very arithmetic that freezes it, so that the editor
/// never shows another figure than the document; lines that are not finished count nothing.
/// </summary>
/// <param name="Nets">Net amount per line of the form; null where there is none yet.</param>
/// <param name="Unfinished">Lines that were begun and cannot be read yet.</param>
public sealed record TotalsView(
    Currency Currency,
    DocumentTotals? Totals,
    IReadOnlyList<Money?> Nets,
    int Unfinished,
    DateOnly? DueDate,
    string? Problem)
{
    public static TotalsView Of(
        DocumentForm input, BusinessDetails business, PartyDetails party, Currency currency, Func<FormReading> silent,
        DateOnly today, IStringLocalizer<ConsoleText> text)
    {
        var split = TaxSplits.Between(business, party, input.PlaceOfSupply);
        var finished = new List<int>();
        var lines = new List<DocumentLine>();
        foreach (var at in input.Written)
        {
            // Each line is read for itself: one that is not finished does not hide the others.
            var line = silent();
            var read = input.Lines[at].Read(line, "", today);
            if (!line.IsGood)
                continue;
            finished.Add(at);
            lines.Add(split == TaxSplit.None ? read with { TaxRatePercent = 0 } : read);
        }

        var nets = new Money?[input.Lines.Count];
        var date = silent().Date("", input.Date, today);
        var due = silent().OptionalDate("", input.DueDate, today)
            ?? (int.TryParse(input.TermsDays, out var days) && days is >= 0 and <= DocumentForm.MaxTermsDays ? date.AddDays(days) : null);
        var content = new DocumentContent { Date = date, RoundTotal = input.RoundTotal, Lines = lines };
        var answer = DocumentArithmetic.Totals(content, split, currency);
        if (answer.Refusal is { } refusal)
        {
            return new TotalsView(currency, null, nets, input.Written.Count - lines.Count, due, text[$"Refusal.{refusal.Code}"]);
        }

        for (var at = 0; at < finished.Count; at++)
            nets[finished[at]] = new Money(answer.Value!.LineNetMinor[at], currency);
        return new TotalsView(currency, answer.Value, nets, input.Written.Count - lines.Count, due, null);
    }
}
