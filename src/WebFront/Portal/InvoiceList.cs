using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Documents;

namespace LedgerPortal.Portal;

/// <summary>A page of the party's invoices.</summary>
/// <param name="Position">Where the ledger stands with which these rows are true.</param>
/// <param name="Next">Where the list goes on; null at its end.</param>
public sealed record InvoiceList(
    InvoiceListQuery Query, long Position, IReadOnlyList<ListedInvoice> Rows, InvoiceListKey? Next)
{
    public const int PageSize = 25;

    /// <summary>A page that is fetched again may have grown by what came in since; so far, then it is cut.</summary>
    private const int MaxGrown = 400;

    /// <summary>One query, to be asked with <see cref="Parameters"/> and read by <see cref="Take"/>.</summary>
    /// <param name="query">Which of the invoices.</param>
    /// <param name="visit">Whose.</param>
    /// <param name="isRefresh">The page was shown before, and may have grown.</param>
    /// <remarks>One row more than is shown tells whether there is more.</remarks>
    public static string Sql(InvoiceListQuery query, PortalVisit visit, bool isRefresh) => RowsSql(query, visit.Parties.Length > 1, Limit(query, isRefresh) + 1);

    /// <param name="visit">Whose invoices.</param>
    /// <param name="query">Which of them.</param>
    public static object Parameters(PortalVisit visit, InvoiceListQuery query) => new
    {
        business = visit.Session.Business,
        party = visit.Session.Party,
        parties = visit.Parties,
        currency = query.Currency,
        today = visit.Today,
        like = "%" + (query.Search ?? "").Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%",
        minor = query.SearchedMinor,
        afterValue = query.After?.Value,
        afterDocument = query.After?.Document,
        throughValue = query.Through?.Value,
        throughDocument = query.Through?.Document,
    };

    public static async Task<InvoiceList> Take(SqlMapper.GridReader results, PortalVisit visit, InvoiceListQuery query, bool isRefresh)
    {
        var limit = Limit(query, isRefresh);
        var rows = (await results.ReadAsync<ListedInvoice>()).AsList();
        var hasMore = rows.Count > limit && query.Through is null;
        if (rows.Count > limit)
            rows.RemoveRange(limit, rows.Count - limit);
        return new InvoiceList(
            query, visit.LedgerIn(query.Currency)?.Version ?? 0, rows,
            hasMore ? new InvoiceListKey(rows[^1].OrderValue, rows[^1].Document) : null);
    }

    /// <summary>All that the query chooses, from its first row to its last.</summary>
    public static IAsyncEnumerable<ListedInvoice> All(ScopedRead read, PortalVisit visit, InvoiceListQuery query)
    {
        var whole = query with { After = null, Through = null };
        return read.Stream<ListedInvoice>(RowsSql(whole, visit.Parties.Length > 1), Parameters(visit, whole));
    }

    private static int Limit(InvoiceListQuery query, bool isRefresh) =>
        isRefresh || query.Through is not null ? MaxGrown : PageSize;

    /// <summary>What is alike in the order's column, a day's invoices for instance, stands by number.</summary>
    private const string Row = "coalesce(i.number, '') || '/' || i.document";

    private static string RowOf(string document) =>
        $"(select {Row} from read.invoice i where i.business = @business and i.document = {document}::uuid)";

    /// <summary>Days are compared as numbers from here.</summary>
    private const string Epoch = "date '2000-01-01'";

    /// <summary>Only names of our own go into the text; what was typed goes in as parameters.</summary>
    private static string RowsSql(InvoiceListQuery query, bool hasMerged, int? limit = null)
    {
        // Ordered by date the index of the party's invoices gives the page; every other order sorts the party's invoices.
        var (ordered, after, through) = query.Order == InvoiceOrder.Date
            ? ("document_date", $"{Epoch} + @afterValue::int", $"{Epoch} + @throughValue::int")
            : ("order_value", "@afterValue", "@throughValue");
        var orderValue = query.Order switch
        {
            InvoiceOrder.Date => $"document_date - {Epoch}",
            InvoiceOrder.DueDate => $"due_date - {Epoch}",
            InvoiceOrder.Status => $"urgency * 1000000 + (due_date - {Epoch})",
            InvoiceOrder.Amount => "total_minor",
            _ => throw new ArgumentOutOfRangeException(nameof(query)),
        };
        var filter = query.Filter switch
        {
            InvoiceFilter.All => "true",
            InvoiceFilter.Unpaid => "open_minor > 0",
            InvoiceFilter.Overdue => "urgency = 0",
            InvoiceFilter.Paid => "urgency = 3",
            _ => throw new ArgumentOutOfRangeException(nameof(query)),
        };
        // What is open is found by its own index. An invoice that its ledger does not have yet, for a moment after it was
        // issued, is open in full.
        var entries = query.Filter is InvoiceFilter.Unpaid or InvoiceFilter.Overdue
            ? "join read.entry e on e.business = i.business and e.party = i.party and e.document = i.document and e.open_minor <> 0"
            : "left join read.entry e on e.business = i.business and e.party = i.party and e.document = i.document";
        var (parties, unposted) = ("i.party = @party", "i.total_minor");
        if (hasMerged)
        {
            // What other parties of this customer were billed: open as far as it was moved here.
            parties = "i.party = any(@parties)";
            unposted = "case when i.party = @party then i.total_minor else 0 end";
            entries =
                """
                left join (
                  select coalesce(x.document, x.origin_document) as document, sum(x.open_minor)::bigint as open_minor,
                    sum(x.disputed_minor)::bigint as disputed_minor
                  from read.entry x
                  where x.business = @business and x.party = @party and coalesce(x.document, x.origin_document) is not null
                  group by 1) e on e.document = i.document
                """;
        }

        var search = query.Search is null ? "true" : Search;
        var (direction, beyond, upTo) = query.IsDescending ? ("desc", "<", ">=") : ("asc", ">", "<=");
        return $"""
            with listed as (
              select i.document, i.number, {Row} as row, i.reference, i.status, i.document_date, i.due_date, i.total_minor,
                case when i.status = 'Void' then 0 else coalesce(e.open_minor, {unposted}) end as open_minor,
                case when i.status = 'Void' then 0 else coalesce(e.disputed_minor, 0) end as disputed_minor
              from read.invoice i
              {entries}
              where i.business = @business and {parties} and i.currency = @currency and {search}
            ), rated as (
              select *, case when status = 'Void' then 4 when open_minor = 0 then 3
                  when due_date < @today and open_minor > disputed_minor then 0 when due_date = @today then 1 else 2 end
                  as urgency
              from listed
            ), valued as (
              select *, ({orderValue})::bigint as order_value from rated
            )
            select document, number, reference, status, document_date, due_date, total_minor, open_minor, disputed_minor,
              order_value
            from valued
            where {filter}
              {(query.After is null ? "" : $"and ({ordered}, row) {beyond} ({after}, {RowOf("@afterDocument")})")}
              {(query.Through is null ? "" : $"and ({ordered}, row) {upTo} ({through}, {RowOf("@throughDocument")})")}
            order by {ordered} {direction}, row {direction}
            {(limit is { } rows ? $"limit {rows}" : "")}
            """;
    }

    /// <summary>What customers have at hand: the number, their own order number, what it was for, a delivery's id, an amount.</summary>
    private const string Search =
        """
        (i.number ilike @like or i.reference ilike @like or i.total_minor = @minor or exists (
          select from jsonb_array_elements(i.content -> 'lines') line
          where line ->> 'description' ilike @like or line ->> 'itemCode' ilike @like
            or line -> 'event' ->> 'eventId' ilike @like))
        """;
}

/// <param name="OpenMinor">What remains to be paid.</param>
/// <param name="OrderValue">What the list is ordered by.</param>
public sealed record ListedInvoice(
    DocumentId Document,
    string? Number,
    string? Reference,
    DocumentStatus Status,
    DateOnly DocumentDate,
    DateOnly DueDate,
    long TotalMinor,
    long OpenMinor,
    long DisputedMinor,
    long OrderValue);
