using LedgerPortal.Ledgers;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// The aging that pages show, asked with the pages' own query and added up: on the days on which anything is dated, or
/// evenly chosen ones of them when there are many.
/// </summary>
internal static class AgingVerification
{
    private const int MaxDays = 8;

    public static async Task<Check> Run(NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        var check = new Check(3, "the columns of the aging add up to the balance, on chosen dates");
        foreach (var (id, day) in await Days(connection, business, cancellation))
            await Compare(connection, id, day, check, cancellation);
        return check;
    }

    private static async Task<List<(Guid Business, DateOnly Day)>> Days(
        NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with day as (
              select distinct business, day from read.ledger_day where $1::uuid is null or business = $1
            ), numbered as (
              select business, day, row_number() over w - 1 as place, count(*) over (partition by business) as days
              from day window w as (partition by business order by day)
            )
            select business, day from numbered
            where place = days - 1 or (place * {MaxDays - 1}) % days < {MaxDays - 1}
            union
            select business, max(latest_date) + 400 from read.ledger where $1::uuid is null or business = $1 group by business
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var days = new List<(Guid, DateOnly)>();
        while (await reader.ReadAsync(cancellation))
            days.Add((reader.GetGuid(0), reader.GetFieldValue<DateOnly>(1)));
        return days;
    }

    private static async Task Compare(
        NpgsqlConnection connection, Guid business, DateOnly day, Check check, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with aging as ({LedgerQueries.AgingByParty}), balance as (
              select party, currency, sum(debit_minor - credit_minor)::bigint as minor
              from read.ledger_day where business = @business and day <= @asOf
              group by party, currency
            ), compared as (
              select b.party, b.currency, b.minor, coalesce(a.not_due_minor + a.days1_to30_minor + a.days31_to60_minor
                + a.days61_to90_minor + a.days91_to120_minor + a.over120_minor - a.unapplied_minor, 0) as columns
              from balance b full join aging a using (party, currency)
            )
            select count(*), count(*) filter (where minor is distinct from columns),
              (array_agg({BookCheck.IdText("party")} || '/' || currency || ' of business ' || {BookCheck.IdText("@business")}
                || ' as of ' || @asOf::date || ': the columns add up to ' || columns || ', the balance is ' || coalesce(minor, 0))
                filter (where minor is distinct from columns))[1:10]
            from compared
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid>("business", business));
        command.Parameters.Add(new NpgsqlParameter<DateOnly>("asOf", day));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        check.Count(reader.GetInt64(0));
        if (reader.GetInt64(1) is > 0 and var broken)
            check.Break(broken, reader.GetFieldValue<string[]>(2));
    }
}
