using System.Net.Sockets;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace LedgerPortal.Pipeline;

/// <summary>What went wrong, as a status: pages and API then tell it in their own way.</summary>
internal static class Failures
{
    public const string ErrorPath = "/error";

    public static int StatusOf(Exception failure) => failure switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        _ when IsDatabaseAway(failure) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>
    /// Whether PostgreSQL could not be reached, went away, or has no room: it is tried again, and nothing is wrong with
    /// the request. An error in a statement is not that, nor is a query that whoever asked has given up, as all do when the program
    /// ends.
    /// </summary>
    public static bool IsDatabaseAway(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case OperationCanceledException:
                    return false;
                case PostgresException postgres:
                    // 08: connection, 3D: no such database, 53: resources, 57: operator intervention, 58: system error.
                    return postgres.IsTransient || postgres.SqlState[..2] is "08" or "3D" or "53" or "57" or "58";
                case NpgsqlException npgsql:
                    return npgsql.IsTransient
                        || npgsql.InnerException is SocketException or IOException or TimeoutException;
                case AggregateException { InnerExceptions: [var first, ..] } when first != cause.InnerException:
                    return IsDatabaseAway(first);
            }
        }

        return false;
    }

    /// <summary>
    /// When not even the page that tells of an error can be shown (its own keys are in the database that is away), a
    /// few words that need nothing are.
    /// </summary>
    public static IApplicationBuilder UseLastWords(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && failure is not OperationCanceledException)
        {
            var log = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Failures));
            log.LogError(failure, "{Route} could not be answered", context.GetEndpoint()?.DisplayName ?? "A request");
            context.Response.Clear();
            context.Response.StatusCode = StatusOf(failure);
            context.Response.Headers.RetryAfter = "5";
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(
                "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Back in a moment</title>" +
                "<h1>Back in a moment</h1>" +
                "<p>The books cannot be reached right now. Load the page again in a little while.</p>");
        }
    });

    /// <summary>
    /// The page that tells of a failure is run for the request that failed, and needs nothing of its form, which may be what could
    /// not be read.
    /// </summary>
    public static IApplicationBuilder UseNoFormInErrors(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path == ErrorPath)
            context.Features.Set<IFormFeature>(new FormFeature(FormCollection.Empty));
        return next(context);
    });

    /// <summary>Logged once, in a line, not with a stack trace for each request that met the same outage.</summary>
    public static bool IsKnown(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is BadHttpRequestException or OperationCanceledException || IsDatabaseAway(context.Exception);
}
