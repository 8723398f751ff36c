using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Formatting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LedgerPortal.Theme;

/// <summary>
/// A business's accent as a style sheet of its own, because pages carry no inline styles. The address names the colour and
/// nothing else: it tells nobody which business is served, and its content never changes, so it is cached for ever.
/// </summary>
public static class ThemeEndpoint
{
    public static IEndpointConventionBuilder MapThemes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/theme/{colour:regex(^[0-9a-f]{{6}}$)}.css", Sheet)
            .WithMetadata(new OpenToAnyoneAttribute("A colour that the address names, and nothing of whose it is."));

    /// <summary>The address of the sheet for a colour such as <c>#0b6e4f</c>, or null when it is none.</summary>
    public static string? UrlFor(string? colour) => AccentColour.IsColour(colour)
        ? string.Create(CultureInfo.InvariantCulture, $"/theme/{colour![1..].ToLowerInvariant()}.css")
        : null;

    private static Utf8ContentHttpResult Sheet(string colour, HttpResponse response)
    {
        var accent = AccentColour.From(colour);
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        var sheet =
            $$"""
            @layer theme {
              :root {
                --accent: light-dark({{accent.Light.Accent}}, {{accent.Dark.Accent}});
                --accent-ground: light-dark({{accent.Light.Ground}}, {{accent.Dark.Ground}});
                --on-accent: light-dark({{accent.Light.On}}, {{accent.Dark.On}});
              }
            }
            """;
        return TypedResults.Text(System.Text.Encoding.UTF8.GetBytes(sheet), "text/css; charset=utf-8");
    }
}
