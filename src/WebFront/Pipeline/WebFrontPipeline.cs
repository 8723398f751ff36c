using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Consoles;
using LedgerPortal.Live;
using LedgerPortal.Notices;
using LedgerPortal.Pages;
using LedgerPortal.Papers;
using LedgerPortal.Theme;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LedgerPortal.Pipeline;

/// <summary>The way of every request: what is added to the services, and the order of what it passes.</summary>
public static class WebFrontPipeline
{
    /// <summary>An invoice of 2,000 lines with ten fields each, as a form. Uploads have limits of their own.</summary>
    private const int MaxBodyBytes = 8 * 1024 * 1024;

    private const int MaxFormFields = 25_000;

    /// <summary>Needs <see cref="AccessServices.AddAccess"/> and what that needs.</summary>
    public static WebApplicationBuilder AddWebFront(this WebApplicationBuilder builder)
    {
        // The bundled assets are found beside the program, published or not.
        builder.WebHost.UseStaticWebAssets();
        var services = builder.Services;
        services.AddSessionsOfRequests();
        services.AddMessages();
        services.AddLive();
        services.AddApi();
        services.AddPageParts();
        services.AddConsole();
        services.AddPapers();
        services.AddRazorPages(options => AccessPolicies.ProtectFolders(options.Conventions))
            .AddMvcOptions(mvc =>
            {
                mvc.Filters.Add<RulesOfHandlers>();
                mvc.Filters.Add<ZeroInText.InForms>();
            })
            .AddViewOptions(view => view.HtmlHelperOptions.ClientValidationEnabled = false);
        services.AddProblemDetails();
        services.AddAntiforgery(antiforgery =>
        {
            // The header is the same on every answer; set here too, its place would tell who has no cookie yet.
            antiforgery.SuppressXFrameOptionsHeader = true;
            antiforgery.Cookie.Name = "__Host-antiforgery";
            // Strict would make a link followed from elsewhere replace it, and with it every form that is open already.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.Configure<CookieTempDataProviderOptions>(options => options.Cookie.Name = "__Host-notice");
        // By policy, because antiforgery by itself refuses secure cookies on http, which browsers allow on localhost.
        services.Configure<CookiePolicyOptions>(options => options.Secure = CookieSecurePolicy.Always);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        services.Configure<FormOptions>(form => form.ValueCountLimit = MaxFormFields);
        services.Configure<MvcOptions>(mvc => mvc.MaxModelBindingCollectionSize = 2_500);
        // A proxy on this machine is believed; others are named by --proxies.
        services.Configure<ForwardedHeadersOptions>(forwarded =>
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
        PageCompression.Add(services);
        return builder;
    }

    public static WebApplication UseWebFront(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseLastWords();
        app.UseForwardedHeaders();
        app.UseResponseCompression();
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = Failures.StatusOf,
                SuppressDiagnosticsCallback = Failures.IsKnown,
            });
            api.UseStatusCodePages();
        });
        app.UseWhen(context => !IsApi(context), pages =>
        {
            pages.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = Failures.ErrorPath,
                StatusCodeSelector = Failures.StatusOf,
                SuppressDiagnosticsCallback = Failures.IsKnown,
            });
            pages.UseStatusCodePagesWithReExecute(Failures.ErrorPath);
            pages.UseNoFormInErrors();
        });
        app.UseCookiePolicy();
        app.UseCrossSiteRefusal();
        app.UseZeroRefusal();
        app.UseFirstRunGate();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapStaticAssets().WithMetadata(new OpenToAnyoneAttribute("Scripts, styles and pictures of the program."));
        app.MapThemes();
        app.MapRazorPages().WithStaticAssets();
        app.MapLive();
        app.MapApi();
        return app;
    }

    internal static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api");
}
