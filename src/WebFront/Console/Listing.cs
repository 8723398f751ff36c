using System.Globalization;
using LedgerPortal.Access;
using Microsoft.AspNetCore.Http.Extensions;

namespace LedgerPortal.Consoles;

/// <summary>A row of a list that goes on over pages.</summary>
public interface IListRow
{
    /// <summary>Names the row among all of the list.</summary>
    string RowKey { get; }

    /// <summary>Where it stands in the present order.</summary>
    string SortKey { get; }
}

/// <summary>An order that a list can have. Column and type are ours, never what a request says.</summary>
/// <param name="Name">In the address.</param>
/// <param name="Column">A column of <c>line</c> that is never null.</param>
public sealed record ListOrder(string Name, string Column, string SqlType, bool IsDescending = false);

/// <summary>One page of a list and the addresses of its neighbours.</summary>
/// <param name="First">Place of the first row among all, from 1.</param>
public sealed record Listing<T>(IReadOnlyList<T> Rows, long First, string? Previous, string? Next)
{
    public long Last => First + Rows.Count - 1;
}

/// <summary>
/// Pages of a list by key, not by number: the next page starts after the last row of this one, however many rows came or
/// went meanwhile, and costs the same at the end of a long list as at its start.
/// </summary>
public static class ListPages
{
    public const int Rows = 50;

    /// <param name="lines">SQL that ends in a common table <c>line</c>, with a column <c>row_key</c>.</param>
    /// <param name="where">A condition on <c>line</c>.</param>
    /// <param name="request">Says where the page is: <c>after</c> or <c>before</c> a row.</param>
    public static async Task<Listing<T>> Page<T>(
        this ScopedRead read, string lines, string where, ListOrder order, HttpRequest request, object parameters)
        where T : IListRow
    {
        var cursor = Cursor.Of(request, order);
        // Backwards is the same query in the opposite order, turned round.
        var isDescending = order.IsDescending != cursor.IsBefore;
        var (sign, direction) = isDescending ? ("<", "desc") : (">", "asc");
        var found = await read.Rows<T>(
            $"""
            {lines}
            select *, {order.Column}::text as sort_key from line
            where ({where}) and (@cursorRow::text is null
              or ({order.Column}, row_key) {sign} (@cursorSort::{order.SqlType}, @cursorRow::text))
            order by {order.Column} {direction}, row_key {direction}
            limit @pageRows
            """, new SqlParameters(parameters, new { cursorSort = cursor.SortKey, cursorRow = cursor.RowKey, pageRows = Rows + 1 }));
        var hasMore = found.Count > Rows;
        var rows = found.Take(Rows);
        if (cursor.IsBefore)
            rows = rows.Reverse();
        return Place<T>([.. rows], cursor, hasMore, request);
    }

    /// <summary>All of the list, in its order, from the first page to the last.</summary>
    public static IAsyncEnumerable<T> All<T>(
        this ScopedRead read, string lines, string where, ListOrder order, object parameters) where T : IListRow =>
        read.Stream<T>(
            $"""
            {lines}
            select *, {order.Column}::text as sort_key from line where {where}
            order by {order.Column} {(order.IsDescending ? "desc" : "asc")}, row_key {(order.IsDescending ? "desc" : "asc")}
            """, parameters);

    private static Listing<T> Place<T>(IReadOnlyList<T> rows, Cursor cursor, bool hasMore, HttpRequest request)
        where T : IListRow
    {
        var first = cursor.IsBefore ? Math.Max(1, cursor.Ordinal - rows.Count) : cursor.Ordinal + 1;
        var hasPrevious = cursor.IsBefore ? hasMore : cursor.RowKey is not null;
        var hasNext = cursor.IsBefore || hasMore;
        return new Listing<T>(
            rows, first,
            hasPrevious && rows.Count > 0 ? Address(request, "before", first, rows[0]) : null,
            hasNext && rows.Count > 0 ? Address(request, "after", first + rows.Count - 1, rows[^1]) : null);
    }

    private static string Address(HttpRequest request, string direction, long ordinal, IListRow row)
    {
        var query = new QueryBuilder(request.Query
            .Where(part => part.Key is not ("after" or "before"))
            .Select(part => new KeyValuePair<string, string>(part.Key, part.Value.ToString())))
        {
            { direction, string.Create(CultureInfo.InvariantCulture, $"{ordinal}~{row.RowKey}~{row.SortKey}") },
        };
        return query.ToString();
    }

    /// <summary>The place of a page in an address: ordinal, row and sort key of the row beside it.</summary>
    private sealed record Cursor(bool IsBefore, long Ordinal, string? RowKey, string? SortKey)
    {
        private static readonly Cursor Start = new(false, 0, null, null);

        /// <summary>The list's start where the address says no place, or none that the order has.</summary>
        public static Cursor Of(HttpRequest request, ListOrder order)
        {
            var isBefore = request.Query.ContainsKey("before");
            var parts = request.Query[isBefore ? "before" : "after"].ToString().Split('~', 3);
            return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
                && IsOf(order.SqlType, parts[2])
                ? new Cursor(isBefore, ordinal, parts[1], parts[2])
                : Start;
        }

        private static bool IsOf(string sqlType, string key) => sqlType switch
        {
            "text" => true,
            // What has no date yet stands at an end.
            "date" or "timestamptz" when key is "infinity" or "-infinity" => true,
            "int" => int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "bigint" => long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "date" => DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "timestamptz" => DateTimeOffset.TryParse(key, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            _ => throw new ArgumentOutOfRangeException(nameof(sqlType), sqlType, "Not a type that a list is ordered by."),
        };
    }
}
