using LedgerPortal.Journal;

namespace LedgerPortal.NumberSeries;

public static class NumberSeriesDecisions
{
    /// <summary>
    /// The next number, whatever happened before: numbers have no gaps because taking one is the only event. A start
    /// that was set later than the series began changes nothing.
    /// </summary>
    public static Decision<NumberSeriesEvent> Decide(Series state, NumberSeriesCommand command) => command switch
    {
        TakeNumber take => Take(state, take),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a number series."),
    };

    private static Decision<NumberSeriesEvent> Take(Series state, TakeNumber take)
    {
        var sequence = state.NextNumber == 0 ? take.Numbering.FirstNumber : state.NextNumber;
        var number = NumberPattern.Format(take.Numbering.Pattern, take.Numbering.FinancialYear, sequence);
        return Decision<NumberSeriesEvent>.Of(new NumberTaken(sequence, number, take.For, take.Numbering.Pattern));
    }
}
