using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;

namespace LedgerPortal.Access;

/// <summary>A handler of a page, and its rule.</summary>
/// <param name="Rule">Null where it was forgotten.</param>
public sealed record HandlerRule(string HttpMethod, string? Name, MethodInfo Method, IAccessRule? Rule);

/// <summary>In the metadata of a page's endpoint: its handlers with their rules.</summary>
public sealed record HandlerRules(IReadOnlyList<HandlerRule> Handlers)
{
    public IAccessRule? Of(MethodInfo handler) => Handlers.FirstOrDefault(known => known.Method == handler)?.Rule;

    internal static void AddTo(PageConventionCollection conventions) =>
        conventions.AddFolderApplicationModelConvention("/", page => page.EndpointMetadata.Add(new HandlerRules(
            [.. page.HandlerMethods.Select(handler => new HandlerRule(
                handler.HttpMethod, handler.HandlerName, handler.MethodInfo,
                handler.Attributes.OfType<IAccessRule>().FirstOrDefault()))])));
}

/// <summary>Why this request was refused to someone who is signed in: for the page that says so.</summary>
internal sealed record RefusedRight(Right Right, OperatorRole Role);

/// <summary>
/// Holds each handler of a page to its rule, after the framework has chosen the handler: what is checked is what would
/// run. A handler without a rule runs for nobody, and neither does a page for a method or name that it has no handler of.
/// </summary>
internal sealed class RulesOfHandlers : IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (context.HandlerMethod is null)
        {
            // The page that tells of an error is run for the request that met it, whatever its method.
            if (context.HandlerInstance is ErrorModel)
                return next();
            context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            return Task.CompletedTask;
        }

        // In no business there is nothing to be shown yet.
        if (http.User.ConsoleSession() is { Role: OperatorRole.Outsider } && context.HandlerInstance is Consoles.ConsolePage)
        {
            context.Result = new LocalRedirectResult("/console/choose");
            return Task.CompletedTask;
        }

        var endpoint = http.GetEndpoint();
        var rule = endpoint?.Metadata.GetMetadata<HandlerRules>()?.Of(context.HandlerMethod.MethodInfo);
        if (AccessPolicies.IsAllowed(http, endpoint, rule))
            return next();
        context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
        return Task.CompletedTask;
    }
}
