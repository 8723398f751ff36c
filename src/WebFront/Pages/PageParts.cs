using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.Extensions.WebEncoders;

namespace LedgerPortal.Pages;

/// <summary>What layouts and components need from the host, besides Razor Pages themselves.</summary>
public static class PageParts
{
    /// <summary>Texts from resources, and pages that write ₹ as ₹ and not as an entity three times as long.</summary>
    public static IServiceCollection AddPageParts(this IServiceCollection services)
    {
        services.AddLocalization();
        services.Configure<WebEncoderOptions>(options =>
            options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        return services;
    }
}
