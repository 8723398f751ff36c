using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Api;

/// <summary>
/// A billing program with a key. Each of its requests is held against the description of the API: an answer that the
/// description does not have fails the test that met it.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ApiContract _contract;

    private ApiClient(HttpClient http, ApiContract contract, Books books) => (_http, _contract, Books) = (http, contract, books);

    public Books Books { get; }

    public HttpClient Http => _http;

    public static async Task<ApiClient> Of(RunningPortal portal, Books books, params ApiScope[] scopes)
    {
        var key = await portal.Services.GetRequiredService<ApiKeys>().Make(
            books.Business, Guid.NewGuid(), new NewApiKey("Billing", scopes.Length == 0 ? ApiScopes.All : scopes),
            Actor.System("test"));
        return await Of(portal, books, key!);
    }

    public static async Task<ApiClient> Of(RunningPortal portal, Books books, string key)
    {
        var http = new HttpClient { BaseAddress = portal.Address };
        var contract = await ApiContract.Read(http);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new ApiClient(http, contract, books);
    }

    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, null, null);

    /// <summary>With a fresh key unless one is given.</summary>
    public Task<ApiAnswer> Post(string path, object body, string? key = null) =>
        Send(HttpMethod.Post, path, body, key ?? Guid.NewGuid().ToString());

    public Task<ApiAnswer> Delete(string path, string? key = null) =>
        Send(HttpMethod.Delete, path, null, key ?? Guid.NewGuid().ToString());

    public async Task<JsonObject> Made(string path, object body, string? key = null)
    {
        var answer = await Post(path, body, key);
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted, answer.Text);
        return answer.Body;
    }

    public async Task<JsonObject> Shown(string path)
    {
        var answer = await Get(path);
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return answer.Body;
    }

    public async Task<ApiAnswer> Send(HttpMethod method, string path, object? body, string? key, params (string, string)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        if (key is not null)
            request.Headers.TryAddWithoutValidation(ApiRequest.IdempotencyKey, key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        var said = await response.Content.ReadAsStringAsync();
        var answer = new ApiAnswer(
            response.StatusCode, said, response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
        Assert.Empty(_contract.Wrong(method.Method, path, response, said));
        return answer;
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record ApiAnswer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    public string? Code => Body["code"]?.GetValue<string>();

    public string? Field => Body["field"]?.GetValue<string>();
}
