using LedgerPortal.Testing;

namespace LedgerPortal.Isolation;

/// <summary>One of each way in, with what is none of theirs.</summary>
public static class CuriousPeople
{
    public static IReadOnlyList<Curious> Of(Neighbourhood place) =>
    [
        new("an owner of another business", () => Operator(place), [place.OfOtherBusiness]),
        new("a program of another business", () => Task.FromResult(new Entrance(place.Portal.Browse(), place.Key)), [place.OfOtherBusiness]),
        new(
            "another customer", async () => await Customer(await place.Own.SignedIn(place.Party)),
            [place.OfOtherBusiness, place.OfOtherParty, place.OfOperators]),
        new(
            "who has the link of one document", async () => await Customer(await place.Own.CameByDocument(place.Party, place.Document)),
            [place.OfOtherBusiness, place.OfOtherParty, place.OfOtherDocument, place.OfOperators]),
        new(
            "nobody", () => Task.FromResult(new Entrance(place.Portal.Browse())),
            [place.OfOtherBusiness, place.OfOtherParty, place.OfOtherDocument, place.OfOperators]),
    ];

    private static async Task<Entrance> Operator(Neighbourhood place)
    {
        var browser = await place.Own.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await browser.Get("/console");
        return new Entrance(browser, FormToken: TokenOf(page));
    }

    private static async Task<Entrance> Customer(Browser browser) =>
        new(browser, FormToken: TokenOf(await browser.Get("/portal")));

    private static string? TokenOf(Answer page) =>
        page.Page.QuerySelector("meta[name=antiforgery]")?.GetAttribute("content")
        ?? page.Page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value");
}
