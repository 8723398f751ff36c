using Microsoft.Net.Http.Headers;

namespace LedgerPortal.Pipeline;

/// <summary>What every answer tells the browser to do and not to do, whatever wrote it.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Everything comes from here: no inline script or style, nothing from elsewhere, no frame around us, no form to
    /// another site. 'self' covers the live connection (ws and wss) in every browser that we serve.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
        "object-src 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // At the last moment, because an error page begins by clearing what was set before it.
        context.Response.OnStarting(Set, context);
        return next(context);
    });

    private static Task Set(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), usb=(), payment=()";
        // For a year. Other hosts under the same name are not ours to decide about.
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        // Only files that say so themselves are kept: a page may be personal, and so may be the fact that it exists.
        if (!headers.ContainsKey(HeaderNames.CacheControl))
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
