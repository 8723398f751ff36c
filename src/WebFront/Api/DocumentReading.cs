using System.Text;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Hosting;
using LedgerPortal.Ledgers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>Lists of documents and single ones, as their read models have them.</summary>
internal static class DocumentReading
{
    private const string Invoices =
        $"""
        select d.document, d.version, d.party, d.number, d.status, d.document_date, d.due_date, d.reference, d.currency,
          d.total_minor, d.content::text as content, d.totals::text as totals, d.credited_minor, null::uuid as invoice,
          null as reason, d.is_shared, d.first_viewed_at, e.open_minor + coalesce(m.open_minor, 0) as open_minor,
          e.disputed_minor + coalesce(m.disputed_minor, 0) as disputed_minor, e.entry,
          d.registration::text as registration
        from read.invoice d left join read.entry e on e.business = d.business and e.document = d.document
          left join ({LedgerQueries.MovedOfDocuments}) m on m.document = d.document
        """;

    private const string CreditNotes =
        $"""
        select d.document, d.version, d.party, d.number, d.status, d.document_date, null::date as due_date,
          d.content ->> 'reference' as reference, d.currency, d.total_minor, d.content::text as content,
          d.totals::text as totals, null::bigint as credited_minor, d.invoice, d.reason, null::boolean as is_shared,
          null::timestamptz as first_viewed_at, e.open_minor + coalesce(m.open_minor, 0) as open_minor,
          e.disputed_minor + coalesce(m.disputed_minor, 0) as disputed_minor, e.entry,
          d.registration::text as registration
        from read.credit_note d left join read.entry e on e.business = d.business and e.document = d.document
          left join ({LedgerQueries.MovedOfDocuments}) m on m.document = d.document
        """;

    internal sealed record Row(
        DocumentId Document, long Version, PartyId Party, string? Number, string Status, DateOnly DocumentDate, DateOnly? DueDate,
        string? Reference, Currency Currency, long TotalMinor, string Content, string Totals, long? CreditedMinor,
        DocumentId? Invoice, string? Reason, bool? IsShared, DateTimeOffset? FirstViewedAt, long? OpenMinor, long? DisputedMinor,
        long? Entry, string? Registration)
    {
        public DocumentListed Listed => new(
            Document.ToString(), Party.ToString(), Number, Status, DocumentDate, DueDate, Reference, Currency.Code,
            Text(TotalMinor)!, Text(OpenMinor), Text(DisputedMinor));

        public DocumentShown Shown
        {
            get
            {
                var content = OwnBusiness.Stored<DocumentContent>(Content);
                var totals = OwnBusiness.Stored<DocumentTotals>(Totals);
                return new DocumentShown(
                    Document.ToString(), Version, Party.ToString(), Number, Status, DocumentDate, DueDate, content.Reference,
                    content.Notes, content.PlaceOfSupply, content.SupplyDate, Currency.Code, [.. content.Lines.Select(LineBody.Of)],
                    Text(totals.TaxableMinor)!,
                    [
                        .. totals.Taxes.Select(tax => new TaxShown(
                            tax.Component, LineBody.Text(tax.RatePercent), Text(tax.TaxableMinor)!, Text(tax.AmountMinor)!)),
                    ],
                    DocumentArithmetic.TaxInBase(content, totals, Currency) is { } inBase
                        ? new TaxInBaseShown(
                            inBase.Currency.Code, LineBody.Text(content.ExchangeRate!.Rate), inBase.ToInvariantString())
                        : null,
                    Text(totals.RoundOffMinor)!, Text(TotalMinor)!, Text(OpenMinor), Text(DisputedMinor), Text(CreditedMinor),
                    Invoice?.ToString(), Reason, IsShared, FirstViewedAt, Entry,
                    RegistrationShown.Of(DocumentJson.ReadRegistration(Registration)));
            }
        }

        private string? Text(long? minor) => minor is { } amount ? new Money(amount, Currency).ToInvariantString() : null;
    }

    public static Task<Results<Ok<ApiPage<DocumentListed>>, ProblemHttpResult>> ListInvoices(
        ApiRequest request, string? party = null, DocumentStatus? status = null, DateOnly? from = null, DateOnly? to = null,
        string? after = null, int? limit = null) => List(Invoices, request, party, status, from, to, after, limit);

    public static Task<Results<Ok<ApiPage<DocumentListed>>, ProblemHttpResult>> ListCreditNotes(
        ApiRequest request, string? party = null, DocumentStatus? status = null, DateOnly? from = null, DateOnly? to = null,
        string? after = null, int? limit = null) => List(CreditNotes, request, party, status, from, to, after, limit);

    public static Task<Results<Ok<DocumentShown>, ProblemHttpResult>> GetInvoice(string document, ApiRequest request) =>
        Get(Invoices, document, request);

    public static Task<Results<Ok<DocumentShown>, ProblemHttpResult>> GetCreditNote(string document, ApiRequest request) =>
        Get(CreditNotes, document, request);

    public static Task<Results<ContentHttpResult, ProblemHttpResult>> GetInvoiceUbl(string document, ApiRequest request) =>
        Ubl(IssuedDocument.ReadInvoice, document, request);

    public static Task<Results<ContentHttpResult, ProblemHttpResult>> GetCreditNoteUbl(string document, ApiRequest request) =>
        Ubl(IssuedDocument.ReadCreditNote, document, request);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> Ubl(
        Func<ScopedRead, IGrains, BusinessId, DocumentId, Task<IssuedDocument?>> find, string document, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id))
            return ApiProblems.NotFound("document");
        await using var read = await request.Read();
        if (await find(read, request.Grains, request.Business, id) is not { } issued)
            return ApiProblems.NotFound("document");
        return UblGaps.Of(issued) is { } gap
            ? ApiProblems.Of(new Refusal(RefusalCode.ElectronicInvoiceIncomplete, null, [gap.ToString()]))
            : TypedResults.Content(Encoding.UTF8.GetString(UblDocument.Write(issued)), UblDocument.ContentType, Encoding.UTF8);
    }

    /// <summary>For who tells of a document in other words than a GET: a webhook.</summary>
    internal static Task<Row?> Find(ScopedRead read, BusinessId business, bool isInvoice, DocumentId document) =>
        read.RowOrNone<Row>(
            $"{(isInvoice ? Invoices : CreditNotes)} where d.business = @business and d.document = @document",
            new { business, document });

    private static async Task<Results<Ok<ApiPage<DocumentListed>>, ProblemHttpResult>> List(
        string documents, ApiRequest request, string? party, DocumentStatus? status, DateOnly? from, DateOnly? to, string? after,
        int? limit)
    {
        if (!ApiCursor.IsLimit(limit, out var rows))
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        if (!ApiCursor.TryRead(after, 2, out var last)
            || (last is not null && !(Day.TryRead(last[0], out _) && Id.TryParse<DocumentId>(last[1], out _))))
        {
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");
        }

        await using var read = await request.Read();
        PartyId? of = null;
        if (party is not null && (of = await request.Party(read, party)) is null)
            return ApiProblems.NotFound("party");
        var found = await read.Rows<Row>(
            $"""
            {documents}
            where d.business = @business and (@party::uuid is null or d.party = @party)
              and (@status::text is null or d.status = @status) and d.document_date between @from and @to
              and (@afterDate::date is null or (d.document_date, d.document) > (@afterDate::date, @afterDocument::uuid))
            order by d.document_date, d.document limit @limit
            """,
            new
            {
                business = request.Business,
                party = of,
                status = status?.ToString(),
                from = from ?? Fields.EarliestDate,
                to = to ?? Fields.LatestDate,
                afterDate = last is null ? (DateOnly?)null : Day.Read(last[0]),
                afterDocument = last is null ? (DocumentId?)null : Id.Parse<DocumentId>(last[1]),
                limit = rows + 1,
            });
        return TypedResults.Ok(ApiCursor.Page(
            found, rows, row => row.Listed, row => [Day.Text(row.DocumentDate), row.Document.ToString()]));
    }

    private static async Task<Results<Ok<DocumentShown>, ProblemHttpResult>> Get(
        string documents, string document, ApiRequest request)
    {
        if (!Id.TryParse<DocumentId>(document, out var id))
            return ApiProblems.NotFound("document");
        await using var read = await request.Read();
        var row = await read.RowOrNone<Row>(
            $"{documents} where d.business = @business and d.document = @id", new { business = request.Business, id });
        return row is null ? ApiProblems.NotFound("document") : TypedResults.Ok(row.Shown);
    }
}
