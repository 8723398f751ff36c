using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.NumberSeries;

/// <summary>Stream <c>number-series/{series}/{financial year}</c>.</summary>
public sealed class NumberSeriesReadModel : EventStream<Series, NumberSeriesEvent>
{
    private static readonly ReadModelTable<(Guid, string, int), Row> Table = new(
        "number_series", RowMode.Upsert, 3, row => (row.Business, row.Series, row.FinancialYear), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Text("series", row => row.Series),
        Column<Row>.Int("financial_year", row => row.FinancialYear),
        Column<Row>.Bigint("first_number", row => row.FirstNumber),
        Column<Row>.Bigint("next_number", row => row.NextNumber),
        Column<Row>.Text("pattern", row => row.Pattern));

    public static NumberSeriesReadModel Definition { get; } = new();

    public override string Kind => "number-series";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<NumberSeriesEvent[]> EventsJson => NumberSeriesJson.Default.NumberSeriesEventArray;

    protected override JsonTypeInfo<Series> StateJson => NumberSeriesJson.Default.Series;

    public override Series Initial(StreamId stream) => Series.New;

    public override Series Evolve(Series state, JournalRow row, NumberSeriesEvent @event) => Series.Evolve(state, @event);

    public override void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<NumberSeriesEvent> events, Series after)
    {
        var parts = row.Stream.Stream.Split('/');
        var year = int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
        batch.Put(Table, new Row(
            row.Stream.Business.Value, parts[1], year, after.FirstNumber, after.NextNumber, after.Pattern));
    }

    private sealed record Row(
        Guid Business, string Series, int FinancialYear, long FirstNumber, long NextNumber, string Pattern);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NumberSeriesEvent[]))]
[JsonSerializable(typeof(Series))]
[JsonSerializable(typeof(NumberSeriesCommand))]
internal sealed partial class NumberSeriesJson : JsonSerializerContext;
