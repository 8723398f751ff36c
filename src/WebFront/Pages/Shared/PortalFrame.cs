namespace LedgerPortal.Pages.Shared;

/// <summary>A page that stands in the portal's layout: <c>Layout = "_PortalLayout"</c>.</summary>
public interface IPortalPage
{
    PortalFrame Frame { get; }
}

/// <summary>What the portal's layout shows around every page.</summary>
/// <param name="AccentColour"><c>#rrggbb</c>, or nothing for the product's own.</param>
/// <param name="Logo">Without one the initials stand there.</param>
/// <param name="Sections">Tabs under the balance, as the switches allow.</param>
/// <param name="Dock">At most five places at the bottom of a phone.</param>
/// <param name="SignOutUrl">Taken by a POST; nothing when this session cannot be left, as with a document's link.</param>
public sealed record PortalFrame(
    string BusinessName,
    string? AccentColour,
    LogoImage? Logo,
    string? PartyName,
    IReadOnlyList<Place> Sections,
    IReadOnlyList<Place> Dock,
    string? SignOutUrl)
{
    /// <summary>Where a person chooses another of their businesses; nothing for who has only this one.</summary>
    public string? SwitchUrl { get; init; }

    /// <summary>What must be known on every page: whose view it is, and until when.</summary>
    public string? Banner { get; init; }
}
