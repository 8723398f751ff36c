using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.PortalTokens;

/// <summary>Stream <c>portal-token/{party}</c>.</summary>
public sealed class PortalTokenReadModel : EventStream<PortalToken, PortalTokenEvent>
{
    private static readonly ReadModelTable<(Guid, PartyId), Row> Table = new(
        "portal_token", RowMode.Upsert, 2, row => (row.Business, row.State.Party), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("party", row => row.State.Party.Value),
        Column<Row>.Uuid("link", row => row.State.Link),
        Column<Row>.Int("generation", row => row.State.Generation),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt),
        Column<Row>.Text("created_by", row => row.State.CreatedBy),
        Column<Row>.Moment("expires_at", row => row.State.ExpiresAt),
        Column<Row>.Bool("is_revoked", row => row.State.IsRevoked),
        Column<Row>.MomentOrNull("last_used_at", row => row.State.LastUsedAt),
        Column<Row>.Text("last_used_device", row => row.State.LastUsedDevice));

    public static PortalTokenReadModel Definition { get; } = new();

    public override string Kind => "portal-token";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<PortalTokenEvent[]> EventsJson => PortalTokenJson.Default.PortalTokenEventArray;

    protected override JsonTypeInfo<PortalToken> StateJson => PortalTokenJson.Default.PortalToken;

    public override PortalToken Initial(StreamId stream) =>
        new(Id.Parse<PartyId>(stream.Stream[(stream.Stream.IndexOf('/') + 1)..]));

    public override PortalToken Evolve(PortalToken state, JournalRow row, PortalTokenEvent @event) =>
        PortalToken.Evolve(state, @event, row.RecordedAt, row.Actor);

    public override void Project(
        ReadModelBatch batch, JournalRow row, IReadOnlyList<PortalTokenEvent> events, PortalToken after) =>
        batch.Put(Table, new Row(row.Stream.Business.Value, after));

    private sealed record Row(Guid Business, PortalToken State);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PortalTokenEvent[]))]
[JsonSerializable(typeof(PortalToken))]
[JsonSerializable(typeof(PortalTokenCommand))]
internal sealed partial class PortalTokenJson : JsonSerializerContext;
