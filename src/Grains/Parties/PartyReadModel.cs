using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.Parties;

/// <summary>Stream <c>party/{party}</c>.</summary>
public sealed class PartyReadModel : EventStream<Party, PartyEvent>
{
    private static readonly ReadModelTable<(Guid, PartyId), Row> Table = new(
        "party", RowMode.Upsert, 2, row => (row.Business, row.State.Id), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("party", row => row.State.Id.Value),
        Column<Row>.Bigint("version", row => row.State.Version),
        Column<Row>.Text("name", row => row.Details.Name),
        // Unique where there is one: an empty code is none.
        Column<Row>.Text("code", row => string.IsNullOrWhiteSpace(row.Details.Code) ? null : row.Details.Code),
        Column<Row>.Text("tax_id", row => row.Details.TaxId),
        Column<Row>.Text("city", row => row.Details.Address?.City),
        Column<Row>.Text("currency", row => row.Details.Currency.Code),
        Column<Row>.Int("terms_days", row => row.Details.TermsDays),
        Column<Row>.Bool("is_shared", row => row.State.IsShared),
        Column<Row>.Json("details", row => JsonSerializer.Serialize(row.Details, PartyJson.Default.PartyDetails)),
        Column<Row>.Moment("created_at", row => row.State.CreatedAt),
        Column<Row>.UuidOrNull("merged_into", row => row.State.MergedInto?.Value));

    private static readonly ReadModelTable<(Guid, PartyId, ContactId), ContactRow> Contacts = new(
        "contact", RowMode.Upsert, 3, row => (row.Business, row.Party, row.Contact), (_, last) => last,
        Column<ContactRow>.Uuid("business", row => row.Business),
        Column<ContactRow>.Uuid("party", row => row.Party.Value),
        Column<ContactRow>.Uuid("contact", row => row.Contact.Value),
        Column<ContactRow>.Bytes("sealed", row => row.Sealed),
        Column<ContactRow>.Text("role", row => row.Role),
        Column<ContactRow>.Bool("is_removed", row => row.IsRemoved));

    private static readonly ReadModelTable<(Guid, PartyId), ScheduleRow> Schedules = new(
        "statement_schedule", RowMode.Upsert, 2, row => (row.Business, row.Party), (_, last) => last,
        Column<ScheduleRow>.Uuid("business", row => row.Business),
        Column<ScheduleRow>.Uuid("party", row => row.Party.Value),
        Column<ScheduleRow>.Bigint("version", row => row.Version),
        Column<ScheduleRow>.Text("rhythm", row => row.Schedule?.Rhythm.ToString()),
        Column<ScheduleRow>.UuidOrNull("contact", row => row.Schedule?.Contact.Value));

    public static PartyReadModel Definition { get; } = new();

    public override string Kind => "party";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<PartyEvent[]> EventsJson => PartyStreamJson.Default.PartyEventArray;

    protected override JsonTypeInfo<Party> StateJson => PartyStreamJson.Default.Party;

    public static PartyId PartyOf(StreamId stream) => Id.Parse<PartyId>(stream.Stream[(stream.Stream.IndexOf('/') + 1)..]);

    public override Party Initial(StreamId stream) => Party.New(PartyOf(stream));

    public override Party Evolve(Party state, JournalRow row, PartyEvent @event) =>
        Party.Evolve(state, @event, row.RecordedAt) with { Version = row.Version };

    public override void Project(ReadModelBatch batch, JournalRow row, IReadOnlyList<PartyEvent> events, Party after)
    {
        var business = row.Stream.Business.Value;
        batch.Put(Table, new Row(business, after));
        foreach (var @event in events)
        {
            if (@event is ContactSaved { Contact: var contact })
                batch.Put(Contacts, new ContactRow(business, after.Id, contact.Id, contact.Sealed, contact.Role, false));
            else if (@event is ContactRemoved removed)
                batch.Put(Contacts, new ContactRow(business, after.Id, removed.Contact, [], null, true));
            else if (@event is StatementsScheduled scheduled)
                batch.Put(Schedules, new ScheduleRow(business, after.Id, row.Version, scheduled.Schedule));
        }
    }

    private sealed record Row(Guid Business, Party State)
    {
        public PartyDetails Details =>
            State.Details ?? throw new InvalidOperationException("A party without details has no events.");
    }

    private sealed record ScheduleRow(Guid Business, PartyId Party, long Version, StatementSchedule? Schedule);

    private sealed record ContactRow(
        Guid Business, PartyId Party, ContactId Contact, byte[] Sealed, string? Role, bool IsRemoved);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartyEvent[]))]
[JsonSerializable(typeof(Party))]
[JsonSerializable(typeof(PartyCommand))]
internal sealed partial class PartyStreamJson : JsonSerializerContext;
