using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LedgerPortal.Access;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LedgerPortal.Api;

/// <summary>
/// The description of the API at <c>/openapi/v1.json</c>, made from the endpoints themselves: what each takes and gives, the
/// scope it needs, and every refusal by its code.
/// </summary>
internal static class ApiDescription
{
    public const string Address = "/openapi/v1.json";
    private const string Problem = "Problem";
    private const string Bearer = "key";
    private const string ProblemType = "application/problem+json";

    private static readonly Dictionary<string, string> Parameters = new()
    {
        ["party"] = "The party, by its id or your own code for it.",
        ["document"] = "The document's id: 22 characters.",
        ["contact"] = "The contact's id: 22 characters.",
        ["webhook"] = "The webhook's id: 22 characters.",
        ["delivery"] = "The delivery's number.",
        ["version"] = "A version of the party's ledger, from 1 to the present one.",
        ["held"] = "Number of a post-dated payment among those that the ledger keeps.",
        ["entry"] = "Number of the entry in the party's ledger; of allocations the credit entry.",
        ["debit"] = "Number of the debit entry.",
        ["q"] = "A part of the name or the code; at most 100 characters.",
        ["after"] = "What `next` was in the part before.",
        ["limit"] = "Rows of one part, 1 to 200; 50 when it is not given (200 entries of a ledger).",
        ["from"] = "First day, yyyy-mm-dd; of an undoing the day from which they are no longer joined.",
        ["to"] = "Last day, yyyy-mm-dd.",
        ["asOf"] = "The day, yyyy-mm-dd; today in the business's time zone when it is not given.",
        ["currency"] = "ISO 4217; the party's own when it is not given.",
        ["status"] = "Only documents of this status.",
    };

    public static void Add(IServiceCollection services)
    {
        // A number is a number; text that looks like one is not.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) is true;
            options.AddDocumentTransformer((document, _, _) =>
            {
                Frame(document);
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                Complete(operation, context);
                return Task.CompletedTask;
            });
        });
    }

    public static void Map(IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json")
        .WithMetadata(new OpenToAnyoneAttribute("It describes the program, and nobody's books."));

    private static void Frame(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "LedgerPortal",
            Version = "1",
            Description = "The books of one business for its billing programs. Money and quantities are strings with a decimal "
                + "point; ids are 22 characters; days are yyyy-mm-dd, moments have an offset. Within version 1 fields and "
                + "codes are only added: pass over those that you do not know.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A key of the business: `Authorization: Bearer lpk_…`. Made under Settings → API keys, shown once.",
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = ProblemSchema();
    }

    private static OpenApiSchema ProblemSchema()
    {
        static OpenApiSchema Of(JsonSchemaType type, string description) => new() { Type = type, Description = description };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A refusal: problem details (RFC 9457).",
            Required = new HashSet<string> { "status", "title", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Of(JsonSchemaType.String | JsonSchemaType.Null, "A page about the status."),
                ["title"] = Of(JsonSchemaType.String, "What happened, in a few words."),
                ["status"] = Of(JsonSchemaType.Integer, "The HTTP status."),
                ["detail"] = Of(JsonSchemaType.String | JsonSchemaType.Null, "What to do next, or the values that the rule is about."),
                ["code"] = Of(JsonSchemaType.String, "The rule that said no. Codes are for ever; new ones are added."),
                ["field"] = Of(JsonSchemaType.String | JsonSchemaType.Null, "The input that it concerns: `lines[3].quantity`, counted from zero."),
            },
        };
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var scope = metadata.OfType<NeedsScope>().Last().Scope;
        var rules = metadata.OfType<RefusedBy>().Last().Codes;
        var isChange = context.Description.HttpMethod != HttpMethods.Get;
        operation.Description = $"Needs a key with the scope `{scope.Name()}`.";
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            parameter.Description = Parameters[parameter.Name!];
        if (isChange)
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = ApiRequest.IdempotencyKey,
                In = ParameterLocation.Header,
                Required = true,
                Description = "A key of your own, 1 to 200 visible characters. Sent again with the same key and content the request "
                    + "gives the same answer and changes nothing; with other content it is refused.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            });
        }

        if (operation.RequestBody?.Content is { } content && content.TryGetValue("application/json", out var body)
            && ApiExamples.Requests.TryGetValue(operation.OperationId ?? "", out var example))
        {
            body.Example = JsonNode.Parse(example);
        }

        Refusals(operation, context, rules, isChange);
    }

    private static void Refusals(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, IReadOnlyList<RefusalCode> rules, bool isChange)
    {
        var codes = new List<(int Status, string Code)>
        {
            (StatusCodes.Status400BadRequest, nameof(ApiRefusal.RequestUnreadable)),
            (StatusCodes.Status401Unauthorized, nameof(ApiRefusal.KeyNotGood)),
            (StatusCodes.Status403Forbidden, nameof(ApiRefusal.ScopeMissing)),
            (StatusCodes.Status429TooManyRequests, nameof(ApiRefusal.TooManyRequests)),
            (StatusCodes.Status500InternalServerError, nameof(ApiRefusal.Unexpected)),
            (StatusCodes.Status503ServiceUnavailable, nameof(ApiRefusal.DatabaseAway)),
        };
        if (context.Description.SupportedResponseTypes.Any(type =>
            type.ApiResponseFormats.Any(format => format.MediaType == PaperEndpoints.PdfType)))
            codes.Add((StatusCodes.Status503ServiceUnavailable, nameof(ApiRefusal.PaperUnavailable)));
        if (isChange)
            codes.Add((StatusCodes.Status400BadRequest, nameof(ApiRefusal.IdempotencyKeyRequired)));
        if (operation.RequestBody is not null)
        {
            codes.Add((StatusCodes.Status413PayloadTooLarge, nameof(ApiRefusal.BodyTooLarge)));
            codes.Add((StatusCodes.Status415UnsupportedMediaType, nameof(ApiRefusal.NotJson)));
        }

        codes.AddRange(rules.Distinct().Select(rule => (Consoles.Refusals.StatusOf(rule), rule.ToString())));
        operation.Responses ??= [];
        foreach (var status in codes.GroupBy(code => code.Status).OrderBy(group => group.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", status.Select(code => $"`{code.Code}`")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, context.Document) },
                },
            };
        }
    }
}
