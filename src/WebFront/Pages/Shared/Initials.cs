namespace LedgerPortal.Pages.Shared;

/// <summary>Stands in for a logo: the first letters of the first and the last word of a name.</summary>
public static class Initials
{
    public static string Of(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(word => char.IsLetterOrDigit(word, 0)).ToArray();
        var letters = words.Length > 1 ? First(words[0]) + First(words[^1]) : words.Length == 1 ? First(words[0]) : "";
        return letters.ToUpperInvariant();
    }

    /// <summary>A letter with its accents, or a whole character of a script that needs two units for it.</summary>
    private static string First(string word) => System.Globalization.StringInfo.GetNextTextElement(word);
}
