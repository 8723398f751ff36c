using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.CreditNotes;

/// <summary>Stream <c>credit-note/{document}</c>.</summary>
public sealed class CreditNoteReadModel : EventStream<CreditNote, CreditNoteEvent>
{
    private static readonly ReadModelTable<(Guid, DocumentId), Row> Table = new(
        "credit_note", RowMode.Upsert, 2, row => (row.Business, row.State.Id), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("document", row => row.State.Id.Value),
        Column<Row>.Uuid("party", row => row.Requested.Party.Value),
        Column<Row>.Bigint("version", row => row.State.Version),
        Column<Row>.Text("status", row => row.State.Status.ToString()),
        Column<Row>.Text("number", row => row.State.Number),
        Column<Row>.Date("document_date", row => row.Requested.Content.Date),
        Column<Row>.Text("currency", row => row.Requested.Currency.Code),
        Column<Row>.Bigint("total_minor", row => row.Requested.Totals.TotalMinor),
        Column<Row>.Bigint("taxable_minor", row => row.Requested.Totals.TaxableMinor),
        Column<Row>.UuidOrNull("invoice", row => row.Requested.Invoice?.Document.Value),
        Column<Row>.Json(
            "content", row => JsonSerializer.Serialize(row.Requested.Content, DocumentJson.Default.DocumentContent)),
        Column<Row>.Json("totals", row => JsonSerializer.Serialize(row.Requested.Totals, DocumentJson.Default.DocumentTotals)),
        Column<Row>.Json("supplier", row => DocumentJson.OrNull(row.Requested.Supplier)),
        Column<Row>.Json("customer", row => DocumentJson.OrNull(row.Requested.Customer)),
        Column<Row>.Json("invoice_reference", row => DocumentJson.OrNull(row.Requested.Invoice)),
        Column<Row>.Text("reason", row => row.Requested.Reason),
        Column<Row>.Text("refused_because", row => row.State.RefusedBecause?.ToString()),
        Column<Row>.MomentOrNull("issued_at", row => row.State.IssuedAt),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt),
        Column<Row>.Json("registration", row => DocumentJson.OrNull(row.State.Registration)));

    public static CreditNoteReadModel Definition { get; } = new();

    public override string Kind => "credit-note";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<CreditNoteEvent[]> EventsJson => CreditNoteStreamJson.Default.CreditNoteEventArray;

    protected override JsonTypeInfo<CreditNote> StateJson => CreditNoteStreamJson.Default.CreditNote;

    public override CreditNote Initial(StreamId stream) => new(DocumentStream.DocumentOf(stream));

    public override CreditNote Evolve(CreditNote state, JournalRow row, CreditNoteEvent @event) =>
        CreditNote.Evolve(state with { Version = row.Version }, @event, row.RecordedAt);

    public override void Project(
        ReadModelBatch batch, JournalRow row, IReadOnlyList<CreditNoteEvent> events, CreditNote after) =>
        batch.Put(Table, new Row(row.Stream.Business.Value, after));

    private sealed record Row(Guid Business, CreditNote State)
    {
        public CreditNoteIssueRequested Requested =>
            State.Requested ?? throw new InvalidOperationException("A credit note that nobody asked for has no events.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreditNoteEvent[]))]
[JsonSerializable(typeof(CreditNote))]
[JsonSerializable(typeof(CreditNoteCommand))]
internal sealed partial class CreditNoteStreamJson : JsonSerializerContext;
