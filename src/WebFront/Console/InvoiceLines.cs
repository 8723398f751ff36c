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

    /// <summary>A condition on <c>line</c>.</summary>
    public static string Where(string? chip) =>
        chip is "unpaid" or "part-paid" or "overdue" ? $"{MayBeOpen} and {State(chip)}" : State(chip);

    private static string State(string? chip) => chip switch
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

    /// <summary>
    /// Few of many invoices are open: this leaves out the others before anything is looked up for them. What its ledger does not
    /// have yet waits in the outbox. Said with <c>is true</c> it stays a table to look into, and the list is still read in the
    /// order of its index.
    /// </summary>
    private const string MayBeOpen =
        $"""
        (document in (
          select coalesce(e.origin_document, e.document) from read.entry e
          where e.business = @business and e.open_minor <> 0 and (e.origin_document is not null
            or e.kind = 'Invoice' and e.document is not null)
          union all
          {Waiting})) is true
        """;

    /// <summary>The invoices of which the ledger may not know yet.</summary>
    private const string Waiting =
        """
        select distinct access.id(split_part(o.stream, '/', 2)) as document from journal.outbox o
          where o.business = @business and o.stream like 'invoice/%'
        """;

    /// <summary>
    /// An <see cref="InvoiceCountsRow"/> a currency, of the lines of <see cref="Sql"/>.
    /// </summary>
    /// <param name="chip">What is chosen among them.</param>
    /// <param name="isWhole">
    /// Nothing is searched for, and no party named: then the same comes from two indexes alone, whatever the number of invoices.
    /// </param>
    public static string Counts(string? chip, bool isWhole) =>
        $"""
        {(isWhole ? SumsOfAll : SumsOfLines)}
        select currency, {Sum("true", "lines")} as lines, {Sum("status in ('Draft', 'Issuing')", "lines")} as drafts,
          {Sum("status = 'Issued'", "lines")} as issued, {Sum("state = 'Unpaid'", "lines")} as unpaid,
          {Sum("state = 'PartlyPaid'", "lines")} as partly_paid, {Sum("state = 'Paid'", "lines")} as paid,
          {Sum("is_overdue", "lines")} as overdue, {Sum("status = 'Void'", "lines")} as void,
          {Sum(State(chip), "lines")} as chosen, {Sum($"({State(chip)}) and status <> 'Void'", "total_minor")} as total_minor,
          {Sum($"({State(chip)}) and status = 'Issued'", "open_minor")} as open_minor
        from summed group by currency order by currency
        """;

    private static string Sum(string filter, string column) =>
        $"coalesce(sum({column}) filter (where {filter}), 0)::bigint";

    private const string SumsOfLines =
        $"""
        {Sql}, summed as (
          select currency, status, state, is_overdue, 1 as lines, total_minor, coalesce(open_minor, 0) as open_minor from line
        )
        """;

    /// <summary>
    /// By status all invoices are counted by <c>invoice_counted</c>, the issued ones as if they were paid; those of which
    /// something is open are few, and found by <c>entry_counted</c>: they are taken off there and counted as what they are. What
    /// was moved to the ledger of another party is open there; and what its ledger does not have yet waits in the outbox.
    /// </summary>
    private const string SumsOfAll =
        $"""
        with moved as materialized ({LedgerQueries.MovedOfDocuments}
        ), waiting as materialized (
          {Waiting}
        ), opened as (
          select e.currency, e.due_date, e.amount_minor as total_minor, e.open_minor, e.disputed_minor
          from read.entry e
          where e.business = @business and e.kind = 'Invoice' and e.open_minor <> 0 and e.document is not null
            and not exists (select from moved m where m.document = e.document)
          union all
          select i.currency, i.due_date, i.total_minor, e.open_minor + m.open_minor, e.disputed_minor + m.disputed_minor
          from moved m
          join read.invoice i on i.business = @business and i.document = m.document and i.status = 'Issued'
          join read.entry e on e.business = @business and e.document = m.document
          where e.open_minor + m.open_minor <> 0
          union all
          select i.currency, i.due_date, i.total_minor, null, null
          from waiting w
          join read.invoice i on i.business = @business and i.document = w.document and i.status = 'Issued'
          where not exists (select from read.entry e where e.business = @business and e.document = w.document)
        ), owed as (
          select o.currency, case when o.open_minor < o.total_minor then 'PartlyPaid' else 'Unpaid' end as state,
            coalesce(o.open_minor > o.disputed_minor and o.due_date < @today, false) as is_overdue, count(*) as lines,
            sum(o.total_minor) as total_minor, coalesce(sum(o.open_minor), 0) as open_minor
          from opened o
          group by 1, 2, 3
        ), summed as (
          select i.currency, i.status, case when i.status = 'Issued' then 'Paid' else i.status end as state, false as is_overdue,
            count(*) as lines, sum(i.total_minor) as total_minor, 0 as open_minor
          from read.invoice i
          where i.business = @business and i.status <> 'Discarded'
          group by i.currency, i.status
          union all
          select currency, 'Issued', 'Paid', false, -lines, -total_minor, 0 from owed
          union all
          select currency, 'Issued', state, is_overdue, lines, total_minor, open_minor from owed
        )
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
