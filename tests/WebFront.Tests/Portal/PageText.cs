using AngleSharp.Dom;

namespace LedgerPortal.Portal;

/// <summary>What a person reads on a page.</summary>
internal static class PageText
{
    /// <summary>The text of the first match, with single spaces.</summary>
    public static string Text(this IParentNode within, string selector) =>
        (within.QuerySelector(selector) ?? throw new InvalidOperationException($"Nothing is {selector} here.")).Words();

    public static string Words(this INode node) =>
        string.Join(' ', node.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The rows of a list, without those that open in place.</summary>
    public static IReadOnlyList<IElement> Rows(this IParentNode page) =>
        [.. page.QuerySelectorAll("table.rows tr[data-key]:not(.drill), body > table tr[data-key]:not(.drill)")];
}
