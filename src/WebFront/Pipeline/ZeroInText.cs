using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Primitives;

namespace LedgerPortal.Pipeline;

/// <summary>
/// Refuses the character zero in an address or a form. No text in PostgreSQL can have it, nobody types it, and a statement that
/// is sent with it leaves its connection in a state in which the next request on it fails too. What comes to the API as JSON is
/// checked with the commands' other fields.
/// </summary>
internal static class ZeroInText
{
    public static IApplicationBuilder UseZeroRefusal(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // The page that tells of a refusal is run for the refused request.
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || !IsIn(context.Request.Query))
            return next(context);
        context.Response.StatusCode = WebFrontPipeline.IsApi(context)
            ? StatusCodes.Status400BadRequest
            : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });

    private static bool IsIn(IEnumerable<KeyValuePair<string, StringValues>> fields) =>
        fields.Any(field => field.Key.Contains('\0') || field.Value.Any(value => value?.Contains('\0') is true));

    /// <summary>Behind the check of the form's token, which reads the form.</summary>
    internal sealed class InForms : IAsyncPageFilter
    {
        public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

        public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
        {
            var request = context.HttpContext.Request;
            if (request.HasFormContentType && IsIn(await request.ReadFormAsync(context.HttpContext.RequestAborted)))
                context.Result = new BadRequestResult();
            else
                await next();
        }
    }
}
