namespace LedgerPortal.Pages.Shared;

/// <summary>A page that stands in the console's layout: <c>Layout = "_ConsoleLayout"</c>.</summary>
public interface IConsolePage
{
    ConsoleFrame Frame { get; }
}

/// <summary>What the console's layout shows around every page.</summary>
/// <param name="Places">All of them at the left; on a phone the first four in the dock and the rest under "More".</param>
/// <param name="SignOutUrl">Taken by a POST.</param>
public sealed record ConsoleFrame(
    string BusinessName,
    string? AccentColour,
    LogoImage? Logo,
    string UserName,
    IReadOnlyList<Place> Places,
    string SignOutUrl);
