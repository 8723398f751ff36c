using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace LedgerPortal.Testing;

/// <summary>
/// What a browser does that matters here: keeps cookies (also secure ones on this machine, as browsers do for
/// localhost), says where a request came from, and fills in forms with the tokens that stand in them.
/// </summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly Dictionary<string, string> _cookies = [];

    public Browser(Uri address)
    {
        _address = address;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = address,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36");
    }

    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    public string CookieHeader => string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    public void SetCookie(string name, string value) => _cookies[name] = value;

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Get, path, null, "none", headers);

    /// <summary>A POST as a form of one of our pages sends it.</summary>
    public Task<Answer> Post(
        string path, IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, new FormUrlEncodedContent(fields), "same-origin", headers);

    /// <summary>Opens a page and sends its form with these fields filled in.</summary>
    public async Task<Answer> Submit(string page, params (string Name, string Value)[] fields)
    {
        var shown = await Get(page);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        return await Submit(page, shown, fields);
    }

    public Task<Answer> Submit(string page, Answer shown, params (string Name, string Value)[] fields)
    {
        var form = shown.Page.QuerySelector<IHtmlFormElement>("main form")
            ?? throw new InvalidOperationException($"{page} has no form.");
        var filled = new Dictionary<string, string>();
        foreach (var input in form.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            filled[input.GetAttribute("name")!] = input switch
            {
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                IHtmlInputElement box => box.Value,
                _ => "",
            };
        }

        foreach (var (name, value) in fields)
            filled[name] = value;
        return Post(page, filled);
    }

    /// <summary>As a browser sends a form with a file in it.</summary>
    public async Task<Answer> SubmitFile(
        string page, IEnumerable<KeyValuePair<string, string>> fields, string fileField, byte[] file)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Where(field => field.Key != fileField))
            content.Add(new StringContent(value), name);
        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new("image/png");
        content.Add(part, fileField, "logo.png");
        return await Send(HttpMethod.Post, page, content, "same-origin");
    }

    public async Task<Answer> Send(
        HttpMethod method, string path, HttpContent? content, string? site,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", CookieHeader);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request);
        Keep(response);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, Encoding.UTF8.GetString(bytes), all) { Bytes = bytes };
    }

    public void Dispose() => _client.Dispose();

    private void Keep(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var set))
            return;
        foreach (var cookie in set)
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, v) : (cookie, "");
            var isGone = cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase);
            if (isGone)
                _cookies.Remove(name);
            else
                _cookies[name] = value;
        }
    }
}

public sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    private IHtmlDocument? _page;

    public byte[] Bytes { get; init; } = [];

    public IHtmlDocument Page => _page ??= new HtmlParser().ParseDocument(Body);

    public string? Location => Headers.GetValueOrDefault("Location");

    public string Title => Page.QuerySelector("h1")?.TextContent.Trim() ?? "";
}
