using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Papers;
using Microsoft.AspNetCore.Http.Extensions;

namespace LedgerPortal.Portal;

/// <summary>
/// A statement as a page shows it: the same figures, periods and words to the party and to the business. Where its links
/// lead is all that differs (<see cref="StatementPlaces"/>).
/// </summary>
/// <param name="Party">Whose ledger it is.</param>
/// <param name="Currencies">Of the party's ledgers.</param>
/// <param name="IsOpenOnly">What is open at the end of the period, in place of its entries.</param>
/// <param name="IsForPrint">On paper it is the whole period, with the version and the hash that prove it.</param>
public sealed record StatementView(
    StatementOf Of,
    PartyId Party,
    IReadOnlyList<Currency> Currencies,
    PortalStatement Statement,
    StatementPlaces Places,
    bool IsOpenOnly,
    bool IsForPrint)
{
    public const string OpenItemsName = "open";

    private const int OpenItemRows = 400;

    private static readonly PeriodName[] Presets =
        [PeriodName.ThisMonth, PeriodName.LastMonth, PeriodName.ThisYear, PeriodName.LastYear];

    public IReadOnlyList<OpenItemRow> OpenItems { get; private init; } = [];

    /// <summary>Then they do not all stand on the page.</summary>
    public bool HasMoreOpenItems { get; private init; }

    public string Topic => Live.Topic.Ledger(Party, Statement.Currency);

    /// <summary>The day by which open items are late: today, or the end of a period that is over.</summary>
    public DateOnly AsOf => Statement.Period.To < Of.Today ? Statement.Period.To : Of.Today;

    /// <summary>The usual periods.</summary>
    public IEnumerable<StatementPeriod> Periods =>
        Presets.Select(name => StatementPeriod.Of(name, Of.Today, Of.Business.FinancialYearStartMonth));

    /// <summary>What the address of the page asks for.</summary>
    public static async Task<StatementView> Read(
        ScopedRead read, HttpRequest request, BusinessId business, PartyId party, StatementOf of,
        IReadOnlyList<Currency> currencies, Currency currency, StatementPlaces places)
    {
        var query = request.Query;
        var isForPrint = query["view"] == "print";
        var isOpenOnly = query["show"] == OpenItemsName;
        var statement = await PortalStatement.Read(
            read, business, party, currency, PeriodOf(request, of),
            isForPrint ? null : StatementKey.Parse(query["after"]),
            isForPrint ? null : StatementKey.Parse(query["through"]),
            isForPrint ? PortalStatement.PrintSize : PortalStatement.PageSize);
        var view = new StatementView(of, party, currencies, statement, places, isOpenOnly, isForPrint);
        return isOpenOnly ? await view.WithOpenItems(read, business) : view;
    }

    public static StatementPeriod PeriodOf(HttpRequest request, StatementOf of) =>
        StatementPeriod.Read(request.Query, of.Today, of.Business.FinancialYearStartMonth);

    /// <summary>The partial that a refresh asks for; null when there is none of that name.</summary>
    public string? Part(string part) => part switch
    {
        "open" when IsOpenOnly => "_OpenItemsAlone",
        "totals" => "_StatementTotals",
        "rows" => "_StatementRowsAlone",
        _ => null,
    };

    /// <summary>The address of the page: the period shown, or another one.</summary>
    public string UrlOf(
        StatementPeriod? period = null, string? part = null, StatementKey? after = null, StatementKey? through = null,
        bool isForPrint = false, bool? isOpenOnly = null)
    {
        var query = new QueryBuilder();
        if (part is not null)
            query.Add("part", part);
        Name(query, Statement.Currency, period ?? Statement.Period);
        if (after is { } first)
            query.Add("after", first.ToString());
        if (through is { } last)
            query.Add("through", last.ToString());
        if (isOpenOnly ?? IsOpenOnly)
            query.Add("show", OpenItemsName);
        if (isForPrint)
            query.Add("view", "print");
        return Places.Page + query;
    }

    /// <summary>The same days as a file.</summary>
    public string CsvUrl => Places.Csv + FileQuery(IsOpenOnly);

    /// <summary>The entries of these days as a file.</summary>
    public string PdfUrl => Places.Pdf(FileQuery(isOpenOnly: false));

    /// <summary>Where the statement goes by mail.</summary>
    public string MailUrl => UrlOf() + "&handler=Mail";

    /// <summary>The page of a ledger's period.</summary>
    public static string UrlOf(StatementPlaces places, Currency currency, StatementPeriod period)
    {
        var query = new QueryBuilder();
        Name(query, currency, period);
        return places.Page + query;
    }

    /// <summary>The day on which an entry came into a period that was over by then.</summary>
    public DateOnly? RecordedLater(StatementRow row) =>
        LateRecording.Of(row, Statement.Period.To, TimeZoneInfo.FindSystemTimeZoneById(Of.Business.TimeZone));

    // By its days and not by its name: what was taken along says what it is of, and "this month" would be another one next month.
    private string FileQuery(bool isOpenOnly)
    {
        var query = new QueryBuilder();
        Name(query, Statement.Currency, Statement.Period with { Name = PeriodName.Custom });
        if (isOpenOnly)
            query.Add("show", OpenItemsName);
        return query.ToString();
    }

    private static void Name(QueryBuilder query, Currency currency, StatementPeriod period)
    {
        query.Add("currency", currency.Code);
        query.Add("period", period.NameInUrl());
        if (period.Name != PeriodName.Custom)
            return;
        query.Add("from", DateText.Machine(period.From));
        query.Add("to", DateText.Machine(period.To));
    }

    private async Task<StatementView> WithOpenItems(ScopedRead read, BusinessId business)
    {
        var limit = IsForPrint ? PortalStatement.PrintSize : OpenItemRows;
        var rows = await read.Rows<OpenItemRow>(LedgerQueries.OpenItems, new
        {
            business,
            party = Party,
            currency = Statement.Currency,
            asOf = Statement.Period.To,
            afterDue = (DateOnly?)null,
            afterEntry = (long?)null,
            // One more tells whether there is more.
            limit = limit + 1,
        });
        return this with { OpenItems = [.. rows.Take(limit)], HasMoreOpenItems = rows.Count > limit };
    }
}
