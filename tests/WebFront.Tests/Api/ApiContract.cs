using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LedgerPortal.Api;

/// <summary>
/// The description of the API as a judge: whether an answer is one that it promises. Knows what our description uses of
/// JSON Schema and fails on anything else, so that nothing passes for not being understood.
/// </summary>
internal sealed partial class ApiContract(JsonObject document)
{
    private static readonly HashSet<string> Understood =
    [
        "type", "properties", "required", "items", "enum", "$ref", "description", "format", "oneOf", "additionalProperties",
        "minLength", "maxLength", "pattern", "example", "default",
    ];

    public JsonObject Document => document;

    public static async Task<ApiContract> Read(HttpClient http) =>
        new((await http.GetFromJsonAsync<JsonObject>("/openapi/v1.json"))!);

    /// <summary>Every operation: its method in capitals, its path, and what is said of it.</summary>
    public IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Select(operation => (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject())));

    /// <summary>What is not as promised; nothing when all is well.</summary>
    public IReadOnlyList<string> Wrong(string method, string path, HttpResponseMessage response, string said)
    {
        var plain = "/api/v1/" + path.Split('?')[0];
        var found = Operations.Where(operation => operation.Method == method && IsOf(operation.Path, plain))
            .OrderBy(operation => operation.Path.Count(character => character == '{')).FirstOrDefault();
        if (found.Operation is null)
            return [$"{method} {plain} is not described"];
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (found.Operation["responses"]![status] is not JsonObject promised)
            return (int)response.StatusCode == 304 ? [] : [$"{method} {found.Path} does not promise {status}: {said}"];
        if (promised["content"]?.AsObject().FirstOrDefault() is not { Key: { } type } content)
            return said.Length == 0 ? [] : [$"{method} {found.Path} promises no content with {status}"];
        if (response.Content.Headers.ContentType?.MediaType != type)
            return [$"{method} {found.Path} promises {type} with {status}, not {response.Content.Headers.ContentType}"];
        var wrong = new List<string>();
        var node = JsonNode.Parse(said);
        Check(content.Value!["schema"]!.AsObject(), node, "$", wrong);
        if ((int)response.StatusCode >= 400)
        {
            var code = node!["code"]?.GetValue<string>() ?? "none";
            if (!promised["description"]!.GetValue<string>().Contains($"`{code}`", StringComparison.Ordinal))
                wrong.Add($"{method} {found.Path} does not promise the refusal {code} with {status}");
        }

        return wrong;
    }

    public void Check(JsonObject schema, JsonNode? value, string at, List<string> wrong)
    {
        if (schema["$ref"] is { } reference)
        {
            Check(Named(reference.GetValue<string>()), value, at, wrong);
            return;
        }

        foreach (var keyword in schema.Select(part => part.Key).Where(keyword => !Understood.Contains(keyword)))
            wrong.Add($"{at}: {keyword} is not understood");
        if (schema["oneOf"] is JsonArray choices)
        {
            var isOne = choices.Any(choice =>
            {
                var tried = new List<string>();
                Check(choice!.AsObject(), value, at, tried);
                return tried.Count == 0;
            });
            if (!isOne)
                wrong.Add($"{at}: none of the choices");
            return;
        }

        var kind = KindOf(value);
        if (schema["enum"] is JsonArray words)
        {
            if (!words.Any(word => JsonNode.DeepEquals(word, value)))
                wrong.Add($"{at}: {value} is not one of {words.ToJsonString()}");
            return;
        }

        var types = schema["type"] switch
        {
            JsonArray several => several.Select(type => type!.GetValue<string>()).ToArray(),
            { } one => [one.GetValue<string>()],
            null => [],
        };
        if (types.Length == 0)
            wrong.Add($"{at}: a schema without a type");
        else if (!types.Contains(kind) && !(kind == "integer" && types.Contains("number")))
            wrong.Add($"{at}: {kind}, not {string.Join(" or ", types)}");
        switch (value)
        {
            case JsonObject record:
                CheckObject(schema, record, at, wrong);
                break;
            case JsonArray rows when schema["items"] is JsonObject items:
                for (var index = 0; index < rows.Count; index++)
                    Check(items, rows[index], $"{at}[{index}]", wrong);
                break;
            case JsonValue text when kind == "string" && schema["format"]?.GetValue<string>() is { } format:
                if (!IsFormat(format, text.GetValue<string>()))
                    wrong.Add($"{at}: {text} is no {format}");
                break;
        }
    }

    public JsonObject Named(string reference) =>
        document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject();

    private void CheckObject(JsonObject schema, JsonObject record, string at, List<string> wrong)
    {
        var properties = schema["properties"]?.AsObject() ?? [];
        foreach (var (name, value) in record)
        {
            if (properties[name] is JsonObject property)
                Check(property, value, $"{at}.{name}", wrong);
            else
                wrong.Add($"{at}.{name} is not described");
        }

        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!record.ContainsKey(required!.GetValue<string>()))
                wrong.Add($"{at}.{required} is missing");
        }
    }

    private static bool IsFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => false,
    };

    private static string KindOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.ToJsonString().Contains('.') ? "number" : "integer",
            _ => "null",
        },
    };

    private static bool IsOf(string pattern, string path) =>
        Regex.IsMatch(path, "^" + Gap().Replace(Regex.Escape(pattern).Replace("\\{", "{", StringComparison.Ordinal), "[^/]+") + "$");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Gap();
}
