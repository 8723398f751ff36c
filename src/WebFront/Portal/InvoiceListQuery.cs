using System.Globalization;
using LedgerPortal.Formatting;
using Microsoft.AspNetCore.Http.Extensions;

namespace LedgerPortal.Portal;

public enum InvoiceFilter
{
    All,
    Unpaid,
    Overdue,
    Paid,
}

public enum InvoiceOrder
{
    Date,
    DueDate,

    /// <summary>What is most urgent first: overdue, due today, open, paid.</summary>
    Status,
    Amount,
}

/// <summary>A place in the list: the value that the list is ordered by, and the document for those that have the same.</summary>
/// <param name="Value">A day as its number, a rank, or minor units: whatever the order compares.</param>
public readonly record struct InvoiceListKey(long Value, DocumentId Document)
{
    public static InvoiceListKey? Parse(string? text)
    {
        var parts = text?.Split('~');
        return parts is { Length: 2 } && Id.TryParse<DocumentId>(parts[1], out var document)
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new InvoiceListKey(value, document)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}~{Document}");
}

/// <summary>
/// Which invoices, in which order, from where to where. It is all in the address, so that a list can be bookmarked, gone
/// back to, and fetched again as it stands. What does not make sense there is read as if it had not been said.
/// </summary>
public sealed record InvoiceListQuery
{
    public const int MaxSearch = 60;

    public required Currency Currency { get; init; }

    public InvoiceFilter Filter { get; init; }

    public InvoiceOrder Order { get; init; }

    /// <summary>Newest, or largest, first; due dates and status begin with the most urgent.</summary>
    public bool IsDescending { get; init; } = true;

    public string? Search { get; init; }

    /// <summary>The last row of the page before.</summary>
    public InvoiceListKey? After { get; init; }

    /// <summary>The last row of this page, once a further one was fetched: what comes in belongs to one page or the other.</summary>
    public InvoiceListKey? Through { get; init; }

    public static InvoiceListQuery From(IQueryCollection values, Currency currency)
    {
        var sort = values["sort"].ToString();
        var isSorted = Orders.TryGetValue(sort.TrimStart('-'), out var order);
        var search = values["q"].ToString().Trim();
        return new InvoiceListQuery
        {
            Currency = currency,
            Filter = Filters.GetValueOrDefault(values["show"].ToString()),
            Order = order,
            IsDescending = isSorted ? sort[0] == '-' : DescendsAtFirst(order),
            Search = search.Length == 0 ? null : search[..Math.Min(search.Length, MaxSearch)],
            After = InvoiceListKey.Parse(values["after"]),
            Through = InvoiceListKey.Parse(values["through"]),
        };
    }

    /// <summary>By this order; the other way round when it is by this order already.</summary>
    public InvoiceListQuery By(InvoiceOrder order) => this with
    {
        Order = order,
        IsDescending = order == Order ? !IsDescending : DescendsAtFirst(order),
        After = null,
        Through = null,
    };

    public InvoiceListQuery Only(InvoiceFilter filter) => this with { Filter = filter, After = null, Through = null };

    /// <summary>The amount that a search may mean, when it is one.</summary>
    public long? SearchedMinor =>
        MoneyText.TryRead(Search, Currency, out var amount) ? amount.Minor : null;

    /// <summary>The address of the list; with <paramref name="part"/> of that part of the page alone.</summary>
    public string Url(string? part = null)
    {
        var query = new QueryBuilder();
        if (part is not null)
            query.Add("part", part);
        query.Add("currency", Currency.Code);
        if (Filter != InvoiceFilter.All)
            query.Add("show", Filters.First(pair => pair.Value == Filter).Key);
        if (Order != InvoiceOrder.Date || !IsDescending)
            query.Add("sort", SortName);
        if (Search is not null)
            query.Add("q", Search);
        if (After is { } after)
            query.Add("after", after.ToString());
        if (Through is { } through)
            query.Add("through", through.ToString());
        return "/portal" + query;
    }

    public string FilterName => Filters.First(pair => pair.Value == Filter).Key;

    public string SortName => (IsDescending ? "-" : "") + Orders.First(pair => pair.Value == Order).Key;

    private static bool DescendsAtFirst(InvoiceOrder order) => order is InvoiceOrder.Date or InvoiceOrder.Amount;

    private static readonly Dictionary<string, InvoiceFilter> Filters = new(StringComparer.Ordinal)
    {
        ["all"] = InvoiceFilter.All,
        ["unpaid"] = InvoiceFilter.Unpaid,
        ["overdue"] = InvoiceFilter.Overdue,
        ["paid"] = InvoiceFilter.Paid,
    };

    private static readonly Dictionary<string, InvoiceOrder> Orders = new(StringComparer.Ordinal)
    {
        ["date"] = InvoiceOrder.Date,
        ["due"] = InvoiceOrder.DueDate,
        ["status"] = InvoiceOrder.Status,
        ["amount"] = InvoiceOrder.Amount,
    };
}
