using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;

namespace LedgerPortal.Parties;

/// <inheritdoc cref="IParty"/>
public class PartyWriter(string key, GrainServices services)
    : Grain<Party, PartyCommand, PartyEvent, PartyAnswer>(
        StreamOf(key), PartyReadModel.Definition, services), IParty
{
    protected override JsonTypeInfo<PartyCommand> CommandJson => PartyStreamJson.Default.PartyCommand;

    public async Task<PartyView?> View()
    {
        var state = await Committed();
        return state.Details is null
            ? null
            : new PartyView(state.Id, state.Version, state.Details, state.IsShared, state.Contacts)
            {
                MergedInto = state.MergedInto,
                MergeRefused = state.MergeRefused,
            };
    }

    protected override Decision<PartyEvent> Decide(Party state, PartyCommand command, object? facts, DateTimeOffset now) =>
        PartyDecisions.Decide(state, command);

    protected override PartyAnswer Answer(JournalRow row, IReadOnlyList<PartyEvent> events) => new(row.Version);

    protected override PartyAnswer AlreadyDone() => new(State.Version);

    protected override PartyId? PartyOf(Party after) => after.Id;

    /// <summary>A merge moves open items on its day: it is refused at once where that day is locked.</summary>
    protected override DateOnly? OpenSince(IReadOnlyList<PartyEvent> events) =>
        events[0] is MergeBegun begun ? begun.On : null;

    protected override IEnumerable<Due> Obligations(IReadOnlyList<PartyEvent> events, Party after)
    {
        switch (events[^1])
        {
            case MergeBegun begun:
                yield return new Due(
                    new AskToAbsorb(after.Id, begun.Into, after.Contacts), PostingDate: begun.On);
                break;
            case PartyMerged merged:
                foreach (var currency in merged.Currencies)
                {
                    yield return new Due(
                        new MergeLedgerOfParty(
                            new LedgerKey(Stream.Business, after.Id, currency).ToString(), merged.Into, merged.On),
                        PostingDate: merged.On);
                }

                break;
        }
    }

    /// <summary>The one thing of a party that is unique in the database.</summary>
    protected override Refusal RefusalOfConstraint(string constraint) => new(RefusalCode.AlreadyExists, "code");

    protected override IReadOnlyList<string> EventKinds(IReadOnlyList<PartyEvent> events) => events[^1] switch
    {
        PartyCreated => [Journal.EventKinds.PartyCreated],
        PartyChanged or SharingSwitched or PartyMerged => [Journal.EventKinds.PartyChanged],
        _ => [],
    };

    protected override IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<PartyEvent> events, Party after) =>
    [
        new Change(
            [Topic.Party(after.Id), Topic.Business], row.Stream.Stream, row.Version, 0, null, What(events[^1]),
            after.Id.ToString()),
    ];

    private static string What(PartyEvent @event) => @event switch
    {
        // Open pages of the party's portal close when it is off.
        SharingSwitched or PartyMerged => "access",
        ContactSaved or ContactRemoved => "contact",
        StatementsScheduled => "statements",
        _ => "party",
    };

    private static StreamId StreamOf(string key)
    {
        var slash = key.IndexOf('/');
        return new StreamId(Id.Parse<BusinessId>(key[..slash]), "party/" + key[(slash + 1)..]);
    }
}
