using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Invoices;

/// <summary>Stream <c>invoice/{document}</c>.</summary>
public sealed class InvoiceReadModel : EventStream<Invoice, InvoiceEvent>
{
    private static readonly ReadModelTable<(Guid, DocumentId), Row> Table = new(
        "invoice", RowMode.Upsert, 2, row => (row.Business, row.State.Id), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("document", row => row.State.Id.Value),
        Column<Row>.Uuid("party", row => row.State.Party.Value),
        Column<Row>.Bigint("version", row => row.State.Version),
        Column<Row>.Text("status", row => row.State.Status.ToString()),
        Column<Row>.Text("number", row => row.State.Number),
        Column<Row>.Date("document_date", row => row.Content.Date),
        Column<Row>.Date("due_date", row => row.Content.DueDate ?? row.Content.Date),
        Column<Row>.Text("currency", row => row.State.Currency.Code),
        Column<Row>.Bigint("total_minor", row => row.Totals.TotalMinor),
        Column<Row>.Bigint("taxable_minor", row => row.Totals.TaxableMinor),
        Column<Row>.Bigint("credited_minor", row => row.State.CreditedMinor),
        Column<Row>.Text("reference", row => row.Content.Reference),
        Column<Row>.Json("content", row => JsonSerializer.Serialize(row.Content, DocumentJson.Default.DocumentContent)),
        Column<Row>.Json("totals", row => JsonSerializer.Serialize(row.Totals, DocumentJson.Default.DocumentTotals)),
        Column<Row>.Json("supplier", row => DocumentJson.OrNull(row.State.Supplier)),
        Column<Row>.Json("customer", row => DocumentJson.OrNull(row.State.Customer)),
        Column<Row>.Bool("is_shared", row => row.State.IsShared),
        Column<Row>.MomentOrNull("held_until", row => row.State.HeldUntil),
        Column<Row>.MomentOrNull("issued_at", row => row.State.IssuedAt),
        Column<Row>.MomentOrNull("first_viewed_at", row => row.State.FirstViewedAt),
        Column<Row>.MomentOrNull("last_viewed_at", row => row.State.LastViewedAt),
        Column<Row>.Int("views", row => row.State.Views),
        Column<Row>.Bool("is_voiding", row => row.State.VoidingVersion is not null),
        Column<Row>.Text("void_refused", row => row.State.VoidRefused?.ToString()),
        Column<Row>.UuidOrNull("corrected_by", row => row.State.CorrectedBy?.Value),
        Column<Row>.UuidOrNull("copied_from", row => row.State.CopiedFrom?.Value),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt),
        Column<Row>.Json("registration", row => DocumentJson.OrNull(row.State.Registration)));

    private static readonly ReadModelTable<(Guid, DocumentId, long), ViewingRow> Viewings = new(
        "viewing", RowMode.Insert, 3, row => (row.Business, row.Document, row.Version), (_, last) => last,
        Column<ViewingRow>.Uuid("business", row => row.Business),
        Column<ViewingRow>.Uuid("document", row => row.Document.Value),
        Column<ViewingRow>.Bigint("version", row => row.Version),
        Column<ViewingRow>.Uuid("party", row => row.Party.Value),
        Column<ViewingRow>.Moment("viewed_at", row => row.ViewedAt),
        Column<ViewingRow>.Text("through", row => row.Through),
        Column<ViewingRow>.Text("device", row => row.Device));

    public static InvoiceReadModel Definition { get; } = new();

    public override string Kind => "invoice";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<InvoiceEvent[]> EventsJson => InvoiceStreamJson.Default.InvoiceEventArray;

    protected override JsonTypeInfo<Invoice> StateJson => InvoiceStreamJson.Default.Invoice;

    public override Invoice Initial(StreamId stream) => new(DocumentStream.DocumentOf(stream));

    public override Invoice Evolve(Invoice state, JournalRow row, InvoiceEvent @event) =>
        Invoice.Evolve(state with { Version = row.Version }, @event, row.RecordedAt);

    public override void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<InvoiceEvent> events, Invoice after)
    {
        var business = row.Stream.Business.Value;
        batch.Put(Table, new Row(business, after));
        foreach (var viewed in events.OfType<InvoiceViewed>())
        {
            batch.Put(Viewings, new ViewingRow(
                business, after.Id, row.Version, after.Party, row.RecordedAt, viewed.Through, viewed.Device));
        }
    }

    private sealed record Row(Guid Business, Invoice State)
    {
        public DocumentContent Content =>
            State.Content ?? throw new InvalidOperationException("An invoice without content has no events.");

        public DocumentTotals Totals =>
            State.Totals ?? throw new InvalidOperationException("An invoice without totals has no events.");
    }

    private sealed record ViewingRow(
        Guid Business, DocumentId Document, long Version, PartyId Party, DateTimeOffset ViewedAt, string Through, string Device);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvoiceEvent[]))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(InvoiceCommand))]
internal sealed partial class InvoiceStreamJson : JsonSerializerContext;
