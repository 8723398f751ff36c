using Microsoft.Extensions.Localization;

namespace LedgerPortal.Resources;

/// <summary>The short names of months in the page's language, January first; one text, separated by spaces.</summary>
public static class MonthNames
{
    public static IReadOnlyList<string> Months(this IStringLocalizer<SharedText> text) =>
        text["Months.Short"].Value.Split(' ') is { Length: 12 } names
            ? names
            : throw new InvalidOperationException("The text Months.Short needs twelve names, separated by single spaces.");
}
