namespace LedgerPortal.Pages.Shared;

/// <summary>Somewhere that navigation leads to.</summary>
/// <param name="Icon">A name of <c>TagHelpers/Icons.cs</c>.</param>
/// <param name="Count">What waits there; nothing is shown for none.</param>
/// <param name="IsUrgent">The count wants attention.</param>
public sealed record Place(string Url, string Icon, string Text, long? Count = null, bool IsUrgent = false)
{
    /// <summary>
    /// The place that a path belongs to: the one with the longest address that the path starts with, so that an invoice's
    /// page is under "Invoices" and not under "Today".
    /// </summary>
    public static Place? Current(IEnumerable<Place> places, PathString path) => places
        .Where(place => path.StartsWithSegments(place.Url.Split('?')[0], StringComparison.OrdinalIgnoreCase))
        .MaxBy(place => place.Url.Length);
}
