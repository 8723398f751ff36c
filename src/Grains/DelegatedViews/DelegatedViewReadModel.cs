using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.DelegatedViews;

/// <summary>Stream <c>delegated-view/{view}</c>.</summary>
public sealed class DelegatedViewReadModel : EventStream<DelegatedView, DelegatedViewEvent>
{
    private static readonly ReadModelTable<(Guid, DelegatedViewId), Row> Table = new(
        "delegated_view", RowMode.Upsert, 2, row => (row.Business, row.State.View), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("delegated_view", row => row.State.View.Value),
        Column<Row>.Uuid("party", row => row.State.Party.Value),
        Column<Row>.Uuid("link", row => row.State.Link),
        Column<Row>.Int("generation", row => row.State.Generation),
        Column<Row>.Bytes("sealed", row => row.State.Sealed),
        Column<Row>.Moment("granted_at", row => row.State.GrantedAt),
        Column<Row>.Text("granted_by", row => row.State.GrantedBy),
        Column<Row>.Date("until", row => row.State.Until),
        Column<Row>.Moment("expires_at", row => row.State.ExpiresAt),
        Column<Row>.MomentOrNull("revoked_at", row => row.State.RevokedAt),
        Column<Row>.Text("revoked_by", row => row.State.RevokedBy),
        Column<Row>.MomentOrNull("last_used_at", row => row.State.LastUsedAt),
        Column<Row>.Text("last_used_device", row => row.State.LastUsedDevice));

    public static DelegatedViewReadModel Definition { get; } = new();

    public override string Kind => "delegated-view";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<DelegatedViewEvent[]> EventsJson => DelegatedViewJson.Default.DelegatedViewEventArray;

    protected override JsonTypeInfo<DelegatedView> StateJson => DelegatedViewJson.Default.DelegatedView;

    public override DelegatedView Initial(StreamId stream) =>
        new(Id.Parse<DelegatedViewId>(stream.Stream[(stream.Stream.IndexOf('/') + 1)..]));

    public override DelegatedView Evolve(DelegatedView state, JournalRow row, DelegatedViewEvent @event) =>
        DelegatedView.Evolve(state, @event, row.RecordedAt, row.Actor);

    public override void Project(
        ReadModelBatch batch, JournalRow row, IReadOnlyList<DelegatedViewEvent> events, DelegatedView after) =>
        batch.Put(Table, new Row(row.Stream.Business.Value, after));

    private sealed record Row(Guid Business, DelegatedView State);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DelegatedViewEvent[]))]
[JsonSerializable(typeof(DelegatedView))]
[JsonSerializable(typeof(DelegatedViewCommand))]
internal sealed partial class DelegatedViewJson : JsonSerializerContext;
