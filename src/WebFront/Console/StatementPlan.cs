using LedgerPortal.Access;
using LedgerPortal.Parties;
using LedgerPortal.Portal;

namespace LedgerPortal.Consoles;

/// <summary>Statements that are sent to somebody of a party by themselves: to whom, the next one, and what became of the last.</summary>
/// <param name="Rhythm">Null when none is sent.</param>
/// <param name="Contact">As <paramref name="Rhythm"/>.</param>
public sealed record StatementPlan(
    StatementRhythm? Rhythm, ContactId? Contact, DateTimeOffset? NextAt, DateTimeOffset? LastAt, StatementOutcome? LastOutcome,
    DateOnly? LastFrom, DateOnly? LastTo)
{
    public static StatementPlan None { get; } = new(null, null, null, null, null, null, null);

    private sealed record Row(
        StatementRhythm? Rhythm, ContactId? Contact, DateTimeOffset? DueAt, DateTimeOffset? LastAt, StatementOutcome? LastOutcome,
        DateOnly? LastFrom, DateOnly? LastTo);

    public static async Task<StatementPlan> Read(
        ScopedRead read, BusinessId business, PartyId party, TimeZoneInfo zone, DateTimeOffset now)
    {
        var row = await read.RowOrNone<Row>(
            """
            select s.rhythm, s.contact, case when d.version = s.version then d.due_at end as due_at, d.last_at, d.last_outcome,
              d.last_from, d.last_to
            from read.statement_schedule s
            left join access.statement_due d on d.business = s.business and d.party = s.party
            where s.business = @business and s.party = @party
            """, new { business, party });
        if (row is null)
            return None;
        // Set a moment ago: what planning will come to.
        var next = row.Rhythm is { } rhythm ? row.DueAt ?? StatementTimes.Next(rhythm, zone, now) : (DateTimeOffset?)null;
        return new StatementPlan(
            row.Rhythm, row.Contact, AtBusiness(next), AtBusiness(row.LastAt), row.LastOutcome, row.LastFrom, row.LastTo);

        DateTimeOffset? AtBusiness(DateTimeOffset? moment) => moment is { } at ? TimeZoneInfo.ConvertTime(at, zone) : null;
    }
}
