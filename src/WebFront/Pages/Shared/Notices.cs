using System.Globalization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace LedgerPortal.Pages.Shared;

/// <summary>What a page tells after it was left by a redirect: a short note, and perhaps the offer to take the step back.</summary>
public static class Notices
{
    private const string NoteKey = "Notice";
    private const string UndoTextKey = "Undo.Text";
    private const string UndoUrlKey = "Undo.Url";
    private const string UndoUntilKey = "Undo.Until";

    /// <summary>Shown once, by the next page: "Invoice INV/26-27/000412 issued".</summary>
    public static void Tell(this ITempDataDictionary temp, string note) => temp[NoteKey] = note;

    /// <summary>
    /// Offers a POST to <paramref name="url"/> until a moment: the bar counts down and leaves; the server still decides
    /// whether it was in time.
    /// </summary>
    public static void OfferUndo(this ITempDataDictionary temp, string text, string url, DateTimeOffset until)
    {
        temp[UndoTextKey] = text;
        temp[UndoUrlKey] = url;
        temp[UndoUntilKey] = until.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
    }

    internal static string? TakeNote(this ITempDataDictionary temp) => temp[NoteKey] as string;

    internal static UndoOffer? TakeUndo(this ITempDataDictionary temp) =>
        temp[UndoTextKey] is string text && temp[UndoUrlKey] is string url
            && long.TryParse(temp[UndoUntilKey] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            ? new UndoOffer(text, url, DateTimeOffset.FromUnixTimeMilliseconds(until))
            : null;
}

internal sealed record UndoOffer(string Text, string Url, DateTimeOffset Until);
