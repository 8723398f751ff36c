using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Resources;

/// <summary>The short names of months in the page's language, January first; one text, separated by spaces.</summary>
public static class MonthNames
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Known = new();

    public static IReadOnlyList<string> Months(this IStringLocalizer<SharedText> text) => Known.GetOrAdd(
        CultureInfo.CurrentUICulture.Name,
        (_, words) => words["Months.Short"].Value.Split(' ') is { Length: 12 } names
            ? names
            : throw new InvalidOperationException("The text Months.Short needs twelve names, separated by single spaces."),
        text);
}
