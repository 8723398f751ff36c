using LedgerPortal.Ledgers;

namespace LedgerPortal.Consoles;

/// <summary>
/// Invoices as lines of a list (<see cref="DocumentRow"/>), each with what the ledger has open of it. Parameters:
/// <c>@business</c>, <c>@today</c>, <c>@party</c> (or null), <c>@search</c> (null, or a pattern in lower case), <c>@amount</c>
/// (null, or what the search is in minor units).
/// </summary>
public static class InvoiceLines
{
    public const string Sql =
        $"""
        with line as (
          select 'Invoice' as kind, i.document, i.party, p.name as party_name, i.number, i.reference, i.status, i.document_date,
            i.due_date, i.currency, i.total_minor, o.open_minor, o.disputed_minor, i.last_viewed_at, i.created_at,
            coalesce(i.number, '') || '/' || i.document::text as row_key,
            case when i.status <> 'Issued' then i.status
              when o.open_minor = 0 then 'Paid'
              when o.open_minor < i.total_minor then 'PartlyPaid'
              else 'Unpaid' end as state,
            i.status = 'Issued' and o.open_minor > o.disputed_minor and i.due_date < @today as is_overdue,
            case i.status when 'Draft' then 0 when 'Issuing' then 1 when 'Void' then 6 else
              case when o.open_minor = 0 then 5 when i.due_date < @today then 2 when o.open_minor < i.total_minor then 4
                else 3 end
              end as status_rank
          from read.invoice i
          join read.party p on p.business = i.business and p.party = i.party
          left join read.entry e on e.business = i.business and e.document = i.document
          left join ({LedgerQueries.MovedOfDocuments}) m on m.document = i.document
          cross join lateral (select e.open_minor + coalesce(m.open_minor, 0) as open_minor,
            e.disputed_minor + coalesce(m.disputed_minor, 0) as disputed_minor) o
          where i.business = @business and i.status <> 'Discarded' and (@party::uuid is null or i.party = @party)
            and (@search::text is null or lower(i.number) like @search or lower(p.name) like @search
              or lower(i.reference) like @search or i.total_minor = @amount)
        )
        """;

    public static IReadOnlyList<ListOrder> Orders { get; } =
    [
        new("date", "document_date", "date", IsDescending: true),
        new("due", "due_date", "date"),
        new("status", "status_rank", "int"),
        new("amount", "total_minor", "bigint", IsDescending: true),
    ];

    public static string Where(string? chip) => chip switch
    {
        "draft" => "status in ('Draft', 'Issuing')",
        "issued" => "status = 'Issued'",
        "unpaid" => "state = 'Unpaid'",
        "part-paid" => "state = 'PartlyPaid'",
        "paid" => "state = 'Paid'",
        "overdue" => "is_overdue",
        "void" => "status = 'Void'",
        _ => "true",
    };

    /// <summary>An <see cref="InvoiceCountsRow"/> a currency.</summary>
    public static string Counts(string? chip) =>
        $"""
        {Sql}
        select currency, count(*) as lines, count(*) filter (where status in ('Draft', 'Issuing')) as drafts,
          count(*) filter (where status = 'Issued') as issued, count(*) filter (where state = 'Unpaid') as unpaid,
          count(*) filter (where state = 'PartlyPaid') as partly_paid, count(*) filter (where state = 'Paid') as paid,
          count(*) filter (where is_overdue) as overdue, count(*) filter (where status = 'Void') as void,
          count(*) filter (where {Where(chip)}) as chosen,
          coalesce(sum(total_minor) filter (where ({Where(chip)}) and status <> 'Void'), 0)::bigint as total_minor,
          coalesce(sum(open_minor) filter (where ({Where(chip)}) and status = 'Issued'), 0)::bigint as open_minor
        from line group by currency order by currency
        """;
}

/// <param name="TotalMinor">Of what is chosen; what is void counts nothing.</param>
public sealed record InvoiceCountsRow(
    Currency Currency,
    long Lines,
    long Drafts,
    long Issued,
    long Unpaid,
    long PartlyPaid,
    long Paid,
    long Overdue,
    long Void,
    long Chosen,
    long TotalMinor,
    long OpenMinor);
