using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Simulations;

/// <summary>Numbers without gap or repetition, each taken for one thing (invariant 9).</summary>
internal sealed class SeriesAudit(Audit audit, StreamId stream)
    : StreamAudit<Series, NumberSeriesCommand, NumberSeriesEvent, NumberAnswer>(
        audit, stream, NumberSeriesReadModel.Definition)
{
    private readonly Dictionary<string, string> _taken = [];
    private NumberAnswer _last = new(0, "");

    public IReadOnlyDictionary<string, string> Taken => _taken;

    protected override JsonTypeInfo<NumberSeriesCommand> CommandJson => NumberSeriesJson.Default.NumberSeriesCommand;

    /// <summary>The number that was taken for an entry; null when none was.</summary>
    public static string? NumberFor(Audit audit, StreamId ledger, long entry) => audit.Streams.OfType<SeriesAudit>()
        .Select(series => series.Taken.GetValueOrDefault($"{ledger.Stream}/{entry}"))
        .FirstOrDefault(number => number is not null);

    protected override Decision<NumberSeriesEvent> Decide(Series state, NumberSeriesCommand command, DateTimeOffset now) =>
        NumberSeriesDecisions.Decide(state, command);

    protected override void Account(JournalRow row, IReadOnlyList<NumberSeriesEvent> events)
    {
        if (events is not [NumberTaken taken])
        {
            Violate(row, "takes no number");
            return;
        }

        if (taken.Sequence != _last.Sequence + 1)
            Violate(row, $"takes number {taken.Sequence} after {_last.Sequence}");
        else if (!_taken.TryAdd(taken.For, taken.Number))
            Violate(row, $"takes a second number for {taken.For}");
        _last = new NumberAnswer(taken.Sequence, taken.Number);
    }

    protected override NumberAnswer AnswerOf(JournalRow row) => _last;

    protected override void CheckPromised(JournalRow row, IReadOnlyList<NumberSeriesEvent> events)
    {
        // What was taken is looked at in any case.
    }
}
