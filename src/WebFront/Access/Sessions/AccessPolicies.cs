using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace LedgerPortal.Access;

/// <summary>Who may see a page. Row level security stands behind each of them.</summary>
public static class AccessPolicies
{
    /// <summary>Any customer's session, also that of a document link.</summary>
    public const string Portal = "Portal";

    /// <summary>A customer's session of the whole party: not that of a document link, nor a delegated view.</summary>
    public const string WholeParty = "WholeParty";

    /// <summary>As <see cref="WholeParty"/>, and a delegated view too, which reads.</summary>
    public const string WholePartyOrView = "WholePartyOrView";

    /// <summary>
    /// An operator of the business. It says nothing of the role: that is for the <see cref="IAccessRule"/> of the handler
    /// or endpoint, without which it lets nobody in.
    /// </summary>
    public const string Console = "Console";

    /// <summary>An operator, whether a second factor is there or still to be set up: where one is set up.</summary>
    public const string SecondFactor = "SecondFactor";

    /// <summary>Somebody who runs the installation.</summary>
    public const string Platform = "Platform";

    /// <summary>The live hub, which takes no commands and checks each topic against the session: either side.</summary>
    public const string Live = "Live";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Portal, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal)
            .RequireAssertion(context => context.User.PortalSession() is { } session && MayAsk(session, context)));
        options.AddPolicy(WholeParty, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.PortalSession() is { Document: null, IsReadOnly: false }));
        options.AddPolicy(WholePartyOrView, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.PortalSession() is { Document: null } session && MayAsk(session, context)));
        options.AddPolicy(Console, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Console)
            .RequireAssertion(context =>
                context.User.ConsoleSession() is { Way: not WayIn.SetUp } && IsAllowed(context)));
        options.AddPolicy(Platform, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Console)
            .AddRequirements(new RunsTheInstallation()));
        options.AddPolicy(SecondFactor, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Console)
            .RequireAssertion(context => context.User.ConsoleSession() is not null));
        options.AddPolicy(Live, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal, AccessSchemes.Console)
            .RequireAssertion(context => context.User.PortalSession() is not null
                || (context.User.ConsoleSession() is { Way: not WayIn.SetUp } session && session.Role.Has(Right.Read))));
    }

    /// <summary>
    /// Every page of <c>Portal/</c> asks for the whole party, unless it is marked
    /// <see cref="OpenToDocumentLinksAttribute"/> or <see cref="OpenToDelegatedViewsAttribute"/>; every page of
    /// <c>Console/</c> for an operator.
    /// </summary>
    internal static void ProtectFolders(PageConventionCollection conventions)
    {
        conventions.AddFolderApplicationModelConvention("/Portal", page =>
            page.EndpointMetadata.Add(new AuthorizeAttribute(
                page.HandlerTypeAttributes.OfType<OpenToDocumentLinksAttribute>().Any() ? Portal
                : page.HandlerTypeAttributes.OfType<OpenToDelegatedViewsAttribute>().Any() ? WholePartyOrView
                : WholeParty)));
        conventions.AuthorizeFolder("/Console", Console);
        conventions.AuthorizeFolder("/Platform", Platform);
        HandlerRules.AddTo(conventions);
    }

    /// <summary>
    /// Whether the request may go this way; where it may not because of the role, the right that it lacks is noted for the
    /// page that says so.
    /// </summary>
    /// <param name="rule">Of the handler or endpoint; null where there is none.</param>
    internal static bool IsAllowed(HttpContext http, Endpoint? endpoint, IAccessRule? rule)
    {
        var session = http.User.ConsoleSession();
        switch (rule)
        {
            case OpenToAnyoneAttribute:
                return true;
            case OpenToOperatorsAttribute:
                return session is not null;
            case NeedsAttribute needs:
                if (session is null)
                    return false;
                if (session.Role.Has(needs.Right))
                    return true;
                http.Features.Set(new RefusedRight(needs.Right, session.Role));
                return false;
            default:
                return endpoint is not null && HasPolicyThatIsARule(endpoint);
        }
    }

    /// <summary>Who may only read asks for nothing else, whatever page it is.</summary>
    private static bool MayAsk(PortalSession session, AuthorizationHandlerContext context) => !session.IsReadOnly
        || context.Resource is HttpContext http
        && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));

    /// <summary>Every policy but the console's says by itself who may.</summary>
    internal static bool HasPolicyThatIsARule(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(data => data.Policy is not (null or Console or SecondFactor));

    /// <summary>A page's handlers are held to their rules when one of them was chosen; an endpoint has one rule.</summary>
    private static bool IsAllowed(AuthorizationHandlerContext context) => context.Resource is HttpContext http
        && http.GetEndpoint() is { } endpoint
        && (endpoint.Metadata.GetMetadata<HandlerRules>() is not null
            || IsAllowed(http, endpoint, endpoint.Metadata.GetMetadata<IAccessRule>()));
}

/// <summary>On a portal page that shows one document: it may also be seen with that document's link.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToDocumentLinksAttribute : Attribute;

/// <summary>
/// On a portal page that may also be read by somebody outside the party to whom it gave a view. Pages that show a document
/// (<see cref="OpenToDocumentLinksAttribute"/>) may as well.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToDelegatedViewsAttribute : Attribute;
