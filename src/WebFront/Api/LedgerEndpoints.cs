using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Papers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Api;

/// <summary>What is read of ledgers: balances, statements, single entries, aging.</summary>
internal static class LedgerEndpoints
{
    /// <summary>Ledgers with open items that one aging lists; beyond that a program asks party by party.</summary>
    private const int MaxAgingRows = 20_000;

    private sealed record ListedRow(
        PartyId Party, string Name, string SortName, Currency Currency, long BalanceMinor, long Version, DateTimeOffset UpdatedAt);

    public static async Task<Results<Ok<ApiPage<LedgerListed>>, ProblemHttpResult>> List(
        ApiRequest request, string? after = null, int? limit = null)
    {
        if (!ApiCursor.IsLimit(limit, out var rows))
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        if (!ApiCursor.TryRead(after, 3, out var last) || (last is not null && !Id.TryParse<PartyId>(last[1], out _)))
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");
        await using var read = await request.Read();
        var found = await read.Rows<ListedRow>(
            """
            select p.party, p.name, lower(p.name) as sort_name, l.currency, l.balance_minor, l.version, l.updated_at
            from read.party p join read.ledger l on l.business = p.business and l.party = p.party
            where p.business = @business
              and (@afterName::text is null
                or (lower(p.name), p.party, l.currency) > (@afterName::text, @afterParty::uuid, @afterCurrency::text))
            order by lower(p.name), p.party, l.currency limit @limit
            """,
            new
            {
                business = request.Business,
                afterName = last?[0],
                afterParty = last is null ? (PartyId?)null : Id.Parse<PartyId>(last[1]),
                afterCurrency = last?[2],
                limit = rows + 1,
            });
        return TypedResults.Ok(ApiCursor.Page(
            found, rows,
            row => new LedgerListed(
                row.Party.ToString(), row.Name, row.Currency.Code, new Money(row.BalanceMinor, row.Currency).ToInvariantString(),
                row.Version, row.UpdatedAt),
            row => [row.SortName, row.Party.ToString(), row.Currency.Code]));
    }

    /// <summary>
    /// A party's ledger of a period: a statement. Its ETag is of the version, so that asking again costs no rows while
    /// nothing has changed.
    /// </summary>
    public static async Task<Results<Ok<LedgerShown>, StatusCodeHttpResult, ProblemHttpResult>> Get(
        string party, ApiRequest request, HttpContext context, string? currency = null, DateOnly? from = null, DateOnly? to = null,
        string? after = null, int? limit = null)
    {
        if ((limit ?? ApiCursor.MaxRows) is < 1 or > ApiCursor.MaxRows)
            return ApiProblems.Invalid("limit", $"1 to {ApiCursor.MaxRows}.");
        var pageRows = limit ?? ApiCursor.MaxRows;
        (DateOnly Date, long Entry)? last = null;
        if (after is not null && (last = ReadCursor(after)) is null)
            return ApiProblems.Invalid("after", "Give back what \"next\" was.");

        await using var read = await request.Read();
        if (await OfParty(request, read, party, currency) is not { } of)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        var scope = new
        {
            business = request.Business,
            party = of.Party,
            currency = of.Currency.Code,
            from = from ?? Fields.EarliestDate,
            to = to ?? Fields.LatestDate,
            afterDate = last?.Date,
            afterEntry = last?.Entry,
            limit = pageRows + 1,
        };
        var ledger = (await read.Rows<LedgerRow>(LedgerQueries.Ledgers, scope)).FirstOrDefault(row => row.Currency == of.Currency);
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{ledger?.Version ?? 0}-{of.Version}\"");
        context.Response.Headers.ETag = etag;
        if (context.Request.Headers.IfNoneMatch.Contains(etag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var totals = await read.Row<StatementTotals>(LedgerQueries.StatementTotals, scope);
        var rows = await read.Rows<StatementRow>(LedgerQueries.Statement, scope);
        var page = rows.Take(pageRows).ToList();

        string Text(long minor) => new Money(minor, of.Currency).ToInvariantString();
        return TypedResults.Ok(new LedgerShown(
            of.Party.ToString(), of.Name, of.Currency.Code, Text(ledger?.BalanceMinor ?? 0), ledger?.Version ?? 0,
            ledger?.HeadHash ?? "", Text(totals.OpeningMinor), Text(totals.DebitMinor), Text(totals.CreditMinor),
            Text(totals.ClosingMinor),
            [
                .. page.Select(row => Entry(new EntryRow(
                    row.Entry, row.Kind, row.IsDebit, row.AmountMinor, row.OpenMinor, row.DisputedMinor, row.DocumentDate,
                    row.DueDate, row.RecordedAt, row.Document, row.Number, row.Method, row.Reference, row.Narration, row.Reverses,
                    row.ReversedBy, row.TransferredTo, row.OriginParty, row.OriginKind, row.OriginDate, row.OriginDocument,
                    row.BouncedOn),
                    of.Currency, row.BalanceMinor)),
            ],
            rows.Count > pageRows ? Cursor(page[^1]) : null));
    }

    /// <summary>The ledger as of a version, byte for byte what the party and the console are given.</summary>
    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> GetVersion(
        string party, long version, ApiRequest request, Database.Databases databases, string? currency = null)
    {
        Ledger? of;
        await using (var read = await request.Read())
            of = await OfParty(request, read, party, currency);
        if (of is null)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        var state = await LedgerState.Find(
            databases.Writer, new LedgerKey(request.Business, of.Party, of.Currency), version, request.Aborted);
        return state is null
            ? ApiProblems.NotFound("version")
            : TypedResults.Stream(to => state.WriteTo(to, request.Aborted), Proofs.LedgerStateFile.ContentType);
    }

    public static async Task<Results<Ok<EntryShown>, ProblemHttpResult>> GetEntry(
        string party, long entry, ApiRequest request, string? currency = null)
    {
        await using var read = await request.Read();
        if (await OfParty(request, read, party, currency) is not { } of)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        var row = await FindEntry(read, request.Business, of.Party, of.Currency, entry);
        if (row is null)
            return ApiProblems.NotFound("entry");
        var receipt = await ReceiptView.Read(read, request.Business, of.Party, of.Currency, entry);
        return TypedResults.Ok(Entry(row, of.Currency, null) with { Voucher = Voucher(receipt) });
    }

    public static async Task<Results<Ok<AgingShown>, ProblemHttpResult>> GetAging(
        string party, ApiRequest request, TimeProvider time, string? currency = null, DateOnly? asOf = null)
    {
        var today = Today(await request.BusinessView(), time);
        await using var read = await request.Read();
        if (await OfParty(request, read, party, currency) is not { } of)
            return ApiProblems.NotFound("party");
        if (of.Problem is not null)
            return of.Problem;
        var row = await read.RowOrNone<AgingRow>(
            LedgerQueries.Aging,
            new { business = request.Business, party = of.Party, currency = of.Currency.Code, asOf = asOf ?? today });
        return row is null ? ApiProblems.NotFound("currency") : TypedResults.Ok(Aging(row));
    }

    public static async Task<Results<Ok<AgingOfBusiness>, ProblemHttpResult>> GetAgingOfBusiness(
        ApiRequest request, TimeProvider time, DateOnly? asOf = null)
    {
        var day = asOf ?? Today(await request.BusinessView(), time);
        await using var read = await request.Read(keepsPlans: true);
        var scope = new { business = request.Business, asOf = day };
        var totals = await read.Rows<AgingTotalsRow>(LedgerQueries.AgingTotals, scope);
        var ledgers = await read.Rows<AgingRow>(LedgerQueries.AgingByParty, scope);
        if (ledgers.Count > MaxAgingRows)
            return ApiProblems.Of(new Refusal(RefusalCode.TooMany, "ledgers", [$"{MaxAgingRows}"]));
        return TypedResults.Ok(new AgingOfBusiness(
            day,
            [
                .. totals.Select(row => Aging(new AgingRow(
                    default, row.Currency, row.NotDueMinor, row.Days1To30Minor, row.Days31To60Minor, row.Days61To90Minor,
                    row.Days91To120Minor, row.Over120Minor, row.UnappliedMinor, row.NotDueDisputedMinor,
                    row.Days1To30DisputedMinor, row.Days31To60DisputedMinor, row.Days61To90DisputedMinor,
                    row.Days91To120DisputedMinor, row.Over120DisputedMinor)) with { Party = null }),
            ],
            [.. ledgers.Select(Aging)]));
    }

    /// <summary>Also for who tells of an entry in other words than a GET: a webhook.</summary>
    internal static Task<EntryRow?> FindEntry(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, long entry) =>
        read.RowOrNone<EntryRow>(LedgerQueries.Entry, new { business, party, currency = currency.Code, entry });

    private static VoucherShown? Voucher(ReceiptView? receipt)
    {
        if (receipt is not { IsVoucher: true })
            return null;
        string Text(long minor) => new Money(minor, receipt.Currency).ToInvariantString();
        AdvanceShown Advance(AdvanceTax advance, VoucherTerms terms, string? number, DateOnly? date) => new(
            number, date, Text(advance.AdvanceMinor), LineBody.Text(terms.TaxRatePercent), Text(advance.TaxableMinor),
            [
                .. advance.Taxes.Select(tax => new TaxShown(
                    tax.Component, LineBody.Text(tax.RatePercent), Text(tax.TaxableMinor), Text(tax.AmountMinor))),
            ],
            terms.PlaceOfSupply);
        return new VoucherShown(receipt.Words, receipt is { Advance: { } paid, Terms: { } terms }
            ? [Advance(paid, terms, null, null)]
            : [.. receipt.Refunded.Where(credit => credit.Advance is not null)
                .Select(credit => Advance(credit.Advance!, credit.Receipt!, credit.Number, credit.DocumentDate))]);
    }

    internal static EntryShown Entry(EntryRow row, Currency currency, long? balanceMinor)
    {
        string Text(long minor) => new Money(minor, currency).ToInvariantString();
        return new EntryShown(
            row.Entry, row.Kind.ToString(), row.DocumentDate, row.IsDebit ? row.DueDate : null, row.RecordedAt, row.Number,
            row.Reference, row.Method, row.Narration, Text(row.IsDebit ? row.AmountMinor : 0),
            Text(row.IsDebit ? 0 : row.AmountMinor), Text(row.OpenMinor), Text(row.DisputedMinor),
            balanceMinor is { } balance ? Text(balance) : null, row.Document?.ToString(), row.Reverses, row.ReversedBy,
            row.BouncedOn);
    }

    internal sealed record Ledger(PartyId Party, string Name, long Version, Currency Currency, ProblemHttpResult? Problem = null);

    private sealed record PartyRow(PartyId Party, string Name, long Version, Currency Currency);

    /// <summary>Null when the party is not there, or another business's.</summary>
    internal static async Task<Ledger?> OfParty(ApiRequest request, ScopedRead read, string named, string? currency)
    {
        if (await request.Party(read, named) is not { } id)
            return null;
        var party = await read.Row<PartyRow>(
            "select party, name, version, currency from read.party where business = @business and party = @id",
            new { business = request.Business, id });
        var of = party.Currency;
        return currency is not null && !Currency.TryParse(currency, out of)
            ? new Ledger(id, "", 0, default, ApiProblems.Invalid("currency", "Name a currency by its ISO 4217 code."))
            : new Ledger(id, party.Name, party.Version, of);
    }

    private static AgingShown Aging(AgingRow row)
    {
        string Text(long minor) => new Money(minor, row.Currency).ToInvariantString();
        return new AgingShown(
            row.Party.ToString(), row.Currency.Code, Text(row.NotDueMinor), Text(row.Days1To30Minor), Text(row.Days31To60Minor),
            Text(row.Days61To90Minor), Text(row.Days91To120Minor), Text(row.Over120Minor), Text(row.UnappliedMinor),
            Text(row.OverdueMinor), Text(row.BalanceMinor));
    }

    private static DateOnly Today(BusinessView business, TimeProvider time) => business.Details.DayOf(time.GetUtcNow());

    private static string Cursor(StatementRow row) => ApiCursor.Write(
        Day.Text(row.DocumentDate), row.Entry.ToString(CultureInfo.InvariantCulture));

    private static (DateOnly, long)? ReadCursor(string text) =>
        ApiCursor.TryRead(text, 2, out var parts) && Day.TryRead(parts![0], out var date)
        && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var entry)
            ? (date, entry)
            : null;
}
