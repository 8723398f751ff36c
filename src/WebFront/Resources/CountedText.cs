using Microsoft.Extensions.Localization;

namespace LedgerPortal.Resources;

/// <summary>Texts that depend on a count have one form for one and another for the rest: keys end in .One and .Other.</summary>
public static class CountedText
{
    /// <summary>The form for <paramref name="count"/>, which is its gap {0}; further gaps follow.</summary>
    public static string Count(this IStringLocalizer text, string key, long count, params object[] more) =>
        text[count == 1 ? key + ".One" : key + ".Other", [count, .. more]];
}
