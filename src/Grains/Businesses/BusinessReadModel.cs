using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.Businesses;

/// <summary>Stream <c>business</c>, one a business.</summary>
public sealed class BusinessReadModel : EventStream<Business, BusinessEvent>
{
    private static readonly ReadModelTable<Guid, Row> Table = new(
        "business", RowMode.Upsert, 1, row => row.Business, (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Bigint("version", row => row.State.Version),
        Column<Row>.Text("name", row => row.Details.Name),
        Column<Row>.Text("currency", row => row.Details.Currency.Code),
        Column<Row>.Text("time_zone", row => row.Details.TimeZone),
        Column<Row>.Json("details", row => JsonSerializer.Serialize(row.Details, BusinessJson.Default.BusinessDetails)),
        Column<Row>.Bool("portal_enabled", row => row.State.Portal.IsEnabled),
        Column<Row>.Json("portal", row => JsonSerializer.Serialize(row.State.Portal, BusinessJson.Default.PortalSettings)),
        Column<Row>.DateOrNull("locked_through", row => row.State.LockedThrough),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt));

    private static readonly ReadModelTable<Guid, LogoRow> Logos = new(
        "logo", RowMode.Upsert, 1, row => row.Business, (_, last) => last,
        Column<LogoRow>.Uuid("business", row => row.Business),
        Column<LogoRow>.Text("sha256", row => row.Logo?.Sha256),
        Column<LogoRow>.Text("media_type", row => row.Logo?.MediaType),
        Column<LogoRow>.IntOrNull("width_pixels", row => row.Logo?.WidthPixels),
        Column<LogoRow>.IntOrNull("height_pixels", row => row.Logo?.HeightPixels),
        Column<LogoRow>.Bytes("content", row => row.Logo?.Content));

    public static BusinessReadModel Definition { get; } = new();

    public override string Kind => "business";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<BusinessEvent[]> EventsJson => BusinessStreamJson.Default.BusinessEventArray;

    protected override JsonTypeInfo<Business> StateJson => BusinessStreamJson.Default.Business;

    public override Business Initial(StreamId stream) => Business.New;

    public override Business Evolve(Business state, JournalRow row, BusinessEvent @event) =>
        Business.Evolve(state, @event, row.RecordedAt) with { Version = row.Version };

    public override void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<BusinessEvent> events, Business after)
    {
        var business = row.Stream.Business.Value;
        batch.Put(Table, new Row(business, after));
        foreach (var @event in events.Where(one => one is LogoChanged or LogoRemoved))
            batch.Put(Logos, new LogoRow(business, (@event as LogoChanged)?.Logo));
    }

    private sealed record LogoRow(Guid Business, Logo? Logo);

    private sealed record Row(Guid Business, Business State)
    {
        public BusinessDetails Details =>
            State.Details ?? throw new InvalidOperationException("A business without details has no events.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BusinessEvent[]))]
[JsonSerializable(typeof(Business))]
[JsonSerializable(typeof(BusinessCommand))]
internal sealed partial class BusinessStreamJson : JsonSerializerContext;
