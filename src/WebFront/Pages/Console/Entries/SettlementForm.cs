using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Ledgers;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Entries;

/// <summary>What an amount is joined to: the oldest due first, chosen items with an amount each, or nothing for now.</summary>
public sealed class SettlementForm
{
    private const int MaxItems = 200;

    /// <summary><c>oldest</c>, <c>choose</c> or <c>nothing</c>.</summary>
    public string Way { get; set; } = "oldest";

    public List<SettlementPartForm> Parts { get; set; } = [];

    /// <summary>
    /// What can be settled, with what was typed for each. Items of the other side: open debits for a credit, unapplied
    /// credits for a refund.
    /// </summary>
    public static async Task<IReadOnlyList<OpenItemRow>> Items(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, DateOnly asOf, bool ofDebits)
    {
        var items = await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, new
        {
            business,
            party,
            currency,
            // Everything that is open, also what is dated ahead: it can be settled from its date on.
            asOf = asOf.AddYears(5),
            afterDue = (DateOnly?)null,
            afterEntry = (long?)null,
            limit = MaxItems,
        });
        return [.. items.Where(item => item.IsDebit == ofDebits)];
    }

    public string? TypedFor(long entry) => Parts.FirstOrDefault(part => part.Entry == entry)?.Amount;

    /// <summary>A refusal counts the parts that were sent; the form has every item, and one box for each.</summary>
    public Refusal OnForm(Refusal refusal)
    {
        const string prefix = "settlement.parts[";
        if (refusal.Field?.StartsWith(prefix, StringComparison.Ordinal) != true)
            return refusal;
        var sent = Enumerable.Range(0, Parts.Count).Where(at => !string.IsNullOrWhiteSpace(Parts[at].Amount)).ToList();
        return int.TryParse(refusal.Field[prefix.Length..].Split(']')[0], out var part) && part < sent.Count
            ? refusal with { Field = $"{prefix}{sent[part]}].amount" }
            : refusal;
    }

    public Settlement Read(FormReading form, Currency currency, IStringLocalizer<ConsoleText> text)
    {
        switch (Way)
        {
            case "nothing":
                return new SettleNothing();
            case "oldest":
                return new SettleOldestDueFirst();
            case "choose":
                var parts = new List<SettlementPart>();
                for (var at = 0; at < Parts.Count; at++)
                {
                    if (form.OptionalAmount($"Input.Settlement.Parts[{at}].Amount", Parts[at].Amount, currency) is { } amount)
                        parts.Add(new SettlementPart(Parts[at].Entry, amount));
                }

                if (parts.Count == 0 && form.IsGood)
                    form.Refuse("Input.Settlement.Way", text["Settle.ChooseSomething"]);
                return new SettleExactly(parts);
            default:
                form.Refuse("Input.Settlement.Way", text["Form.Choose"]);
                return new SettleNothing();
        }
    }
}

public sealed class SettlementPartForm
{
    public long Entry { get; set; }

    public string? Amount { get; set; }
}

/// <summary>What the settlement part of a form shows.</summary>
/// <param name="MayBeNothing">Whether leaving it for later is a choice.</param>
public sealed record SettlementView(
    SettlementForm Input, IReadOnlyList<OpenItemRow> Items, Currency Currency, DateOnly Today, bool MayBeNothing, bool OfDebits);
