using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;

namespace LedgerPortal.Invitations;

/// <summary>Stream <c>invitation/{contact}</c>.</summary>
public sealed class InvitationReadModel : EventStream<Invitation, InvitationEvent>
{
    private static readonly ReadModelTable<(Guid, ContactId), Row> Table = new(
        "invitation", RowMode.Upsert, 2, row => (row.Business, row.State.Contact), (_, last) => last,
        Column<Row>.Uuid("business", row => row.Business),
        Column<Row>.Uuid("contact", row => row.State.Contact.Value),
        Column<Row>.Uuid("party", row => row.State.Party.Value),
        Column<Row>.Uuid("link", row => row.State.Link),
        Column<Row>.Int("generation", row => row.State.Generation),
        Column<Row>.Moment("invited_at", row => row.State.InvitedAt),
        Column<Row>.Text("invited_by", row => row.State.InvitedBy),
        Column<Row>.Moment("expires_at", row => row.State.ExpiresAt),
        Column<Row>.MomentOrNull("accepted_at", row => row.State.AcceptedAt),
        Column<Row>.MomentOrNull("withdrawn_at", row => row.State.WithdrawnAt),
        Column<Row>.MomentOrNull("last_sign_in_at", row => row.State.LastSignInAt),
        Column<Row>.Text("last_sign_in_device", row => row.State.LastSignInDevice));

    public static InvitationReadModel Definition { get; } = new();

    public override string Kind => "invitation";

    public override int SnapshotFormat => 1;

    protected override JsonTypeInfo<InvitationEvent[]> EventsJson => InvitationJson.Default.InvitationEventArray;

    protected override JsonTypeInfo<Invitation> StateJson => InvitationJson.Default.Invitation;

    public override Invitation Initial(StreamId stream) =>
        new(Id.Parse<ContactId>(stream.Stream[(stream.Stream.IndexOf('/') + 1)..]));

    public override Invitation Evolve(Invitation state, JournalRow row, InvitationEvent @event) =>
        Invitation.Evolve(state, @event, row.RecordedAt, row.Actor);

    public override void Project(
        ReadModelBatch batch, JournalRow row, IReadOnlyList<InvitationEvent> events, Invitation after) =>
        batch.Put(Table, new Row(row.Stream.Business.Value, after));

    private sealed record Row(Guid Business, Invitation State);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InvitationEvent[]))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(InvitationCommand))]
internal sealed partial class InvitationJson : JsonSerializerContext;
