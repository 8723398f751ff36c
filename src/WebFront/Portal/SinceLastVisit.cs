using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>What entries of one kind did to the balance since the last visit.</summary>
/// <param name="Minor">Debits less credits.</param>
public sealed record ChangeSince(EntryKind Kind, int Entries, long Minor);

/// <summary>One bar of the picture, in hundredths of its width.</summary>
public sealed record StepBar(decimal Start, decimal Width);

/// <summary>
/// From the balance at the end of the last visit to the balance now, a step for each kind of entry between. The balance then
/// is what is left of the present one when the steps are taken back, so that the steps always lead from one to the other.
/// </summary>
/// <param name="At">The end of the visit before this one.</param>
/// <param name="Changes">In the order of <see cref="EntryKind"/>; empty when there are too many entries to be told.</param>
public sealed record SinceLastVisit(Currency Currency, DateTimeOffset At, long NowMinor, IReadOnlyList<ChangeSince> Changes, bool IsTooMany)
{
    /// <summary>Beyond so many entries of a ledger the page says no more than that.</summary>
    public const int MaxEntries = 2000;

    private sealed record Row(EntryKind Kind, int Entries, long Minor);

    public long ThenMinor => NowMinor - Changes.Sum(change => change.Minor);

    /// <summary>
    /// Rows of the changes of <c>@business</c>, <c>@party</c> and <c>@currency</c> since <c>@visitBefore</c>. Reads no more of
    /// a long ledger than is new.
    /// </summary>
    public static string Sql { get; } =
        $"""
        select e.kind, count(*)::int as entries,
          sum(case when e.is_debit then e.amount_minor else -e.amount_minor end)::bigint as minor
        from (select @visitBefore::timestamptz as at) v
        cross join lateral (
          select coalesce(
            (select x.entry from (
                select entry, recorded_at from read.entry
                where business = @business and party = @party and currency = @currency
                order by entry desc limit {MaxEntries + 1}) x
              where x.recorded_at <= v.at order by x.entry desc limit 1),
            (select min(x.entry) - 1 from (
                select entry from read.entry
                where business = @business and party = @party and currency = @currency
                order by entry desc limit {MaxEntries + 1}) x)) as entry
        ) seen
        join read.entry e on e.business = @business and e.party = @party and e.currency = @currency and e.entry > seen.entry
        group by e.kind
        """;

    public static async Task<SinceLastVisit?> Take(Dapper.SqlMapper.GridReader results, Currency currency, DateTimeOffset at, long nowMinor)
    {
        var rows = (await results.ReadAsync<Row>()).ToList();
        if (rows.Count == 0)
            return null;
        var isTooMany = rows.Sum(row => row.Entries) > MaxEntries;
        return new SinceLastVisit(
            currency, at, nowMinor,
            isTooMany ? [] : [.. rows.OrderBy(row => row.Kind).Select(row => new ChangeSince(row.Kind, row.Entries, row.Minor))],
            isTooMany);
    }

    /// <summary>A bar for the balance then, one for each change where it stands, one for the balance now.</summary>
    public IReadOnlyList<StepBar> Bars()
    {
        var steps = new List<(long From, long To)> { (0, ThenMinor) };
        var level = ThenMinor;
        foreach (var change in Changes)
        {
            steps.Add((level, level + change.Minor));
            level += change.Minor;
        }

        steps.Add((0, level));
        var lowest = steps.Min(step => Math.Min(step.From, step.To));
        var span = Math.Max(1, steps.Max(step => Math.Max(step.From, step.To)) - lowest);
        return
        [
            .. steps.Select(step => new StepBar(
                Share(Math.Min(step.From, step.To) - lowest, span), Share(Math.Abs(step.To - step.From), span))),
        ];
    }

    private static decimal Share(long part, long span) => Math.Round(100m * part / span, 2);
}
