using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace LedgerPortal.Api;

/// <summary>
/// The HTTP API for billing programs. Money is a string on the wire; each POST needs an <c>Idempotency-Key</c>, and sent again
/// with the same key and body it gives the same answer and changes nothing.
/// </summary>
public static class ApiEndpoints
{
    private const string RateLimit = "api";
    private const int RequestsPerMinute = 1_200;
    private const string Policy = "ApiKey";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton(provider => new ApiKeys(provider.GetRequiredService<Database.Databases>().Access));
        services.AddScoped<ApiRequest>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorizationBuilder().AddPolicy(Policy, policy => policy
            .AddAuthenticationSchemes(ApiKeyHandler.SchemeName).RequireAuthenticatedUser());
        services.Configure<RateLimiterOptions>(options => options.AddPolicy(RateLimit, context =>
            RateLimitPartition.GetTokenBucketLimiter(
                context.Request.Headers.Authorization.ToString(), _ => Access.AccessRateLimits.PerMinute(RequestsPerMinute))));
        return services;
    }

    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").RequireAuthorization(Policy).RequireRateLimiting(RateLimit).DisableAntiforgery();
        api.MapPost("/invoices", DocumentEndpoints.PostInvoice).AddEndpointFilter(NeedsIdempotencyKey);
        api.MapPost("/credit-notes", DocumentEndpoints.PostCreditNote).AddEndpointFilter(NeedsIdempotencyKey);
        api.MapPost("/payments", LedgerEndpoints.PostPayment).AddEndpointFilter(NeedsIdempotencyKey);
        api.MapGet("/ledgers/{party}", LedgerEndpoints.GetLedger);
        return app;
    }

    private static async ValueTask<object?> NeedsIdempotencyKey(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<ApiRequest>().Command is null
            ? TypedResults.Problem(new ProblemDetails
            {
                Status = StatusCodes.Status400BadRequest,
                Title = "Idempotency-Key is missing.",
                Detail = "Send a key of your own, at most 200 characters; repeat the request with the same key when in doubt.",
            })
            : await next(context);
}
