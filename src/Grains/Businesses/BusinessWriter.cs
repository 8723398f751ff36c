using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.Businesses;

/// <inheritdoc cref="IBusiness"/>
public class BusinessWriter(string key, GrainServices services)
    : Grain<Business, BusinessCommand, BusinessEvent, BusinessAnswer>(
        new StreamId(Id.Parse<BusinessId>(key), "business"), BusinessReadModel.Definition, services), IBusiness
{
    protected override JsonTypeInfo<BusinessCommand> CommandJson => BusinessStreamJson.Default.BusinessCommand;

    public async Task<BusinessView?> View()
    {
        var state = await Committed();
        return state.Details is null
            ? null
            : new BusinessView(Stream.Business, state.Version, state.Details, state.Portal, state.LockedThrough);
    }

    protected override Decision<BusinessEvent> Decide(
        Business state, BusinessCommand command, object? facts, DateTimeOffset now) =>
        BusinessDecisions.Decide(state, command, now);

    protected override BusinessAnswer Answer(JournalRow row, IReadOnlyList<BusinessEvent> events) => new(row.Version);

    protected override BusinessAnswer AlreadyDone() => new(State.Version);

    protected override PeriodLockChange? PeriodLock(IReadOnlyList<BusinessEvent> events) => events[^1] switch
    {
        PeriodLocked locked => new PeriodLockChange(locked.Through),
        PeriodReopened reopened => new PeriodLockChange(reopened.LockedThrough),
        _ => null,
    };

    protected override IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<BusinessEvent> events, Business after) =>
    [
        new Change([Topic.Business], row.Stream.Stream, row.Version, 0, null, What(events[^1]), null),
    ];

    private static string What(BusinessEvent @event) => @event switch
    {
        // The master switch is off: whoever holds open pages of any party closes them.
        PortalSettingsChanged { Portal.IsEnabled: false } => "access",
        PeriodLocked or PeriodReopened => "period-lock",
        _ => "settings",
    };
}
