using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace LedgerPortal.Access;

/// <summary>Why this request has no session: for the page that says so.</summary>
/// <param name="Link">The public half of the link that did not open, if it was one.</param>
internal sealed record RefusedSession(SessionRefusal Why, Guid? Link = null);

/// <summary>Finds the session of a side's cookie, by one SQL call that also says whether it is still good.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[SessionCookies.NameOf(Scheme.Name)] is not { } secret)
            return AuthenticateResult.NoResult();
        var found = await sessions.Find(Scheme.Name, secret, IsUse(Request), Context.RequestAborted);
        switch (found)
        {
            case { Portal: { } portal }:
                return Ticket(new PortalIdentity(portal), portal.ExpiresAt);
            case { Console: { } console }:
                return Ticket(new ConsoleIdentity(console), console.ExpiresAt);
            default:
                Context.Features.Set(new RefusedSession(found?.Refusal ?? SessionRefusal.SignedOut));
                return AuthenticateResult.Fail("There is no such session, or it is no longer good.");
        }
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // Asked by a script of a page, the answer is a status; the page then reloads itself and meets the words below.
        var isPage = HttpMethods.IsGet(Request.Method) && !Request.Path.StartsWithSegments("/live") && IsUse(Request)
            && !Request.Headers.ContainsKey("HX-Request");
        if (Context.Features.Get<RefusedSession>() is { Why: SessionRefusal.Suspended })
            Response.StatusCode = StatusCodes.Status403Forbidden;
        else if (Scheme.Name == AccessSchemes.Console && isPage)
            Response.Redirect("/console/sign-in" + QueryString.Create("return", Request.Path + Request.QueryString));
        else
            Response.StatusCode = Scheme.Name == AccessSchemes.Console
                ? StatusCodes.Status401Unauthorized
                : StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        // Who has no second factor yet sets one up before anything else.
        if (Context.User.ConsoleSession() is { Way: WayIn.SetUp } && HttpMethods.IsGet(Request.Method))
            Response.Redirect("/console/second-factor");
        else
            Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    /// <summary>A live page that refreshes itself is no sign of a person.</summary>
    private static bool IsUse(HttpRequest request) => !request.Headers.ContainsKey("X-Live");

    private AuthenticateResult Ticket(ClaimsIdentity identity, DateTimeOffset expiresAt)
    {
        // The hub closes a connection at this moment.
        var properties = new AuthenticationProperties { ExpiresUtc = expiresAt };
        return AuthenticateResult.Success(
            new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name));
    }
}
