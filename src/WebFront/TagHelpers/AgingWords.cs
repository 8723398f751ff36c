namespace LedgerPortal.TagHelpers;

/// <summary>What the columns of the aging are called, by the day that a business counts from.</summary>
public static class AgingWords
{
    private const string NotDue = "Aging.NotDue";

    /// <param name="key">The text's key where days are counted from the due date.</param>
    /// <param name="byDocument">They are counted from the document's date, where nothing is not yet due.</param>
    public static string ColumnKey(string key, bool byDocument) => byDocument && key == NotDue ? "Aging.SameDay" : key;
}
