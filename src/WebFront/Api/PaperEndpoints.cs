using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Papers;
using LedgerPortal.Parties;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>
/// The PDFs that customers get: of documents and receipts the same bytes for ever, of a statement a new one each time. Fetching
/// one marks nothing as viewed.
/// </summary>
internal static class PaperEndpoints
{
    public const string PdfType = "application/pdf";

    /// <summary>Of one statement; a longer period is asked for in parts.</summary>
    private const int MaxEntries = 20_000;

    private sealed record DocumentRow(PartyId Party, DocumentStatus Status);

    private sealed record PartyRow(string Details);

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetInvoice(
        string document, ApiRequest request, PaperDesk papers)
    {
        await using var read = await request.Read();
        if (!Id.TryParse<DocumentId>(document, out var id) || await Find(read, "invoice", request.Business, id) is not { } row)
            return ApiProblems.NotFound("document");
        if (row.Status is not (DocumentStatus.Issued or DocumentStatus.Void)
            || await PortalInvoice.Read(read, request.Business, [row.Party.Value], id, null) is not { Number: not null } invoice)
            return ApiProblems.Of(new Refusal(RefusalCode.NotIssued));
        var business = (await request.BusinessView()).Details;
        return await Kept(
            read, PaperName.Of(request.Business, row.Party, id, row.Status == DocumentStatus.Void, invoice.Registration is not null),
            papers, papers.Documents.Invoice(invoice, business), request);
    }

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetCreditNote(
        string document, ApiRequest request, PaperDesk papers)
    {
        await using var read = await request.Read();
        if (!Id.TryParse<DocumentId>(document, out var id) || await Find(read, "credit_note", request.Business, id) is not { } row)
            return ApiProblems.NotFound("document");
        if (row.Status != DocumentStatus.Issued
            || await PortalCreditNote.Read(read, request.Business, [row.Party.Value], id, null) is not { Number: not null } note)
            return ApiProblems.Of(new Refusal(RefusalCode.NotIssued));
        var business = (await request.BusinessView()).Details;
        return await Kept(
            read, PaperName.Of(request.Business, row.Party, id, isVoid: false, note.Registration is not null),
            papers, papers.Documents.CreditNote(note, business), request);
    }

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetReceipt(
        string party, long entry, ApiRequest request, PaperDesk papers, string? currency = null)
    {
        await using var read = await request.Read();
        if (await Party(request, read, party) is not var (id, details))
            return ApiProblems.NotFound("party");
        if (!Of(currency, details, out var of))
            return ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code.");
        if (await ReceiptView.Read(read, request.Business, id, of, entry) is not { } receipt)
            return ApiProblems.NotFound("entry");
        if (!receipt.IsNumbered)
            return ApiProblems.Of(new Refusal(RefusalCode.NotIssued));
        var business = (await request.BusinessView()).Details;
        return await Kept(
            read, PaperName.OfReceipt(request.Business, id, of, receipt.Entry), papers,
            papers.Receipts.Receipt(
                receipt, business, new DocumentPartyDetails(details.Name, details.TaxId, details.Address)), request);
    }

    public static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetStatement(
        string party, ApiRequest request, PaperDesk papers, TimeProvider time, string? currency = null, DateOnly? from = null,
        DateOnly? to = null)
    {
        var business = (await request.BusinessView()).Details;
        var now = TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(business.TimeZone));
        PartyId id;
        PartyDetails details;
        Currency of;
        StatementPeriod period;
        await using (var read = await request.Read())
        {
            if (await Party(request, read, party) is not var (found, known))
                return ApiProblems.NotFound("party");
            (id, details) = (found, known);
            if (!Of(currency, details, out of))
                return ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code.");
            var year = business.FinancialYearOf(business.DayOf(now));
            period = new StatementPeriod(PeriodName.Custom, from ?? year.FirstDay, to ?? year.LastDay);
            if (period.From > period.To)
                return ApiProblems.Invalid("from", "Not after \"to\".");
            var totals = await read.Row<StatementTotals>(
                LedgerQueries.StatementTotals, new { business = request.Business, party = id, currency = of, from = period.From, to = period.To });
            if (totals.Entries > MaxEntries)
                return ApiProblems.Of(new Refusal(RefusalCode.TooMany, "entries", [$"{MaxEntries}"]));
        }

        try
        {
            return TypedResults.File(
                await papers.Whole(
                    papers.Statements.Statement(
                        new StatementOf(business, details, now), request.Read, request.Business, id, of, period),
                    request.Aborted),
                PdfType);
        }
        catch (TypesettingException)
        {
            return ApiProblems.PaperUnavailable();
        }
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Kept(
        ScopedRead read, PaperName name, PaperDesk papers, IEnumerable<PaperPart> paper, ApiRequest request)
    {
        try
        {
            return TypedResults.File(await papers.Find(read, name, paper, request.Aborted), PdfType);
        }
        catch (TypesettingException)
        {
            return ApiProblems.PaperUnavailable();
        }
    }

    private static Task<DocumentRow?> Find(ScopedRead read, string table, BusinessId business, DocumentId document) =>
        read.RowOrNone<DocumentRow>(
            $"select party, status from read.{table} where business = @business and document = @document",
            new { business, document });

    private static async Task<(PartyId Id, PartyDetails Details)?> Party(ApiRequest request, ScopedRead read, string named)
    {
        if (await request.Party(read, named) is not { } id)
            return null;
        var row = await read.Row<PartyRow>(
            "select details::text as details from read.party where business = @business and party = @id",
            new { business = request.Business, id });
        return (id, Consoles.OwnBusiness.Stored<PartyDetails>(row.Details));
    }

    /// <summary>The currency that was named, else the party's own.</summary>
    private static bool Of(string? named, PartyDetails party, out Currency currency)
    {
        currency = party.Currency;
        return named is null || Currency.TryParse(named, out currency);
    }
}
