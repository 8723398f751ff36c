using LedgerPortal.Businesses;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Shared;

/// <summary>A business's logo on a page. Its size is known before it is loaded, so that nothing moves when it is.</summary>
public sealed record LogoImage(string Url, int WidthPixels, int HeightPixels)
{
    /// <param name="place">Where the side that shows it has its own.</param>
    /// <param name="sha256">Null for a business without one.</param>
    public static LogoImage? Of(string place, string? sha256, int? widthPixels, int? heightPixels) =>
        sha256 is null ? null : new LogoImage($"{place}/{sha256}", widthPixels ?? 0, heightPixels ?? 0);

    /// <summary>The picture itself, as an answer.</summary>
    public static IActionResult Answer(Logo? logo, HttpResponse response)
    {
        if (logo is null)
            return new NotFoundResult();
        // Its address is its hash: what is there never changes. For this browser alone, because others may not ask for it.
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return new FileContentResult(logo.Content, logo.MediaType);
    }
}
