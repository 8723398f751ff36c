using LedgerPortal.Pipeline;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Access;

/// <summary>
/// <c>/error</c>: what a person sees in place of a page that could not be shown. It says what happened and what to do
/// next, asks nothing of the database, and is run for whatever request met the error, so it changes nothing either.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel(IStringLocalizer<AccessText> text) : PageModel
{
    /// <summary>
    /// Names the words for it in <c>AccessText.resx</c>: <c>Error.{Name}.Title</c>, <c>Error.{Name}.Text</c>.
    /// </summary>
    public string Name { get; private set; } = "NotFound";

    /// <summary>Where "try again" leads; null where trying again is no use.</summary>
    public string? RetryUrl { get; private set; }

    /// <summary>For someone who is in but went astray.</summary>
    public string? StartUrl { get; private set; }

    /// <summary>For a customer whose link or session does not open anything: the way on.</summary>
    public string? SignInUrl => Name is not ("AccessDenied" or "NoSession" or "DocumentOnly")
        ? null
        : HttpContext.Features.Get<RefusedSession>()?.Link is { } link ? $"/sign-in?link={Id.Text(link)}" : "/sign-in";

    public string Title => text[$"Error.{Name}.Title"];

    /// <summary>Where the role was what lacked, it says who may.</summary>
    public string Message => Lacking is { } lacking
        ? text[$"Error.NotAllowed.{lacking.Right}"]
        : text[$"Error.{Name}.Text"];

    public string? Next => Lacking is { } lacking
        ? text[$"Error.NotAllowed.As.{lacking.Role}"]
        : text[$"Error.{Name}.Next"] is { ResourceNotFound: false } next ? next.Value : null;

    private RefusedRight? Lacking => Name == "NotAllowed" ? HttpContext.Features.Get<RefusedRight>() : null;

    [OpenToAnyone("It tells of an error and shows nothing else.")]
    public void OnGet() => Show();

    [OpenToAnyone("It tells of an error and shows nothing else.")]
    public void OnPost() => Show();

    private void Show()
    {
        var original = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
            ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        // Asked for by its own address there is no error to tell of.
        if (original is null)
            Response.StatusCode = StatusCodes.Status404NotFound;
        if (Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
            Response.Headers.RetryAfter = "5";
        Name = NameOf(Response.StatusCode, original ?? "");
        if (Name is "NotAllowed")
            StartUrl = "/console";
        if (Name is "NotFound" && original is not null)
            StartUrl = StartOf(original);
        // After an exception the query is still the request's own.
        var query = HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalQueryString
            ?? Request.QueryString.Value;
        if (original is not null && HttpMethods.IsGet(Request.Method) && Response.StatusCode is 429 or >= 500)
            RetryUrl = original + query;
    }

    private static string? StartOf(PathString path)
    {
        foreach (var start in new[] { "/console", "/portal" })
        {
            if (path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase))
                return start;
        }

        return null;
    }

    private string NameOf(int status, PathString path) => status switch
    {
        401 => "SignedOut",
        403 => NameOfDenial(HttpContext.Features.Get<RefusedSession>()?.Why, path),
        404 => "NotFound",
        400 => "Stale",
        413 => "TooLarge",
        429 => "TooMany",
        503 => "Away",
        < 500 => "Refused",
        _ => "Broken",
    };

    private string NameOfDenial(SessionRefusal? why, PathString path) => why switch
    {
        SessionRefusal.Suspended => "Suspended",
        SessionRefusal.PortalOff => "PortalOff",
        SessionRefusal.LinkExpired or SessionRefusal.LinkRevoked or SessionRefusal.SharingOff => "AccessDenied",
        _ when HttpContext.Features.Get<RefusedRight>() is not null => "NotAllowed",
        _ when path.StartsWithSegments("/console") || path.StartsWithSegments("/platform") => "NotAllowed",
        _ when User.PortalSession() is { Document: not null } => "DocumentOnly",
        _ when User.PortalSession() is { IsReadOnly: true } => "ReadOnly",
        _ when path.StartsWithSegments("/portal") => "NoSession",
        _ => "Refused",
    };
}
