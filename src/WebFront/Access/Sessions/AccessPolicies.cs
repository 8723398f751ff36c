using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace LedgerPortal.Access;

/// <summary>Who may see a page. Row level security stands behind each of them.</summary>
public static class AccessPolicies
{
    /// <summary>Any customer's session, also that of a document link.</summary>
    public const string Portal = "Portal";

    /// <summary>A customer's session of the whole party: not that of a document link.</summary>
    public const string WholeParty = "WholeParty";

    /// <summary>An operator of the business.</summary>
    public const string Console = "Console";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Portal, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal)
            .RequireAssertion(context => context.User.PortalSession() is not null));
        options.AddPolicy(WholeParty, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Portal)
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.PortalSession() is { Document: null }));
        options.AddPolicy(Console, policy => policy
            .AddAuthenticationSchemes(AccessSchemes.Console)
            .RequireAssertion(context => context.User.ConsoleSession() is not null));
    }

    /// <summary>
    /// Every page of <c>Portal/</c> asks for the whole party, unless it is marked
    /// <see cref="OpenToDocumentLinksAttribute"/>; every page of <c>Console/</c> for an operator.
    /// </summary>
    internal static void ProtectFolders(PageConventionCollection conventions)
    {
        conventions.AddFolderApplicationModelConvention("/Portal", page =>
            page.EndpointMetadata.Add(new AuthorizeAttribute(
                page.HandlerTypeAttributes.OfType<OpenToDocumentLinksAttribute>().Any() ? Portal : WholeParty)));
        conventions.AuthorizeFolder("/Console", Console);
    }
}

/// <summary>On a portal page that shows one document: it may also be seen with that document's link.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OpenToDocumentLinksAttribute : Attribute;
