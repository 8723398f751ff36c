using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.NumberSeries;

/// <inheritdoc cref="INumberSeries"/>
public class NumberSeriesWriter(string key, GrainServices services)
    : Grain<Series, NumberSeriesCommand, NumberSeriesEvent, NumberAnswer>(
        StreamOf(key), NumberSeriesReadModel.Definition, services), INumberSeries
{
    protected override JsonTypeInfo<NumberSeriesCommand> CommandJson => NumberSeriesJson.Default.NumberSeriesCommand;

    protected override Decision<NumberSeriesEvent> Decide(
        Series state, NumberSeriesCommand command, object? facts, DateTimeOffset now) =>
        NumberSeriesDecisions.Decide(state, command);

    protected override NumberAnswer Answer(JournalRow row, IReadOnlyList<NumberSeriesEvent> events) =>
        events[0] is NumberTaken taken
            ? new NumberAnswer(taken.Sequence, taken.Number)
            : throw new InvalidOperationException("A number series only gives numbers.");

    protected override NumberAnswer AlreadyDone() =>
        throw new InvalidOperationException("Taking a number always gives one.");

    protected override IEnumerable<Change> Changes(
        JournalRow row, IReadOnlyList<NumberSeriesEvent> events, Series after) => [];

    private static StreamId StreamOf(string key)
    {
        var slash = key.IndexOf('/');
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), "number-series/" + key[(slash + 1)..]);
    }
}
