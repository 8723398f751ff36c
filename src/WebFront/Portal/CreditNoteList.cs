using System.Globalization;
using Dapper;
using LedgerPortal.Access;

namespace LedgerPortal.Portal;

/// <summary>A page of the party's credit notes, those of parties that were merged into it among them, the newest first.</summary>
/// <param name="Position">Where the ledger stands with which these rows are true.</param>
/// <param name="Next">The last row of this page when there is more; null at the end.</param>
public sealed record CreditNoteList(
    Currency Currency, long Position, IReadOnlyList<ListedCreditNote> Rows, CreditNoteKey? After, CreditNoteKey? Next)
{
    public const int PageSize = 25;

    public static async Task<CreditNoteList> Read(
        ScopedRead read, PortalVisit visit, Currency currency, CreditNoteKey? after, CreditNoteKey? through)
    {
        var limit = through is null ? PageSize : MaxGrown;
        await using var results = await read.Results(
            $"select access.topic_position(@topic);\n{Sql}",
            new
            {
                topic = Live.Topic.Ledger(visit.Session.Party, currency),
                business = visit.Session.Business,
                party = visit.Session.Party,
                parties = visit.Parties,
                currency,
                afterDate = after?.Date,
                afterDocument = after?.Document,
                throughDate = through?.Date,
                throughDocument = through?.Document,
                limit = limit + 1,
            });
        var position = await results.ReadSingleAsync<long?>() ?? 0;
        var rows = (await results.ReadAsync<ListedCreditNote>()).AsList();
        var hasMore = rows.Count > limit && through is null;
        if (rows.Count > limit)
            rows.RemoveRange(limit, rows.Count - limit);
        return new CreditNoteList(
            currency, position, rows, after, hasMore ? new CreditNoteKey(rows[^1].DocumentDate, rows[^1].Document) : null);
    }

    /// <summary>All of them, the newest first.</summary>
    public static IAsyncEnumerable<ListedCreditNote> All(ScopedRead read, PortalVisit visit, Currency currency) =>
        read.Stream<ListedCreditNote>(Sql, new
        {
            business = visit.Session.Business,
            party = visit.Session.Party,
            parties = visit.Parties,
            currency,
            afterDate = (DateOnly?)null,
            afterDocument = (DocumentId?)null,
            throughDate = (DateOnly?)null,
            throughDocument = (DocumentId?)null,
            limit = int.MaxValue,
        });

    /// <summary>A page that is fetched again may have grown by what came in since; so far, then it is cut.</summary>
    private const int MaxGrown = 400;

    /// <summary>
    /// Those of other parties of this customer are among them: unapplied as far as it was moved here. One that its ledger does not
    /// have yet, for a moment after it was issued, is unapplied in full.
    /// </summary>
    private static readonly string Sql =
        $"""
        select c.document, c.number, c.document_date, c.total_minor,
          coalesce(e.open_minor, case when c.party = @party then c.total_minor else 0 end) as unapplied_minor,
          c.invoice, c.invoice_reference ->> 'number' as invoice_number, c.reason
        from (
          select c.* from read.credit_note c
          where c.business = @business and c.party = any(@parties) and c.currency = @currency
            and (@afterDate::date is null or (c.document_date, {Row}) < (@afterDate::date, {RowOf("@afterDocument")}))
            and (@throughDate::date is null or (c.document_date, {Row}) >= (@throughDate::date, {RowOf("@throughDocument")}))
          order by c.document_date desc, {Row} desc
          limit @limit
        ) c
        left join lateral (
          select sum(x.open_minor)::bigint as open_minor from read.entry x
          where x.business = @business and x.party = @party and (x.document = c.document or x.origin_document = c.document)
        ) e on true
        order by c.document_date desc, {Row} desc
        """;

    // A day's credit notes stand by number.
    private const string Row = "coalesce(c.number, '') || '/' || c.document";

    private static string RowOf(string document) =>
        $"(select {Row} from read.credit_note c where c.business = @business and c.document = {document}::uuid)";
}

/// <summary>A place in the list.</summary>
public readonly record struct CreditNoteKey(DateOnly Date, DocumentId Document)
{
    public static CreditNoteKey? Parse(string? text)
    {
        var parts = text?.Split('~');
        return parts is { Length: 2 } && Id.TryParse<DocumentId>(parts[1], out var document)
            && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new CreditNoteKey(date, document)
            : null;
    }

    public override string ToString() => $"{Formatting.DateText.Machine(Date)}~{Document}";
}

/// <param name="UnappliedMinor">Not yet set against an invoice.</param>
/// <param name="Invoice">The invoice that it names.</param>
public sealed record ListedCreditNote(
    DocumentId Document,
    string? Number,
    DateOnly DocumentDate,
    long TotalMinor,
    long UnappliedMinor,
    DocumentId? Invoice,
    string? InvoiceNumber,
    string? Reason);
