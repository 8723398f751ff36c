using LedgerPortal.Access;
using Microsoft.AspNetCore.Diagnostics;

namespace LedgerPortal.Pipeline;

/// <summary>
/// Refuses what another site makes a browser send: changes by <c>Sec-Fetch-Site</c> (every present browser sends it),
/// and the live connection by <c>Origin</c>, which a browser sends with each socket and a page cannot forge.
/// Antiforgery tokens stand behind this for forms.
/// </summary>
internal static class CrossSiteRequests
{
    public static IApplicationBuilder UseCrossSiteRefusal(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // The page that tells of a refusal is run for the refused request.
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || IsAllowed(context))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool IsAllowed(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/live"))
            return IsFromOwnPage(context);
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method))
            return true;
        return request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            // "none": a person made it, without any page.
            "same-origin" or "none" => true,
            // An old browser, or no browser. Pages tell no referrer, which makes the origin of their forms "null".
            "" => request.Headers.Origin.ToString() is "" or "null" || HasOwnOrigin(context),
            _ => false,
        };
    }

    /// <summary>
    /// Sockets and posts carry an origin; the other requests of the live connection are told by the browser.
    /// </summary>
    private static bool IsFromOwnPage(HttpContext context) =>
        context.Request.Headers.Origin.Count > 0
            ? HasOwnOrigin(context)
            : context.Request.Headers["Sec-Fetch-Site"].ToString() == "same-origin" && !IsSocket(context.Request);

    private static bool HasOwnOrigin(HttpContext context) =>
        context.RequestServices.GetRequiredService<PublicAddress>()
            .IsOwnOrigin(context.Request.Headers.Origin.ToString());

    /// <summary>HTTP/1.1 upgrades; HTTP/2 connects.</summary>
    private static bool IsSocket(HttpRequest request) =>
        request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);
}
