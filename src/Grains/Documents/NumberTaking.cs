using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Documents;

/// <summary>
/// Takes a number from a series for one document, once (invariant 9): the ids of the commands derive from the document and from
/// the promise, so that whoever performs it, however often, takes and gives the same numbers.
/// </summary>
internal static class NumberTaking
{
    /// <summary>How many numbers in a row may be on imported documents already before a person has to look.</summary>
    private const int MaxTries = 1_000;

    /// <param name="give">Gives the document a number, by a command with this id.</param>
    public static async Task<Refusal?> Take(
        DocumentId document,
        Numbering numbering,
        ObligationOrigin origin,
        IGrains grains,
        Func<CommandId, string, Task<Answer<DocumentAnswer>>> give)
    {
        var series = grains.Get<INumberSeries>(
            $"{origin.Stream.Business}/{numbering.Series}/{numbering.FinancialYear}");
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            var taken = await series.Execute(new TakeNumber
            {
                Id = new CommandId(Id.Derive(document.Value, $"number {attempt}")),
                By = Actor.System("outbox"),
                For = document.ToString(),
                Numbering = numbering,
            });
            if (!taken.IsAccepted)
                return taken.Refusal;
            var given = await give(origin.Command.Derive($"number {attempt}"), taken.Value.Number);
            // An imported document has this number: the series goes past it, and nothing is missing.
            if (given.Refusal?.Code is not RefusalCode.NumberTaken)
                return given.Refusal;
        }

        return new Refusal(RefusalCode.NumberTaken);
    }
}
