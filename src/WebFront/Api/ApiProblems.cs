using System.Text.Json;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Api;

/// <summary>
/// What the API itself refuses, beside the rules of the grains (<see cref="RefusalCode"/>). Names are part of the API: they
/// are for ever.
/// </summary>
public enum ApiRefusal
{
    /// <summary>400: not JSON, a field that is not known, a value of another type.</summary>
    RequestUnreadable,

    /// <summary>400: a change needs an <c>Idempotency-Key</c> of 1 to 200 visible characters.</summary>
    IdempotencyKeyRequired,

    /// <summary>401: no key, an unknown, a revoked or an expired one.</summary>
    KeyNotGood,

    /// <summary>403: the key has not the scope.</summary>
    ScopeMissing,

    /// <summary>405: the address is there, for another method.</summary>
    MethodNotAllowed,

    /// <summary>413: the body is larger than the address takes.</summary>
    BodyTooLarge,

    /// <summary>415: the body is not <c>application/json</c>.</summary>
    NotJson,

    /// <summary>429: slow down; <c>Retry-After</c> says for how many seconds.</summary>
    TooManyRequests,

    /// <summary>500: our fault. Whether a change was made is not known: send it again with the same key.</summary>
    Unexpected,

    /// <summary>503: no PDF can be made at the moment. Nothing was changed; ask again in a minute.</summary>
    PaperUnavailable,

    /// <summary>503: the database is away. Whether a change was made is not known: send it again with the same key.</summary>
    DatabaseAway,
}

/// <summary>Refusals as problem details: status, <c>code</c>, and for input the <c>field</c>.</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult Of(Refusal refusal) => TypedResults.Problem(new ProblemDetails
    {
        Status = Refusals.StatusOf(refusal.Code),
        Title = Refusals.StatusOf(refusal.Code) == StatusCodes.Status422UnprocessableEntity
            ? "The request is not valid."
            : "The command was refused.",
        Detail = refusal.ToString(),
        Extensions = { ["code"] = refusal.Code.ToString(), ["field"] = refusal.Field },
    });

    public static ProblemHttpResult Invalid(string field, string detail) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status422UnprocessableEntity,
        Title = "The request is not valid.",
        Detail = detail,
        Extensions = { ["code"] = nameof(RefusalCode.FieldInvalid), ["field"] = field },
    });

    /// <summary>Not there and not yours are one answer, to the byte.</summary>
    public static ProblemHttpResult NotFound(string field) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status404NotFound,
        Title = "It is not there.",
        Detail = "Nothing of this business has that name.",
        Extensions = { ["code"] = nameof(RefusalCode.NotFound), ["field"] = field },
    });

    public static ProblemHttpResult PaperUnavailable() => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Title = "The PDF cannot be made now.",
        Detail = "Nothing was changed. Ask again in a minute.",
        Extensions = { ["code"] = nameof(ApiRefusal.PaperUnavailable) },
    });

    public static ProblemHttpResult IdempotencyKeyRequired() => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status400BadRequest,
        Title = "Idempotency-Key is missing.",
        Detail = "Send a key of your own, at most 200 visible characters; repeat the request with the same key when in doubt.",
        Extensions = { ["code"] = nameof(ApiRefusal.IdempotencyKeyRequired) },
    });

    /// <summary>Codes for what the framework refuses: only a status is known then, and sometimes the exception.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        if (!context.HttpContext.Request.Path.StartsWithSegments("/api"))
            return;
        var problem = context.ProblemDetails;
        problem.Extensions.Remove("traceId");
        if (problem.Extensions.ContainsKey("code") || CodeOf(problem.Status) is not { } code)
            return;
        problem.Extensions["code"] = code;
        (problem.Title, problem.Detail) = code switch
        {
            nameof(ApiRefusal.KeyNotGood) => ("The key is not good.", "Send a key that is neither revoked nor expired: Authorization: Bearer lpk_…"),
            nameof(ApiRefusal.ScopeMissing) => ("The key may not do this.", "Make a key with the scope that this address needs."),
            nameof(ApiRefusal.TooManyRequests) => ("Too many requests.", "Wait as many seconds as Retry-After says."),
            nameof(ApiRefusal.DatabaseAway) => ("The books cannot be reached.", "Send it again with the same Idempotency-Key: what was done is not done twice."),
            nameof(ApiRefusal.Unexpected) => ("Something went wrong here.", "Send it again with the same Idempotency-Key: what was done is not done twice."),
            nameof(RefusalCode.NotFound) => ("It is not there.", "Nothing of this business has that name."),
            _ => (problem.Title, problem.Detail),
        };
        if (Unreadable(context.HttpContext) is { } unreadable)
            (problem.Detail, problem.Extensions["field"]) = unreadable;
    }

    private static string? CodeOf(int? status) => status switch
    {
        StatusCodes.Status400BadRequest => nameof(ApiRefusal.RequestUnreadable),
        StatusCodes.Status401Unauthorized => nameof(ApiRefusal.KeyNotGood),
        StatusCodes.Status403Forbidden => nameof(ApiRefusal.ScopeMissing),
        StatusCodes.Status404NotFound => nameof(RefusalCode.NotFound),
        StatusCodes.Status405MethodNotAllowed => nameof(ApiRefusal.MethodNotAllowed),
        StatusCodes.Status413PayloadTooLarge => nameof(ApiRefusal.BodyTooLarge),
        StatusCodes.Status415UnsupportedMediaType => nameof(ApiRefusal.NotJson),
        StatusCodes.Status429TooManyRequests => nameof(ApiRefusal.TooManyRequests),
        StatusCodes.Status503ServiceUnavailable => nameof(ApiRefusal.DatabaseAway),
        >= 500 => nameof(ApiRefusal.Unexpected),
        _ => null,
    };

    /// <summary>Where in the body it stopped making sense. What stood there is not repeated.</summary>
    private static (string Detail, string? Field)? Unreadable(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            BadHttpRequestException { InnerException: JsonException json } =>
                ("The body is not JSON as this address takes it: a field is unknown or its value of another type.", json.Path?.TrimStart('$', '.')),
            BadHttpRequestException => ("A part of the address or the body cannot be read.", null),
            _ => null,
        };
}

/// <summary>On an endpoint: the rules that can say no to it, for the description of the API.</summary>
internal sealed record RefusedBy(IReadOnlyList<RefusalCode> Codes);

/// <summary>On an endpoint: the scope that its key needs.</summary>
internal sealed record NeedsScope(ApiScope Scope);
