using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.DocumentLinks;

/// <summary>Stream <c>document-link/{document}</c>.</summary>
public sealed class DocumentLinkReadModel : EventStream<DocumentLink, DocumentLinkEvent>
{
    private static readonly ReadModelTable<(Guid, DocumentId), Row> Table = new(
        "document_link", RowMode.Upsert, 2, row => (row.Business, row.State.Document), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("document", row => row.State.Document.Value),
        Column<Row>.Uuid("party", row => row.State.Party.Value),
        Column<Row>.Text("kind", row => row.State.Kind.ToString()),
        Column<Row>.Uuid("link", row => row.State.Link),
        Column<Row>.Int("generation", row => row.State.Generation),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt),
        Column<Row>.Text("created_by", row => row.State.CreatedBy),
        Column<Row>.Moment("expires_at", row => row.State.ExpiresAt),
        Column<Row>.Bool("is_revoked", row => row.State.IsRevoked),
        Column<Row>.MomentOrNull("last_used_at", row => row.State.LastUsedAt),
        Column<Row>.Text("last_used_device", row => row.State.LastUsedDevice));

    private static readonly ReadModelTable<(Guid, DocumentId, long), ForwardRow> Forwards = new(
        "forward", RowMode.Insert, 3, row => (row.Business, row.Document, row.Version), (_, last) => last,
        Column<ForwardRow>.Uuid("business", row => row.Business),
        Column<ForwardRow>.Uuid("document", row => row.Document.Value),
        Column<ForwardRow>.Bigint("version", row => row.Version),
        Column<ForwardRow>.Uuid("party", row => row.Party.Value),
        Column<ForwardRow>.Uuid("sender", row => row.From.Value),
        Column<ForwardRow>.Uuid("receiver", row => row.To.Value),
        Column<ForwardRow>.Moment("forwarded_at", row => row.At));

    public static DocumentLinkReadModel Definition { get; } = new();

    public override string Kind => "document-link";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<DocumentLinkEvent[]> EventsJson => DocumentLinkJson.Default.DocumentLinkEventArray;

    protected override JsonTypeInfo<DocumentLink> StateJson => DocumentLinkJson.Default.DocumentLink;

    public override DocumentLink Initial(StreamId stream) => new(DocumentStream.DocumentOf(stream));

    public override DocumentLink Evolve(DocumentLink state, JournalRow row, DocumentLinkEvent @event) =>
        DocumentLink.Evolve(state, @event, row.RecordedAt, row.Actor);

    public override void Project(
        ReadModelBatch batch, JournalRow row, IReadOnlyList<DocumentLinkEvent> events, DocumentLink after)
    {
        var business = row.Stream.Business.Value;
        batch.Put(Table, new Row(business, after));
        foreach (var forwarded in events.OfType<DocumentForwarded>())
        {
            batch.Put(Forwards, new ForwardRow(
                business, after.Document, row.Version, after.Party, forwarded.From, forwarded.To, row.RecordedAt));
        }
    }

    private sealed record Row(Guid Business, DocumentLink State);

    private sealed record ForwardRow(
        Guid Business, DocumentId Document, long Version, PartyId Party, ContactId From, ContactId To, DateTimeOffset At);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentLinkEvent[]))]
[JsonSerializable(typeof(DocumentLink))]
[JsonSerializable(typeof(DocumentLinkCommand))]
internal sealed partial class DocumentLinkJson : JsonSerializerContext;
