using System.Net;
using System.Text.Json.Nodes;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Api;

/// <summary>The description of the API at /openapi/v1.json: complete, and true.</summary>
public sealed class ApiDescriptionTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Every_route_of_the_api_is_in_it_with_its_scope_and_its_refusals()
    {
        var contract = await Contract();
        var described = contract.Operations.Select(operation => $"{operation.Method} {operation.Path}").Order().ToList();
        var routes = fixture.Portal.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(method => $"{method} {route.RoutePattern.RawText!.TrimEnd('/')}"))
            .Order().ToList();
        Assert.True(routes.Count > 30);
        Assert.Equal(routes, described);
        foreach (var (method, path, operation) in contract.Operations)
        {
            var at = $"{method} {path}";
            Assert.True(operation["summary"]?.GetValue<string>().Length > 5, at);
            Assert.Contains("scope `", operation["description"]!.GetValue<string>());
            Assert.NotEmpty(operation["security"]!.AsArray());
            foreach (var status in new[] { "400", "401", "403", "429", "500", "503" })
                Assert.True(operation["responses"]![status] is not null, $"{at} {status}");
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
                Assert.True(parameter!["description"]?.GetValue<string>().Length > 3, $"{at} {parameter["name"]}");
            if (method != "GET")
            {
                Assert.Contains(operation["parameters"]!.AsArray(), parameter =>
                    parameter!["name"]!.GetValue<string>() == "Idempotency-Key" && parameter["required"]!.GetValue<bool>());
                Assert.True(operation["responses"]!["409"] is not null, at);
            }

            if (path.Contains('{', StringComparison.Ordinal))
                Assert.Contains("`NotFound`", operation["responses"]!["404"]!["description"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Every_field_is_described_and_everything_about_money_names_its_units()
    {
        var contract = await Contract();
        var schemas = contract.Document["components"]!["schemas"]!.AsObject();
        Assert.True(schemas.Count > 20);
        string[] amounts =
        [
            "amount", "total", "balance", "open", "disputed", "taxable", "roundOff", "debit", "credit", "opening", "closing",
            "debits", "credits", "unitPrice", "credited", "balanceAfter",
        ];
        foreach (var (name, schema) in schemas)
        {
            foreach (var (field, property) in schema!["properties"]?.AsObject() ?? [])
            {
                var said = SaidOf(contract, property!.AsObject());
                Assert.True(said.Length > 3, $"{name}.{field} is not described");
                if (amounts.Contains(field) && name is not "AgingShown")
                    Assert.True(said.Contains("major unit", StringComparison.Ordinal) || name is "TaxShown", $"{name}.{field}: {said}");
            }
        }
    }

    [Fact]
    public async Task Every_change_with_a_body_has_an_example_that_its_schema_takes()
    {
        var contract = await Contract();
        foreach (var (method, path, operation) in contract.Operations)
        {
            if (operation["requestBody"] is not { } body)
                continue;
            var content = body["content"]!["application/json"]!;
            var example = content["example"];
            Assert.True(example is not null, $"{method} {path} has no example");
            var wrong = new List<string>();
            contract.Check(content["schema"]!.AsObject(), example, "$", wrong);
            Assert.Empty(wrong);
        }
    }

    [Fact]
    public async Task The_judge_of_answers_finds_what_is_not_as_promised()
    {
        var contract = await Contract();
        using var odd = new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = new StringContent("", System.Text.Encoding.UTF8, "application/json"),
        };
        const string good = """{"entry":1,"currency":"INR","amount":"5.00","balance":"-5.00"}""";
        Assert.Empty(contract.Wrong("POST", "payments", odd, good));
        foreach (var (from, to) in new[]
        {
            ("\"5.00\"", "5.00"), ("\"entry\":1,", ""), ("\"entry\":1", "\"entry\":\"1\""), ("{", "{\"more\":1,"),
            ("\"INR\"", "null"),
        })
        {
            Assert.NotEmpty(contract.Wrong("POST", "payments", odd, good.Replace(from, to, StringComparison.Ordinal)));
        }

        Assert.NotEmpty(contract.Wrong("POST", "nowhere", odd, good));
        odd.StatusCode = HttpStatusCode.Conflict;
        odd.Content.Headers.ContentType = new("application/problem+json");
        const string refusal = """{"status":409,"title":"x","code":"PeriodLocked"}""";
        Assert.Empty(contract.Wrong("POST", "payments", odd, refusal));
        Assert.NotEmpty(contract.Wrong("POST", "payments", odd, refusal.Replace("PeriodLocked", "NumberTaken", StringComparison.Ordinal)));
    }

    /// <summary>Of a field that is a record, what is said of the record.</summary>
    private static string SaidOf(ApiContract contract, JsonObject property) =>
        property["description"]?.GetValue<string>()
        ?? (property["$ref"] is { } reference ? SaidOf(contract, contract.Named(reference.GetValue<string>())) : null)
        ?? property["oneOf"]?.AsArray().Select(choice => SaidOf(contract, choice!.AsObject())).Max()
        ?? "";

    private async Task<ApiContract> Contract()
    {
        using var http = new HttpClient { BaseAddress = fixture.Portal.Address };
        return await ApiContract.Read(http);
    }
}
